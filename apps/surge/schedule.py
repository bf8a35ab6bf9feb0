from celery import shared_task
from django.utils import timezone

from apps.surge import actions


@shared_task
def look_after_surge():
    """Offers run out, the next waves go out, deployments begin and end, and requests are over."""
    now = timezone.localtime()
    actions.expire_offers(at=now)
    actions.follow_deployments(on=now.date())
    actions.close_requests(on=now.date())
    actions.send_waves(on=now.date())
