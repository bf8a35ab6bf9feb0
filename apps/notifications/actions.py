from django.db import transaction
from django.utils import timezone

from apps.core import jobs
from apps.notifications.models import SEND_JOB, Message


@transaction.atomic
def send_message(*, recipient, kind, about, occasion, subject, sentence, link, link_text, facts=(), not_after=None):
    """Tell someone something once: for the same recipient, kind, thing and occasion a second call does nothing.

    Returns whether this call was the first.

    Called inside the action that has something to tell. The row is shown in the portal, a job mails it after the
    commit. `subject` names no person: it is read on locked screens.
    """
    message, is_new = Message.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        object_type=about._meta.label,
        object_id=str(about.pk),
        occasion=occasion,
        defaults={
            "subject": subject,
            "sentence": sentence,
            "facts": [[label, str(value)] for label, value in facts],
            "link": link,
            "link_text": link_text,
        },
    )
    if is_new:
        jobs.enqueue(SEND_JOB, key=str(message.pk), message=message.pk, not_after=not_after)
    return is_new


def mark_sent(*, message):
    """The mail server took it."""
    Message.objects.filter(pk=message.pk, sent_at=None).update(sent_at=timezone.now())


@transaction.atomic
def mark_messages_read(*, by):
    """The person has seen their messages."""
    Message.objects.to(by).unread().update(read_at=timezone.now())
