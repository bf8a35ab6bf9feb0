"""N1: telling everybody whose study time ends soon, beside the same rows written by one statement of SQL."""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from apps.qualifications.actions import remind_learners
from odp_portal.bench import data
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

RAW = """
    WITH due AS (
        SELECT enrolment.id, member.user_id, qualification.title, plan.ends_on, plan.ends_on - %(on)s AS days
        FROM qualifications_studyplan plan
        JOIN qualifications_enrolment enrolment ON enrolment.id = plan.enrolment_id
        JOIN qualifications_qualification qualification ON qualification.id = enrolment.qualification_id
        JOIN members_member member ON member.id = enrolment.member_id
        WHERE plan.ends_on > %(on)s AND plan.ends_on <= %(on)s + 30
          AND enrolment.status IN ('approved', 'in_progress') AND member.user_id IS NOT NULL
          AND NOT EXISTS (
              SELECT FROM qualifications_studyplan newer
              WHERE newer.enrolment_id = plan.enrolment_id AND newer.version > plan.version
          )
    ), told AS (
        INSERT INTO notifications_message (
            recipient_id, kind, object_type, object_id, occasion, subject, sentence, facts, link, link_text, created_at
        )
        SELECT user_id, 'study_ends', 'qualifications.Enrolment', id::text,
            CASE WHEN days <= 1 THEN 1 WHEN days <= 7 THEN 7 ELSE 30 END || ' days before ' || ends_on,
            'Your study time ends in ' || days || ' days',
            'Your study time for the ' || title || ' ends in ' || days || ' days, on ' || ends_on || '.',
            '[]', '/enrolments/' || id || '/', 'See what is left to do', now()
        FROM due
        ON CONFLICT DO NOTHING
        RETURNING id
    )
    INSERT INTO core_job (kind, key, payload, state, attempts, available_at, last_error, created_at)
    SELECT 'send_message', id::text, jsonb_build_object('message', id), 'pending', 0, now(), '', now() FROM told
"""


def sweep(workload: Workload, rig: Rig) -> Result:
    data.settle()
    today = timezone.localdate()
    told, by_raw = taken_back(lambda: remind_learners(on=today)), taken_back(lambda: raw(today))
    if not told or told != by_raw:
        raise Failed(f"the portal reminded {told} learners and the SQL {by_raw}: it must be as many, and some")
    again = taken_back(lambda: (remind_learners(on=today), remind_learners(on=today))[1])
    floor_ms, [ms] = in_turns(
        sweeping(rig, lambda: raw(today)), [sweeping(rig, lambda: remind_learners(on=today))], rig.repeats
    )
    return Result(workload, ms, floor_ms, note=f"{told} reminders; a second sweep on the same day: {again}")


def raw(on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(RAW, {"on": on})
        return cursor.rowcount


def taken_back(work: Callable[[], int]) -> int:
    """Does it and undoes it, so that every repeat finds the same to do."""
    with transaction.atomic():
        done = work()
        transaction.set_rollback(True)
    return done


def sweeping(rig: Rig, work: Callable[[], int]) -> Batch:
    def batch() -> float:
        return cpu_time(lambda: taken_back(work), rig.own_processes)

    return batch
