from celery import shared_task
from django.utils import timezone

from apps.capability import actions


@shared_task
def follow_cycles():
    """From seven in the morning: nobody is asked or reminded at night."""
    now = timezone.localtime()
    if now.hour >= 7:
        actions.invite_to_cycles(on=now.date())
        actions.remind_of_cycles(on=now.date())
