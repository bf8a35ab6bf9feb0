from celery import shared_task
from django.utils import timezone

from apps.secondments import actions


@shared_task
def look_after_opportunities():
    """Those whose last day is over close. From seven in the morning people hear what is new to their searches."""
    now = timezone.localtime()
    actions.close_overdue()
    actions.end_reserves(on=now.date())
    if now.hour >= 7:
        actions.tell_of_new(on=now.date())


@shared_task
def look_after_placements():
    """They begin and end by the clock. From seven in the morning people hear that an end is near."""
    now = timezone.localtime()
    actions.follow_placements(on=now.date())
    if now.hour >= 7:
        actions.remind_of_ends(on=now.date())
