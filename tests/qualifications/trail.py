"""What an action leaves behind: each list is in the order it was written."""

from apps.core.models import AuditEvent, Job
from apps.notifications.models import Message


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def jobs():
    return list(Job.objects.order_by("pk").values_list("kind", flat=True))


def messages():
    return [(message.recipient, message.subject) for message in Message.objects.order_by("pk")]


def forget():
    """What came before the action under test."""
    for model in (AuditEvent, Job, Message):
        model.objects.all().delete()


def nothing_happened():
    return not (AuditEvent.objects.exists() or Job.objects.exists() or Message.objects.exists())
