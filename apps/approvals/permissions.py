from django.db.models import Q
from django.utils import timezone

from apps.approvals.models import Task
from apps.approvals.models.task import posts_of
from apps.approvals.states import CaseStatus, Status, TurnEnd
from apps.members.models import Member


def can_decide(user, task):
    """Whoever the route leads to now; never the requester. A row read `with_may_decide` has the answer."""
    if hasattr(task, "may_decide"):
        return task.may_decide
    return Task.objects.for_decision_by(user).filter(pk=task.pk).exists()


def manages(user, member):
    """The line manager, who stands in for them, or the next filled post up; never oneself."""
    own = user.member_or_none
    if own is None or own == member or not own.is_in_post:
        return False
    in_line = Member.objects.filter(pk=member.pk)
    return in_line.filter(line_manager__in=posts_of(own)).exists() or in_line.answering_to(own).exists()


def can_answer_changes(user, task):
    return task.requested_by_id == user.pk


def can_withdraw(user, task):
    return task.requested_by_id == user.pk


def can_appeal(user, task):
    """Once: an appeal, and what the central team has decided, are not appealed again."""
    is_first = task.follows_id is None and not hasattr(task, "followed_by")
    return task.requested_by_id == user.pk and task.status == Status.REFUSED and is_first


def is_late(task):
    """Whether it waits, and somebody has not answered in time."""
    over = Q(end=TurnEnd.TIME) | Q(ended_at=None, due_on__lt=timezone.localdate())
    return task.status == Status.PENDING and task.turns.filter(over).exists()


def can_open_case(user, task):
    """The requester, about a refusal or a request that is late, unless that is being looked at."""
    return (
        task.requested_by_id == user.pk
        and (task.status == Status.REFUSED or is_late(task))
        and not task.cases.open().exists()
    )


def can_answer_case(user, case):
    """The central team; never the person it is for, and never whoever refused."""
    return (
        user.is_central
        and case.status == CaseStatus.OPEN
        and user.pk not in (case.opened_by_id, case.task.requested_by_id, case.task.decided_by_id)
    )


def can_set_stand_in(user, manager):
    """For oneself; the central team for whoever cannot any more."""
    return user.is_central or manager.user_id == user.pk


def can_end_stand_in(user, stand_in):
    """The manager, whoever stands in, and the central team."""
    return user.is_central or user.pk in (stand_in.manager.user_id, stand_in.deputy.user_id)


def can_set_ladder(user):
    return user.is_central
