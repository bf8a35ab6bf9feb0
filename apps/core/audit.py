"""The audit trail: who did what to which thing, written in the action's own transaction."""

from django.utils.text import Truncator

from apps.core.models import AuditEvent

LONGEST = AuditEvent._meta.get_field("says").max_length


def record(event, *, subject, by, says, **details):
    """Write one line. `says` ends the sentence that the person's name begins: "asked for study time"."""
    return AuditEvent.objects.create(**_row(event, subject, by, says, details))


def record_many(event, *, subjects, by, says, **details):
    """The same line for many subjects, in one statement."""
    rows = [AuditEvent(**_row(event, subject, by, says, details)) for subject in subjects]
    return AuditEvent.objects.bulk_create(rows, batch_size=1000)


def _row(event, subject, by, says, details):
    return {
        "event": event,
        "subject_type": subject._meta.label,
        "subject_id": str(subject.pk),
        "by": by,
        "says": Truncator(says).chars(LONGEST),  # a long list of names must not undo what it tells of
        "details": details,
    }
