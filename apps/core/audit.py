"""The audit trail: who did what to which thing, written in the action's own transaction."""

import json

from django.db import connection
from django.utils import timezone
from django.utils.text import Truncator

from apps.core.models import AuditEvent

INSERT_FOUND = """
    INSERT INTO core_auditevent (event, subject_type, subject_id, by_id, at, says, details)
    SELECT words.event, %(table)s, found.id::text, %(by)s, %(at)s, words.says, words.details::jsonb
    FROM ({found}) found (which, id)
    JOIN unnest(%(which)s::text[], %(event)s::text[], %(says)s::text[], %(details)s::text[])
        words (which, event, says, details) USING (which)
    ORDER BY words.event, found.id
"""
LONGEST = AuditEvent._meta.get_field("says").max_length


def record(event, *, subject, by, says, **details):
    """Write one line. `says` ends the sentence that the person's name begins: "asked for study time"."""
    return AuditEvent.objects.create(**_row(event, subject, by, says, details))


def record_many(event, *, subjects, by, says, **details):
    """The same line for many subjects, in one statement."""
    rows = [AuditEvent(**_row(event, subject, by, says, details)) for subject in subjects]
    return AuditEvent.objects.bulk_create(rows, batch_size=1000)


def record_found(events, found, *, model, by):
    """The same for changes that one statement has made: a query finds them as (which event, id of the subject).

    `events` are {which: (event, says, details)}. Nothing is read: there may be a hundred thousand.
    """
    words = {"which": list(events), "event": [], "says": [], "details": []}
    for event, says, details in events.values():
        words["event"].append(event)
        words["says"].append(Truncator(says).chars(LONGEST))
        words["details"].append(json.dumps(details))
    values = {"table": model._meta.label, "by": by and by.pk, "at": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(INSERT_FOUND.format(found=found), values | words)


def _row(event, subject, by, says, details):
    return {
        "event": event,
        "subject_type": subject._meta.label,
        "subject_id": str(subject.pk),
        "by": by,
        "says": Truncator(says).chars(LONGEST),  # a long list of names must not undo what it tells of
        "details": details,
    }
