"""The home page of one person: what waits for them, where they stopped, what is ahead, what they could take."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from apps.home.queries.learning import Step, own_enrolments, step_of
from apps.home.queries.waiting import waiting_for
from apps.plan.queries import suggestions_for
from apps.qualifications.models import Enrolment
from apps.qualifications.states import STUDYING, Status

MOST_CARDS = 5
MOST_SUGGESTED = 3


@dataclass
class Today:
    to_do: list = field(default_factory=list)  # (what kind of card, the thing it is about)
    decisions: int = 0
    enrolment: Enrolment | None = None  # the one studied last
    step: Step | None = None
    requests: list = field(default_factory=list)  # enrolments that wait for somebody else
    paused: list = field(default_factory=list)  # enrolments that somebody takes a break from
    dates: list = field(default_factory=list)  # (day, what happens, the enrolment)
    suggestions: list = field(default_factory=list)
    is_new: bool = False

    @property
    def more_decisions(self):
        """Whether more wait than the cards show."""
        return self.decisions > sum(1 for kind, _ in self.to_do if kind == "decision")

    @property
    def is_empty(self):
        return not (
            self.to_do
            or self.enrolment
            or self.requests
            or self.paused
            or self.dates
            or self.suggestions
            or self.is_new
        )


def today_of(user):
    """Everything the page shows, in two queries beside those of the navigation."""
    member, waiting = user.member_or_none, waiting_for(user, longest=MOST_CARDS)
    enrolments = own_enrolments(member) if member else []
    for row in enrolments:
        if row.referred:
            row.referred["day"] = date.fromisoformat(row.referred["by"])

    def having(*statuses):
        return [row for row in enrolments if row.status in statuses]

    cards = [
        *([("offered", _with_moment(waiting.offered))] if waiting.offered else []),
        *((thing["kind"], _with_moment(thing)) for thing in waiting.elsewhere or []),
        *(("changed", row) for row in having(Status.CHANGED)),
        *(("change_changed", row) for row in enrolments if row.changed_task),
        *(("referred", row) for row in enrolments if row.referred),
        *(("approved", row) for row in having(Status.APPROVED)),
        *([("marking", waiting.marking)] if waiting.marking else []),
        *([("reflections", waiting.reflections)] if waiting.reflections else []),
        *([("talks", waiting.talks)] if waiting.talks else []),
        *([("cases", waiting.cases)] if waiting.cases else []),
        *(("decision", task) for task in waiting.longest),
        *([("question", waiting.question)] if waiting.question else []),
        *(("draft", row) for row in having(Status.DRAFT)),
    ]
    studied = max(having(Status.IN_PROGRESS), key=_last_studied, default=None)
    is_new = member is not None and not enrolments and not cards
    return Today(
        to_do=cards[:MOST_CARDS],
        decisions=waiting.decisions,
        enrolment=studied,
        step=step_of(studied.stopped_at) if studied and studied.stopped_at else None,
        requests=having(Status.SUBMITTED),
        paused=having(Status.DEFERRED),
        dates=_dates(having(*STUDYING)),
        suggestions=_suggested(member, enrolments, is_new) if member else [],
        is_new=is_new,
    )


def _suggested(member, enrolments, is_new):
    """A newcomer is suggested only what closes a gap that they have found themselves."""
    found = suggestions_for(member, enrolments)
    return [row for row in found if row.capability_id or not is_new][:MOST_SUGGESTED]


def _with_moment(offered):
    return offered | {"until": offered["until"] and datetime.fromisoformat(offered["until"])}


def _last_studied(enrolment):
    return (enrolment.stopped_at or {}).get("last") or "", enrolment.created_at


def _dates(enrolments):
    today = timezone.localdate()
    begins = [(row.starts_on, "begins", row) for row in enrolments if row.starts_on and row.starts_on > today]
    ends = [(row.ends_on, "ends", row) for row in enrolments if row.ends_on and row.ends_on >= today]
    return sorted(begins + ends, key=lambda date: date[0])
