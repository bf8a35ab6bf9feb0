from celery import shared_task
from django.utils import timezone

from apps.approvals import actions


@shared_task
def follow_routes():
    """Every quarter of an hour: who is asked now is told, reminded, or passed over. Mail waits for the morning."""
    actions.follow_routes(on=timezone.localdate())
