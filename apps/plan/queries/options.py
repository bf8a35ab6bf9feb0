"""Where somebody could go from here: what people like them did next, and where they could work for a while.

Reading only, and for the eyes of the member: it rests on what they say of themselves.
"""

from dataclasses import dataclass

from apps.capability.queries import gaps_of
from apps.members.models import Move
from apps.secondments.models import Opportunity
from apps.secondments.models.opportunity import said_by

MOST_OPPORTUNITIES = 10


@dataclass(frozen=True)
class Option:
    """An opportunity, and the reasons why it is shown."""

    opportunity: Opportunity
    gives: list[str]  # names of what it gives and the member lacks
    uses: list[str]  # names of what it looks for and the member has


@dataclass(frozen=True)
class Options:
    moves: list[dict]
    opportunities: list[Option]
    has_gaps: bool


def options_of(member):
    gaps = {gap.capability.slug for gap in gaps_of(member)}
    moves = Move.objects.of_people_like(member).told() if member.grade_id and member.job_family_id else []
    return Options(moves, _opportunities(member, gaps), bool(gaps))


def _opportunities(member, gaps):
    """Open ones that give what is lacking or look for what is there: first what closes most gaps, then what fits best,
    then what closes soonest."""
    has = set(said_by(member).values_list("capability__slug", flat=True)) - gaps
    found = []
    for row in Opportunity.objects.for_somebody(member, has=has, lacks=gaps):
        gives = [str(aim.capability) for aim in row.gained if aim.capability.slug in gaps]
        uses = [str(aim.capability) for aim in row.wanted if aim.capability.slug in has]
        found.append(Option(row, gives, uses))
    found.sort(key=lambda option: (-len(option.gives), -len(option.uses), option.opportunity.deadline))
    return found[:MOST_OPPORTUNITIES]
