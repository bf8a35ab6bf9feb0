from celery import shared_task
from django.utils import timezone

from apps.approvals import actions
from apps.members.calendar import is_working_day


@shared_task
def remind_deciders():
    """On working days, from nine in the morning: nobody is reminded at night or at the weekend."""
    now = timezone.localtime()
    if is_working_day(now.date()) and now.hour >= 9:
        actions.remind_deciders(on=now.date())
