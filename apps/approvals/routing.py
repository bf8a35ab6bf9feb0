"""Who decides: worked out when it is read, from who is in post today. Nothing here is stored."""

from dataclasses import dataclass

from apps.approvals.models import IN_POST
from apps.members.models import Grant

LONGEST_CHAIN = 30


@dataclass(frozen=True)
class Stop:
    """Where a task is: the words for it, the members (a manager) or the users (heads, central team) who may decide."""

    words: str
    member: object = None
    users: tuple = ()


def stop_of(task):
    """The line manager, or the next filled post up; then the head of profession; then the central team.

    The same answer as TaskQuerySet.for_decision_by gives for one person, seen from the task.
    """
    requester = task.requester
    above = requester.line_manager
    for _ in range(LONGEST_CHAIN):
        if above is None:
            break
        if above.is_in_post and above != requester:
            first = above == requester.line_manager
            return Stop(str(above) if first else f"{above}, the next manager up", member=above)
        above = above.line_manager
    if users := _others(Grant.objects.heads_for(requester.organisation), task):
        return Stop(f"the head of profession, {' or '.join(str(user) for user in users)}", users=users)
    return Stop("the central team", users=_others(Grant.objects.central(), task))


def _others(grants, task):
    """Whoever has the role, is in post, and did not ask."""
    grants = grants.filter(IN_POST).exclude(user=task.requested_by).select_related("user")
    return tuple(dict.fromkeys(grant.user for grant in grants.order_by("pk")))
