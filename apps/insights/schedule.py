from celery import shared_task
from django.utils import timezone

from apps.insights import actions
from apps.insights.models import Snapshot
from apps.insights.states import SHAPE

FROM_HOUR = 2  # when the night's HR feed is in


@shared_task
def refresh_figures():
    actions.refresh()


@shared_task
def publish_figures():
    """Once a day, from two in the morning; a night that was missed is made up for as soon as somebody is awake."""
    now = timezone.localtime()
    if now.hour >= FROM_HOUR and not Snapshot.objects.filter(as_of=now.date(), shape=SHAPE).exists():
        actions.recount()
        actions.publish_figures(on=now.date())
    actions.send_summaries(on=now.date())
