"""What a person could take next, and why: from their grade, their department and what they hold, nothing else."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import Q, TextField
from django.db.models.expressions import RawSQL

from apps.qualifications.models import Qualification
from apps.qualifications.states import LIVE, Size, Status

MOST = 3
READ_AT_MOST = 60  # rows to choose from
SIZES = [Size.AWARD, Size.CERTIFICATE, Size.DIPLOMA]
# The levels the portal suggests at each grade: a first guess, not a rule. Everybody may take any level.
LEVELS = {
    "AA": [2],
    "AO": [2, 3],
    "EO": [3, 4],
    "HEO": [4, 5],
    "SEO": [4, 5],
    "G7": [6, 7],
    "G6": [6, 7],
    "SCS1": [7],
    "SCS2": [7],
    "SCS3": [7],
}
FIRST_LEVEL = [2]  # where the HR record has no grade


# The codes of the units that the person has achieved in the qualification's suite.
ACHIEVED = """
    ARRAY(
        SELECT unit.code FROM qualifications_unitachievement achieved
        JOIN qualifications_unit unit ON unit.id = achieved.unit_id
        WHERE achieved.member_id = %s AND unit.suite_id = qualifications_qualification.suite_id
    )
"""


@dataclass(frozen=True)
class Suggestion:
    qualification: Qualification
    because: str


def suggestions_for(member, enrolments):
    """At most three, each of another suite or level, the smallest size first. `enrolments`: all the person's own."""
    held = [row.qualification_id for row in enrolments if row.status in [*LIVE, Status.COMPLETED]]
    found = {}
    for qualification in sorted(_candidates(member), key=lambda row: (not row.achieved, *_rank(row))):
        because = _because(qualification, member)
        if because and qualification.pk not in held and not _is_behind(qualification, enrolments):
            suggestion = Suggestion(qualification, because)
            found.setdefault((qualification.suite_id, qualification.level), suggestion)
    return list(found.values())[:MOST]


def _candidates(member):
    """Open to the person: at the levels for their grade, for few of whom they are one, or of a suite begun."""
    return (
        Qualification.objects.open_to(member)
        .annotate(achieved=RawSQL(ACHIEVED, [member.pk], output_field=ArrayField(TextField())))
        .filter(
            Q(level__in=_levels(member))
            | Q(achieved__len__gt=0)
            | ~Q(eligible_departments=[])
            | ~Q(eligible_regions=[])
        )
        .only("title", "slug", "level", "size", "suite_id", "rule", "eligible_departments", "eligible_regions")
        .order_by("-achieved", "level", "pk")[:READ_AT_MOST]  # an empty array comes after all others
    )


def _levels(member):
    return LEVELS.get(member.grade_id, FIRST_LEVEL)


def _is_behind(qualification, enrolments):
    """Whether they hold more than this in the same suite, or have something of its level or above under way there."""
    own = [row for row in enrolments if row.qualification.suite_id == qualification.suite_id]
    under_way = [row.qualification.level for row in own if row.status in LIVE]
    held = [_rank(row.qualification) for row in own if row.status == Status.COMPLETED]
    return any(level >= qualification.level for level in under_way) or any(
        rank > _rank(qualification) for rank in held
    )


def _rank(qualification):
    return qualification.level, SIZES.index(qualification.size)


def _because(qualification, member):
    """The strongest true reason, or nothing."""
    rule = qualification.combination
    counting = [code for code in qualification.achieved if rule.is_open_choice or code in rule.codes]
    if counting:
        units = "1 unit you have" if len(counting) == 1 else f"{len(counting)} units you have"
        return f"{units} already {'counts' if len(counting) == 1 else 'count'} towards it"
    if qualification.eligible_departments:
        return f"it is open to few departments, and {member.organisation.department_code} is one of them"
    if qualification.eligible_regions:
        return "it is open to few regions, and yours is one of them"
    if qualification.level not in _levels(member):
        return ""
    if not member.grade_id:
        return f"Level {qualification.level} is where one can begin without any other qualification"
    return f"Level {qualification.level} is one we suggest at your grade, {member.grade_id}"
