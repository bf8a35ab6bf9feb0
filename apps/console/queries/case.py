"""Questions to the central team, and the rules of who is asked. Reading only."""

from django.db.models import F, Q

from apps.approvals.models import Ladder
from apps.approvals.states import CaseStatus, Outcome, Status

CASES = {"open": "Open", "mine": "Mine", "nobodys": "Not taken up", "closed": "Answered"}


def cases_of(cases, *, show, user):
    """Open ones first, the longest open before the others; then those answered, the latest first."""
    is_open = Q(status=CaseStatus.OPEN)
    parts = {
        "open": is_open,
        "mine": is_open & Q(owner=user),
        "nobodys": is_open & Q(owner=None),
        "closed": Q(status=CaseStatus.CLOSED),
    }
    if show:
        cases = cases.filter(parts[show])
    return cases.for_list().order_by(F("closed_at").desc(nulls_first=True), "opened_at", "pk")


def outcomes_of(case, asked):
    """What the central team can answer. A refusal stands or is decided again, unless it was asked for again since."""
    if case.task.status != Status.REFUSED:
        return [Outcome.ANSWERED]
    return [Outcome.STANDS, Outcome.AGAIN] if asked else [Outcome.STANDS, Outcome.ANSWERED]


def ladder_without(ladder):
    """The rule that holds where this one did, once it is removed."""
    place = ladder.department_id
    rules = Ladder.objects.exclude(pk=ladder.pk).for_list().rules()
    fitting = (rule for rule in rules if rule.department_id in (None, place) and rule.kind in ("", ladder.kind))
    return next(fitting, Ladder())
