"""Who may do what in which state: every person of the table against every status."""

import pytest

from apps.approvals import permissions
from apps.approvals.models import Task
from apps.approvals.states import CaseStatus, Reason, Status
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db

PEOPLE = ["requester", "manager", "next_up", "colleague", "stranger", "central", "decider"]
# For each permission: who has it, and in which states of the task.
MAY = {
    "can_decide": ({"manager"}, {Status.PENDING}),
    "can_answer_changes": ({"requester"}, set(Status)),  # asked for in the wrong state: 409, not 403
    "can_withdraw": ({"requester"}, set(Status)),
    "can_appeal": ({"requester"}, {Status.REFUSED}),
    "can_open_case": ({"requester"}, {Status.REFUSED}),
}


@pytest.fixture
def people():
    next_up = MemberFactory()
    manager = MemberFactory(line_manager=next_up)
    requester = MemberFactory(line_manager=manager)
    return {
        "requester": requester.user,
        "manager": manager.user,
        "next_up": next_up.user,
        "colleague": MemberFactory(line_manager=manager).user,
        "stranger": UserFactory(),
        "central": central_user(),
        "decider": UserFactory(),
    }


def in_state(people, status):
    decided = status in (Status.CHANGED, Status.APPROVED, Status.REFUSED)
    return TaskFactory(
        requester=people["requester"].member,
        status=status,
        decided_by=people["decider"] if decided else None,
        decided_at="2026-11-20T12:00Z" if decided else None,
        reason=Reason.COVER if status == Status.REFUSED else "",
    )


@pytest.mark.parametrize("permission", MAY)
@pytest.mark.parametrize("status", Status)
def test_who_may(people, permission, status):
    task = in_state(people, status)
    who, when = MAY[permission]
    may = {person for person in PEOPLE if getattr(permissions, permission)(people[person], task)}
    assert may == (who if status in when else set())


@pytest.mark.parametrize("status", Status)
def test_whoever_may_do_something_may_see_it(people, status):
    task = in_state(people, status)
    for person in PEOPLE:
        if any(getattr(permissions, permission)(people[person], task) for permission in MAY):
            assert task in Task.objects.visible_to(people[person])


def test_can_answer_case(people):
    case = CaseFactory(task=in_state(people, Status.REFUSED))
    may = {person for person in PEOPLE if permissions.can_answer_case(people[person], case)}
    assert may == {"central"}


def test_can_answer_case_is_not_for_whoever_asked_or_refused():
    asker, decider, other = central_user(), central_user(), central_user()
    case = CaseFactory(task__requester=asker.member, task__decided_by=decider)
    assert [permissions.can_answer_case(user, case) for user in (asker, decider, other)] == [False, False, True]


def test_can_answer_case_once(people):
    case = CaseFactory(task=in_state(people, Status.REFUSED))
    case.status = CaseStatus.CLOSED
    assert not permissions.can_answer_case(people["central"], case)


def test_can_appeal_once(people):
    task = in_state(people, Status.REFUSED)
    appeal = TaskFactory(requester=task.requester, follows=task, refused=True)
    assert not permissions.can_appeal(people["requester"], Task.objects.get(pk=task.pk))
    assert not permissions.can_appeal(people["requester"], appeal)


def test_can_set_and_end_stand_ins(people):
    row = StandInFactory(manager=people["manager"].member, deputy=people["colleague"].member)
    may_set = {person for person in PEOPLE if permissions.can_set_stand_in(people[person], row.manager)}
    assert may_set == {"manager", "central"}
    may_end = {person for person in PEOPLE if permissions.can_end_stand_in(people[person], row)}
    assert may_end == {"manager", "central", "colleague"}


def test_can_set_ladder(people):
    assert {person for person in PEOPLE if permissions.can_set_ladder(people[person])} == {"central"}
