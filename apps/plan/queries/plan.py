"""A member's plan: what they chose to do, and what else would close their gaps. Reading only."""

from dataclasses import dataclass, field

from apps.capability.models import FrameworkVersion
from apps.capability.queries import gaps_of
from apps.capability.states import Provenance
from apps.core.words import joined
from apps.plan.models import NotInterested, PlanAction
from apps.plan.queries.suggestions import KINDS, Suggestion, own_enrolments, suggestions_for
from apps.plan.states import Status
from apps.qualifications.models import UnitAchievement

SHOWN = 50  # of what is over, the latest


@dataclass(frozen=True)
class Missing:
    """A gap: what would close it, and what the member has achieved already that shows some of it."""

    gap: object
    suggestions: list[Suggestion]
    achieved: list[UnitAchievement]


@dataclass(frozen=True)
class Plan:
    to_do: list[PlanAction]
    over: list[PlanAction]
    missing: list[Missing] = field(default_factory=list)
    others: list[Suggestion] = field(default_factory=list)
    declined: list[NotInterested] = field(default_factory=list)
    expected_is_illustrative: bool = False

    @property
    def illustrative(self):
        """What of it stands in for what nobody has published, in words."""
        closing = any(row.is_illustrative for missing in self.missing for row in missing.suggestions)
        parts = [
            ("which level is expected of you", self.expected_is_illustrative),
            ("which unit develops what", closing),
        ]
        found = [words for words, is_so in parts if is_so]
        return joined(found) if found else ""


def chosen_by(member):
    """(what is to do, what is over, the latest first)"""
    actions = PlanAction.objects.filter(member=member).for_page()
    over = sorted(actions.exclude(status=Status.CHOSEN), key=lambda row: row.done_at or row.dropped_at, reverse=True)
    return list(actions.open()), over[:SHOWN]


def plan_of(member):
    to_do, over = chosen_by(member)
    suggestions, gaps = suggestions_for(member, own_enrolments(member)), gaps_of(member)
    shown = _achieved(member) if gaps else {}
    versions = FrameworkVersion.objects.select_related("framework").in_bulk(
        {row.capability.version_id for row in gaps}
    )
    return Plan(
        to_do=to_do,
        over=over,
        missing=[
            Missing(
                gap,
                [row for row in suggestions if row.capability_id == gap.capability.pk],
                shown.get((versions[gap.capability.version_id].framework.slug, gap.capability.slug), []),
            )
            for gap in gaps
        ],
        others=[row for row in suggestions if row.capability_id is None],
        expected_is_illustrative=any(row.expected_provenance == Provenance.ILLUSTRATIVE for row in versions.values()),
        declined=list(NotInterested.objects.live().filter(member=member).for_list()),
    )


def _achieved(member):
    """{(framework, capability): the units achieved that develop it}"""
    found = {}
    rows = UnitAchievement.objects.filter(member=member).select_related("unit").prefetch_related("unit__develops")
    for row in rows.order_by("-achieved_on", "pk"):
        for develops in row.unit.develops.all():
            found.setdefault((develops.framework, develops.capability), []).append(row)
    return found


def suggestion_of(member, kind, pk):
    """The suggestion of this unit or qualification, as it is made to this person now; None where it is not."""
    suggestions = suggestions_for(member, own_enrolments(member))
    return next((row for row in suggestions if (row.kind, row.pk) == (kind, pk)), None)


def is_answered(user, kind, pk):
    """Whether they have put it into their plan, or said that they are not interested: once more is once."""
    if kind not in KINDS:
        return False
    chosen = PlanAction.objects.visible_to(user).exclude(status=Status.DROPPED)
    declined = NotInterested.objects.visible_to(user).live()
    return any(rows.filter(**{kind: pk}).exists() for rows in (chosen, declined))


def capabilities_missing(member):
    """Those of which something is missing: what an action of one's own can be for."""
    return [gap.capability for gap in gaps_of(member)]
