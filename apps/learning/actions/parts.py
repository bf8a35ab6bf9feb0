from django.db import connection

from apps.learning.models import Attempt
from apps.learning.queries import progress_of
from apps.learning.queries.work import assignment_of, is_met
from apps.learning.states import AchievedBy
from apps.qualifications import actions as qualifications

ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def achieve_by_parts(*, enrolled_unit, by):
    """Bank the unit if its parts say so: its test, its assignment, or both, and what it needs beside them. Returns
    whether they do.

    `enrolled_unit` comes from for_page(). Called in the transaction of whatever was passed, met or recorded. Two parts
    that are there at the same moment see each other: the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE, [f"parts {enrolled_unit.enrolment.member_id} {enrolled_unit.unit_id}"])
    passed = Attempt.objects.at(enrolled_unit).filter(passed=True).exists()
    met = is_met(enrolled_unit)
    assignment = assignment_of(enrolled_unit)
    needed = {
        None: passed,
        AchievedBy.EITHER: passed or met,
        AchievedBy.BOTH: passed and met,
        AchievedBy.ASSIGNMENT: met,
    }
    if not needed[AchievedBy(assignment.achieved_by) if assignment else None]:
        return False
    progress = progress_of(enrolled_unit)
    if progress and progress.needs_more:
        return False
    how = {(True, False): "passing its test", (False, True): "its assignment", (True, True): "its test and assignment"}
    qualifications.achieve_unit(
        member=enrolled_unit.enrolment.member, unit=enrolled_unit.unit, how=how[passed, met], by=by
    )
    return True
