from celery import shared_task
from django.utils import timezone

from apps.qualifications import actions


@shared_task
def remind_learners():
    """From seven in the morning: nobody is reminded at night."""
    now = timezone.localtime()
    if now.hour >= 7:
        actions.remind_learners(on=now.date())
        actions.remind_returns(on=now.date())


@shared_task
def ask_outcomes():
    """From seven in the morning, as reminders."""
    now = timezone.localtime()
    if now.hour >= 7:
        actions.ask_outcomes(on=now.date())


@shared_task
def complete_earned():
    """Nobody waits for a certificate that they have earned."""
    actions.complete_earned()


@shared_task
def look_after_places():
    """Offers that ran out go to the next person; what opens is told. The messages keep to the hours of each person."""
    actions.follow_waiting_lists()
    actions.tell_interested()
