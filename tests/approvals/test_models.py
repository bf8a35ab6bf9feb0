import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models import Case, Task
from apps.approvals.states import CASE_MOVES, MOVES, CaseStatus, Reason, Status
from apps.core.rules import RuleBroken
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


# --- What must never be false ----------------------------------------------------------------------------------------


def test_a_task_is_not_decided_by_the_requester():
    task = TaskFactory()
    with pytest.raises(IntegrityError, match="task_not_decided_by_requester"):
        Task.objects.update(status=Status.APPROVED, decided_at=NOW, decided_by=task.requested_by)


@pytest.mark.parametrize("status", [Status.CHANGED, Status.APPROVED, Status.REFUSED])
@pytest.mark.parametrize("missing", ["decided_at", "decided_by"])
def test_a_decided_task_says_when_and_by_whom(status, missing):
    fields = {"decided_at": NOW, "decided_by": UserFactory(), "reason": Reason.COVER if status == "refused" else ""}
    with pytest.raises(IntegrityError, match="task_decided_says_when_and_by_whom"):
        TaskFactory(status=status, **fields | {missing: None})


@pytest.mark.parametrize("given", ["decided_at", "decided_by"])
def test_a_waiting_task_is_decided_by_nobody(given):
    fields = {"decided_at": NOW, "decided_by": UserFactory()}
    with pytest.raises(IntegrityError, match="task_decided_says_when_and_by_whom"):
        TaskFactory(**{given: fields[given]})


def test_a_task_has_a_known_status():
    with pytest.raises(IntegrityError, match="task_decided_says_when_and_by_whom"):
        TaskFactory(status="lost")


def test_a_refused_task_says_why():
    with pytest.raises(IntegrityError, match="task_refused_says_why"):
        TaskFactory(refused=True, reason="")


@pytest.mark.parametrize("trait", [{}, {"agreed": True}, {"status": Status.WITHDRAWN}])
def test_no_other_task_has_a_reason_for_refusal(trait):
    with pytest.raises(IntegrityError, match="task_refused_says_why"):
        TaskFactory(reason=Reason.COVER, **trait)


def test_the_constraints_hold_for_sql_too():
    task = TaskFactory()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="task_not_decided_by_requester"):
        cursor.execute(
            "UPDATE approvals_task SET status = 'approved', decided_at = now(), decided_by_id = requested_by_id"
            " WHERE id = %s",
            [task.pk],
        )


def test_a_task_has_one_open_case():
    case = CaseFactory()
    with transaction.atomic(), pytest.raises(IntegrityError, match="case_one_open_per_task"):
        CaseFactory(task=case.task)


def test_a_task_may_have_a_case_after_one_that_was_answered():
    case = CaseFactory()
    closed = {"status": CaseStatus.CLOSED, "closed_at": NOW, "closed_by": UserFactory(), "answer": "No."}
    Case.objects.update(**closed)
    CaseFactory(task=case.task)
    assert case.task.cases.count() == 2


@pytest.mark.parametrize("missing", ["closed_at", "closed_by", "answer"])
def test_a_closed_case_says_when_by_whom_and_what(missing):
    fields = {"closed_at": NOW, "closed_by": UserFactory(), "answer": "No."}
    with pytest.raises(IntegrityError, match="case_closed_says_when_by_whom_and_what"):
        CaseFactory(status=CaseStatus.CLOSED, **fields | {missing: "" if missing == "answer" else None})


@pytest.mark.parametrize("given", ["closed_at", "closed_by", "answer"])
def test_an_open_case_has_no_answer(given):
    fields = {"closed_at": NOW, "closed_by": UserFactory(), "answer": "No."}
    with pytest.raises(IntegrityError, match="case_closed_says_when_by_whom_and_what"):
        CaseFactory(**{given: fields[given]})


def test_a_case_is_not_answered_by_the_asker():
    case = CaseFactory()
    fields = {"status": CaseStatus.CLOSED, "closed_at": NOW, "closed_by": case.opened_by, "answer": "Yes."}
    with pytest.raises(IntegrityError, match="case_not_answered_by_the_asker"):
        Case.objects.update(**fields)


# --- Moves -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_a_task_moves_only_as_the_table_says(source, target):
    task = Task(status=source)
    if target in MOVES[source]:
        task.move_to(target)
        assert task.status == target
    else:
        with pytest.raises(RuleBroken):
            task.move_to(target)
        assert task.status == source


@pytest.mark.parametrize("source", CaseStatus)
@pytest.mark.parametrize("target", CaseStatus)
def test_a_case_moves_only_as_the_table_says(source, target):
    case = Case(status=source)
    if target in CASE_MOVES[source]:
        case.move_to(target)
        assert case.status == target
    else:
        with pytest.raises(RuleBroken):
            case.move_to(target)


# --- Who sees what ---------------------------------------------------------------------------------------------------


def sees(user):
    return list(Task.objects.visible_to(user))


def test_visible_to_the_requester_the_manager_and_the_central_team():
    manager = MemberFactory()
    task = TaskFactory(requester=MemberFactory(line_manager=manager))
    TaskFactory()
    assert sees(task.requested_by) == [task]
    assert sees(manager.user) == [task]
    assert len(sees(central_user())) == 2
    assert sees(MemberFactory().user) == sees(UserFactory()) == []


def test_visible_to_the_next_filled_post_up_and_to_nobody_above_it():
    top = MemberFactory()
    middle = MemberFactory(line_manager=top)
    away = MemberFactory(line_manager=middle, status=EmploymentStatus.ABSENT)
    task = TaskFactory(requester=MemberFactory(line_manager=away))
    assert sees(middle.user) == [task]
    assert sees(top.user) == sees(away.user) == []


def test_visible_to_whoever_decided_even_after_a_move():
    task = TaskFactory(refused=True)
    assert sees(task.decided_by) == [task]


def test_visible_to_the_head_of_profession_only_where_nobody_is_above():
    dwp = OrganisationFactory(code="DWP")
    head = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=dwp).user
    task = TaskFactory()
    TaskFactory(requester__line_manager=MemberFactory())
    TaskFactory(requester__organisation=OrganisationFactory(code="HMRC"))
    assert sees(head) == [task]


@pytest.mark.parametrize("status", [Status.APPROVED, Status.WITHDRAWN])
def test_whoever_comes_second_can_read_it_for_a_month(status):
    """A head of profession who had the page open sees what became of it."""
    head = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=OrganisationFactory(code="DWP")).user
    task = TaskFactory(agreed=True) if status == Status.APPROVED else TaskFactory(status=status)
    assert sees(head) == [task]
    long_ago = timezone.now() - datetime.timedelta(days=31)
    Task.objects.update(asked_at=long_ago)
    Task.objects.exclude(decided_at=None).update(decided_at=long_ago)
    assert sees(head) == []


def test_cases_are_visible_to_the_asker_and_the_central_team():
    case = CaseFactory()
    assert list(Case.objects.visible_to(case.opened_by)) == [case]
    assert list(Case.objects.visible_to(central_user())) == [case]
    assert not Case.objects.visible_to(case.task.decided_by).exists()
    assert not Case.objects.visible_to(MemberFactory().user).exists()
