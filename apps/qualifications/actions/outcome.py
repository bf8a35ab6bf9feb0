from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members.actions import account_for
from apps.notifications.actions import send_messages
from apps.qualifications import emails, permissions, queries
from apps.qualifications.models import Outcome
from apps.qualifications.states import Side

ASKED_AT_ONCE = 500


def ask_outcomes(*, on):
    """Ask learners and their managers what changed at work, each once. Returns how many were asked.

    It asks "not yet asked", not "exactly three months", so that what a missed night left out is caught up.
    """
    asked = 0
    for side in Side:
        while some := _ask_some(side, on):
            asked += some
    return asked


@transaction.atomic
def _ask_some(side, on):
    """Another beat may have asked while this one waited for the rows, so it looks again once it has them."""
    found = queries.to_ask(side, on).select_related("qualification", "member__user", "member__line_manager__user")
    enrolments = list(found.locked()[:ASKED_AT_ONCE])
    before = set(Outcome.objects.filter(enrolment__in=enrolments, side=side).values_list("enrolment", flat=True))
    outcomes = [
        Outcome(enrolment=row, side=side, asked=row.member if side == Side.LEARNER else row.member.line_manager)
        for row in enrolments
        if row.pk not in before
    ]
    Outcome.objects.bulk_create(outcomes)
    audit.record_many("outcome.asked", subjects=outcomes, by=None, says="asked whether it helped at work")
    send_messages(letters=[(account_for(member=row.asked), "asked", emails.outcome_asked(row)) for row in outcomes])
    return len(outcomes)


@transaction.atomic
def answer_outcome(*, outcome, helped, changed, by):
    """Say whether it helped at work and what changed. The audit trail keeps that it was said, not what."""
    outcome = Outcome.objects.locked().get(pk=outcome.pk)
    require(permissions.can_answer_outcome(by, outcome))
    if outcome.is_answered:
        raise RuleBroken("You have answered this question already. Thank you.")
    outcome.helped, outcome.changed, outcome.answered_at = helped, changed, timezone.now()
    outcome.save(update_fields=["helped", "changed", "answered_at"])
    audit.record("outcome.answered", subject=outcome, by=by, says="said whether it helped at work")
    return outcome
