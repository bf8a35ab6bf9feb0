"""Keeping the numbers of what happened: every half a minute for whom something happened to, each night for all."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from apps.insights import facts
from apps.insights.models import Watermark

LOOK_AGAIN = timedelta(minutes=10)  # by then whoever wrote a line has committed it
MOST = 20_000  # people of whom the numbers are put right one by one: of more, all are counted anew
PATIENCE = "SET LOCAL statement_timeout = '50s'"  # nobody waits for this, unlike for a page


@transaction.atomic
def refresh(*, by=None):
    """Put the numbers right of everybody to whom something happened since the last time. Returns how many people.

    Twice at once is once: the second waits for the first, and finds what it left.
    """
    mark = _mark()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        last = _last_line(cursor)
        touched = _touched(cursor, mark.counted, last) if last > mark.counted else []
        if mark.refreshed_at is None or len(touched) > MOST:
            _count_all(cursor)
            mark.counted = _last_line(cursor, before=now - LOOK_AGAIN)
        elif last > mark.counted:
            if touched:
                _count_again(cursor, facts.OF_PEOPLE, facts.OF_SOME, touched)
            _count_again(cursor, facts.OF_DEPARTMENTS, facts.OF_NOBODY, [])
    _note(mark, last, now)
    mark.save()
    return len(touched)


@transaction.atomic
def recount(*, by=None):
    """Count everything anew, and keep how much of it was otherwise before: of people to whom nothing had happened
    since, it should be nothing."""
    mark = _mark()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        last = _last_line(cursor)
        if mark.refreshed_at is not None:
            mark.differed = _differences(cursor, _touched(cursor, mark.counted, last))
        _count_all(cursor)
        mark.counted = _last_line(cursor, before=now - LOOK_AGAIN)
    _note(mark, last, now)
    mark.recounted_at = now
    mark.save()
    return mark.differed


def _mark():
    """The one there is, locked."""
    Watermark.objects.get_or_create(pk=1)
    return Watermark.objects.select_for_update().get(pk=1)


def _note(mark, last, now):
    if mark.noted_at is None or now - mark.noted_at > LOOK_AGAIN:
        mark.counted, mark.noted, mark.noted_at = max(mark.counted, mark.noted), last, now
    mark.refreshed_at = now


def _last_line(cursor, before=None):
    cursor.execute("SELECT COALESCE(max(id), 0) FROM core_auditevent WHERE at <= COALESCE(%s, at)", [before])
    return cursor.fetchone()[0]


def _touched(cursor, after, until):
    cursor.execute(facts.TOUCHED, {"after": after, "until": until})
    return [pk for (pk,) in cursor.fetchall() if pk is not None]


def _count_again(cursor, kinds, whose, people):
    found = " UNION ALL ".join(facts.FOUND.format(facts=kind) for kind in kinds)
    cursor.execute(facts.PUT_RIGHT.format(found=found, whose=whose), {"members": people, "everybody": False})


def _count_all(cursor):
    cursor.execute("DELETE FROM insights_tally")
    cursor.execute("DELETE FROM insights_fact")
    for kind in [*facts.OF_PEOPLE, *facts.OF_DEPARTMENTS]:
        cursor.execute(facts.KEEP.format(facts=kind), {"members": [], "everybody": True})
    cursor.execute(facts.COUNT_ALL)


def _differences(cursor, touched):
    found = [facts.FOUND.format(facts=kind) for kind in [*facts.OF_PEOPLE, *facts.OF_DEPARTMENTS]]
    values = {"members": [], "everybody": True, "touched": touched}
    total = 0
    for statement in [
        facts.DIFFERENT.format(facts="(" + " UNION ALL ".join(found) + ")"),
        facts.MISCOUNTED,
        facts.UNHEARD,
    ]:
        cursor.execute(statement, values)
        total += cursor.fetchone()[0]
    return total
