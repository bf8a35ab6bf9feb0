"""What a person could take next, and why: one ranked list, for the home page and the plan.

First what closes a gap, the largest first. Then what their grade, their department and what they hold speak for.
"""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Q, TextField
from django.db.models.expressions import RawSQL

from apps.qualifications.models import Enrolment, Qualification
from apps.qualifications.queries import with_closes
from apps.qualifications.states import LIVE, Provenance, Size, Status

KINDS = ("unit", "qualification")
MOST_OTHERS = 3  # that close no gap
MOST_FOR_A_GAP = 2
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


# The codes of the units that the person has achieved in the qualification's suite: looked for once, not for each row.
ACHIEVED = """
    coalesce((
        SELECT jsonb_object_agg(suite_id, codes) FROM (
            SELECT unit.suite_id, jsonb_agg(unit.code ORDER BY unit.code) AS codes
            FROM qualifications_unitachievement achieved JOIN qualifications_unit unit ON unit.id = achieved.unit_id
            WHERE achieved.member_id = %s GROUP BY unit.suite_id
        ) suite
    ) -> qualifications_qualification.suite_id::text, '[]')
"""
# What is in the plan already, and what the person does not want: "unit 7", "qualification 3".
SET_ASIDE = """
    ARRAY(
        SELECT coalesce('unit ' || unit_id, 'qualification ' || qualification_id)
        FROM plan_planaction
        WHERE member_id = %s AND status <> 'dropped' AND (unit_id IS NOT NULL OR qualification_id IS NOT NULL)
        UNION ALL
        SELECT coalesce('unit ' || unit_id, 'qualification ' || qualification_id)
        FROM plan_notinterested WHERE member_id = %s AND withdrawn_at IS NULL
    )
"""


@dataclass(frozen=True)
class Suggestion:
    """A unit within a qualification, or a qualification. `capability_id`: of what it closes a gap, or None."""

    kind: str  # one of KINDS
    pk: int
    title: str
    qualification: Qualification
    because: str
    stands: str = ""  # where they are, and what is expected
    capability_id: int | None = None
    is_illustrative: bool = False

    @property
    def thing(self):
        """What actions call it."""
        return {f"{self.kind}_id": self.pk}

    @property
    def said(self):
        """What is kept of it in a plan."""
        because = f"{self.because[:1].upper()}{self.because[1:]}."
        if self.stands:
            because += f" {self.stands}."
        return self.thing | {"title": self.title, "capability_id": self.capability_id, "because": because}


def own_enrolments(member):
    fields = [f"qualification__{name}" for name in ("level", "size", "suite_id")]
    return list(Enrolment.objects.filter(member=member).select_related("qualification").only("status", *fields))


def suggestions_for(member, enrolments):
    """The one ranked list. `enrolments`: all the person's own."""
    held = [row.qualification_id for row in enrolments if row.status in [*LIVE, Status.COMPLETED]]
    candidates = [
        row
        for row in sorted(_candidates(member), key=lambda row: (not row.achieved, *_rank(row)))
        if row.pk not in held and not _is_behind(row, enrolments)
    ]
    closing = _closing(candidates, member)
    return [*closing, *_others(candidates, member, {_place(row.qualification) for row in closing})]


def _candidates(member):
    """Open to the person: at the levels for their grade, for few of whom they are one, or of a suite begun."""
    return (
        with_closes(Qualification.objects.open_to(member), member)
        .annotate(
            achieved=RawSQL(ACHIEVED, [member.pk], JSONField()),
            set_aside=RawSQL(SET_ASIDE, [member.pk, member.pk], ArrayField(TextField())),
        )
        .filter(Q(level__in=_levels(member)) | ~Q(achieved=[]) | ~Q(eligible_departments=[]) | ~Q(eligible_regions=[]))
        .only("title", "slug", "level", "size", "suite_id", "rule", "eligible_departments", "eligible_regions")
        .order_by("-achieved", "level", "pk")[:READ_AT_MOST]  # an empty list comes after all others
    )


def _closing(candidates, member):
    """The units that close a gap, each once, in the smallest qualification in which it counts."""
    found = {}
    for row in candidates:
        if row.level in _levels(member):
            for unit in row.closes:
                if f"unit {unit['pk']}" not in row.set_aside:
                    found.setdefault((unit["pk"], unit["capability_id"]), (unit, row))
    taken = {}
    for unit, row in sorted(found.values(), key=lambda pair: _weight(*pair)):
        for_this_gap = [one for one in taken.values() if one.capability_id == unit["capability_id"]]
        if unit["pk"] not in taken and len(for_this_gap) < MOST_FOR_A_GAP:
            taken[unit["pk"]] = _unit(unit, row)
    return list(taken.values())


def _weight(unit, qualification):
    return -unit["size"], unit["place"], qualification.level, unit["code"]


def _unit(unit, qualification):
    stands = f"You are at {unit['at']}" if unit["at"] else "You are not yet at the first level"
    return Suggestion(
        kind="unit",
        pk=unit["pk"],
        title=f"Unit {unit['code']} {unit['title']}",
        qualification=qualification,
        because=f"it develops {unit['capability']}",
        stands=f"{stands}, and {unit['expected']} is expected of you",
        capability_id=unit["capability_id"],
        is_illustrative=unit["provenance"] == Provenance.ILLUSTRATIVE,
    )


def _others(candidates, member, places):
    """Each of another suite or level, the smallest size first."""
    found = dict.fromkeys(places)
    for row in candidates:
        because = _because(row, member)
        if because and f"qualification {row.pk}" not in row.set_aside:
            suggestion = Suggestion("qualification", row.pk, row.title, row, because)
            found.setdefault(_place(row), suggestion)
    return list(filter(None, found.values()))[:MOST_OTHERS]


def _place(qualification):
    return qualification.suite_id, qualification.level


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
