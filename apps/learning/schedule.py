from celery import shared_task
from django.utils import timezone

from apps.learning import actions

EVENING = 17  # the hour from which markers are told what came in


@shared_task
def end_overdue_attempts():
    """A test whose time is over is sent in as it stands."""
    actions.end_overdue_attempts()


@shared_task
def look_after_marking():
    """Work moves on when roles end or people leave; in the evening whoever was given some is told, and whoever
    reviews prior learning."""
    actions.look_after_marking()
    now = timezone.now()
    if timezone.localtime(now).hour >= EVENING:
        actions.tell_markers(now=now)
        actions.tell_reviewers(now=now)
