from apps.approvals.models import Task
from apps.approvals.states import CaseStatus, Status


def can_decide(user, task):
    """Whoever the route leads to now; never the requester."""
    return Task.objects.for_decision_by(user).filter(pk=task.pk).exists()


def can_answer_changes(user, task):
    return task.requested_by_id == user.pk


def can_withdraw(user, task):
    return task.requested_by_id == user.pk


def can_open_case(user, task):
    return task.requested_by_id == user.pk and task.status == Status.REFUSED


def can_answer_case(user, case):
    """The central team; never the person who asked, and never whoever refused."""
    return (
        user.is_central
        and case.status == CaseStatus.OPEN
        and user.pk not in (case.opened_by_id, case.task.decided_by_id)
    )
