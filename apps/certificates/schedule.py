from celery import shared_task
from django.utils import timezone

from apps.certificates import actions

FROM_HOUR = 1  # when few people wait for the disk


@shared_task
def check_certificates():
    """Once a night, as soon as it is time: what was missed is caught up within a quarter of an hour."""
    now = timezone.localtime()
    if now.hour >= FROM_HOUR:
        actions.begin_check(on=now.date())
