from django.db import transaction

from apps.approvals import actions as approvals
from apps.approvals import permissions as approval_permissions
from apps.approvals.states import Status as Decision
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.qualifications import permissions
from apps.qualifications.actions.enrolment import locked
from apps.qualifications.documents import plan_changes
from apps.qualifications.models import StudyPlan
from apps.qualifications.states import Status

MOVED_BY = {
    Decision.APPROVED: Status.APPROVED,
    Decision.CHANGED: Status.CHANGED,
    Decision.REFUSED: Status.DECLINED,
}
SAYS = {
    Decision.APPROVED: "agreed to the study time",
    Decision.CHANGED: "agreed to the study time with changes",
    Decision.REFUSED: "did not agree to the study time",
}


@transaction.atomic
def decide_study_time(*, enrolment, decision, by, reason="", comment="", plan=None):
    """The manager's answer to a request for study time.

    With `decision` CHANGED, `plan` is what is agreed instead: {"hours_a_week", "starts_on", "ends_on", "cover"}.
    """
    enrolment = locked(enrolment)
    if enrolment.task is None:
        raise RuleBroken("This request has not been sent, so there is nothing to decide.")
    changes = []
    if decision == Decision.CHANGED:
        before = enrolment.plan
        after = StudyPlan(enrolment=enrolment, version=before.version + 1, proposed_by=by, **plan)
        changes = plan_changes(before, after)
        if not changes:
            raise RuleBroken("You have not changed anything. Go back and choose “Agree” to agree as it was asked.")
    approvals.decide(
        task=enrolment.task,
        by=by,
        decision=decision,
        reason=reason,
        comment=comment,
        changes=changes,
        link=enrolment.get_absolute_url(),
        link_text="Start learning",
    )
    if changes:
        after.save()
    enrolment.move_to(MOVED_BY[decision])
    enrolment.save(update_fields=["status"])
    audit.record("enrolment.decided", subject=enrolment, by=by, says=SAYS[decision], decision=decision)
    return enrolment


@transaction.atomic
def accept_changes(*, enrolment, by):
    """The member takes the study time as the manager changed it."""
    enrolment = locked(enrolment)
    require(permissions.can_accept_changes(by, enrolment))
    if enrolment.status != Status.CHANGED:
        raise RuleBroken("There are no changes to accept on this request now.")
    require(approval_permissions.can_answer_changes(by, enrolment.task))
    approvals.accept_changes(task=enrolment.task, by=by)
    enrolment.move_to(Status.APPROVED)
    enrolment.save(update_fields=["status"])
    audit.record("enrolment.changes_accepted", subject=enrolment, by=by, says="accepted the changed study time")
    return enrolment
