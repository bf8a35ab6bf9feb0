from celery import shared_task
from django.utils import timezone

from apps.notifications import actions

FROM_HOUR = 8  # when most people have begun their day


@shared_task
def send_digests():
    """From eight in the morning; what was missed then goes out later on the day, or on the next."""
    now = timezone.now()
    if timezone.localtime(now).hour >= FROM_HOUR:
        actions.send_digests(now=now)
