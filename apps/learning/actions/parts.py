from apps.learning.models import Attempt
from apps.learning.queries.work import assignment_of, is_met
from apps.learning.states import AchievedBy
from apps.qualifications import actions as qualifications


def achieve_by_parts(*, enrolled_unit, by):
    """Bank the unit if its parts say so: its test, its assignment, or both. Returns whether they do.

    `enrolled_unit` comes from for_page(). Called in the transaction of whatever was passed or met.
    """
    passed = Attempt.objects.at(enrolled_unit).filter(passed=True).exists()
    met = is_met(enrolled_unit)
    assignment = assignment_of(enrolled_unit.unit_id)
    needed = {
        None: passed,
        AchievedBy.EITHER: passed or met,
        AchievedBy.BOTH: passed and met,
        AchievedBy.ASSIGNMENT: met,
    }
    if not needed[AchievedBy(assignment.achieved_by) if assignment else None]:
        return False
    how = {(True, False): "passing its test", (False, True): "its assignment", (True, True): "its test and assignment"}
    qualifications.achieve_unit(
        member=enrolled_unit.enrolment.member, unit=enrolled_unit.unit, how=how[passed, met], by=by
    )
    return True
