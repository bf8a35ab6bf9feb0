"""People, their roles, and disputes with the HR feed. Reading only."""

from dataclasses import dataclass

from apps.members.states import ProposalStatus, Standing


def proposals_of(proposals, *, status):
    """Who proposed which manager: where it is disputed the longest first, else the latest first."""
    if status:
        proposals = proposals.filter(status=status)
    if status == ProposalStatus.DISPUTED:
        return proposals.for_list().order_by("disputed_at", "pk")
    return proposals.for_list().order_by("-proposed_at", "pk")


PEOPLE_SHOWN = 50


@dataclass(frozen=True)
class People:
    """What a search found: those whose name, email or number begins so, then those spelled nearly alike."""

    exact: list
    alike: list
    has_more: bool


def people_found(members, text):
    """No more than can be read, and not how many there would be: that would take longer than the search."""
    exact = list(members.beginning_with(text).for_list()[: PEOPLE_SHOWN + 1])
    room = PEOPLE_SHOWN - len(exact)
    known = [member.pk for member in exact]
    alike = list(members.spelled_like(text).exclude(pk__in=known).for_list()[:room]) if room > 0 else []
    return People(exact[:PEOPLE_SHOWN], alike, room < 0)


def tasks_about(tasks, member):
    """(what they asked for and waits, what waits for them), the longest waiting first."""
    waiting = tasks.waiting().for_list()
    own = waiting.filter(requester=member)
    return own, waiting.for_decision_by(member.user) if member.user else waiting.none()


GRANTS = {Standing.CURRENT: "current", Standing.COMING: "coming", Standing.OVER: "over"}
STANDING_COLOURS = {Standing.CURRENT: "green", Standing.COMING: "blue", Standing.OVER: "grey"}


def grants_of(grants, *, role="", place="", standing=""):
    """Narrowed to a role, to a part of the tree, to those that hold today, begin later or have ended."""
    if standing:
        grants = getattr(grants, GRANTS[Standing(standing)])()
    if role:
        grants = grants.filter(role=role)
    if place:
        grants = grants.filter(organisation=place)
    return grants.for_list()


def with_colours(grants):
    return [(grant, STANDING_COLOURS[grant.standing]) for grant in grants]
