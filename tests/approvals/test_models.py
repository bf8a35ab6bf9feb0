import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.roles import Role
from apps.approvals.models import Case, Ladder, StandIn, Task
from apps.approvals.states import CASE_MOVES, MOVES, CaseStatus, Kind, Outcome, Reason, Rung, Status, TurnEnd
from apps.core.rules import RuleBroken
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
CLOSED = {"status": CaseStatus.CLOSED, "closed_at": NOW, "answer": "No.", "outcome": Outcome.ANSWERED}


def day(number):
    return NOW.date() + datetime.timedelta(days=number)


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
    Case.objects.update(**CLOSED, closed_by=UserFactory())
    CaseFactory(task=case.task)
    assert case.task.cases.count() == 2


@pytest.mark.parametrize("missing", ["closed_at", "closed_by", "answer", "outcome"])
def test_a_closed_case_says_when_by_whom_and_what(missing):
    fields = CLOSED | {"closed_by": UserFactory()}
    with pytest.raises(IntegrityError, match="case_closed_says_when_by_whom_and_what"):
        CaseFactory(**fields | {missing: "" if missing in ("answer", "outcome") else None})


def test_a_case_that_was_overtaken_was_closed_by_nobody():
    CaseFactory(**CLOSED | {"outcome": Outcome.OVERTAKEN}, closed_by=None)


@pytest.mark.parametrize("given", ["closed_at", "closed_by", "answer", "outcome"])
def test_an_open_case_has_no_answer(given):
    fields = CLOSED | {"closed_by": UserFactory()}
    with pytest.raises(IntegrityError, match="case_closed_says_when_by_whom_and_what"):
        CaseFactory(**{given: fields[given]})


def test_a_case_is_not_answered_by_the_asker():
    case = CaseFactory()
    with pytest.raises(IntegrityError, match="case_not_answered_by_the_asker"):
        Case.objects.update(**CLOSED, closed_by=case.opened_by)


def test_a_case_is_not_owned_by_the_asker():
    case = CaseFactory()
    with pytest.raises(IntegrityError, match="case_not_owned_by_the_asker"):
        Case.objects.update(owner=case.opened_by)


def test_a_task_does_not_follow_itself():
    task = TaskFactory()
    with pytest.raises(IntegrityError, match="task_does_not_follow_itself"):
        Task.objects.update(follows=task)


def test_a_task_is_followed_by_one():
    task = TaskFactory(refused=True)
    TaskFactory(follows=task)
    with pytest.raises(IntegrityError, match="follows_id"):
        TaskFactory(follows=task)


# --- Turns -----------------------------------------------------------------------------------------------------------


def test_a_task_has_one_open_turn():
    turn = TurnFactory()
    with pytest.raises(IntegrityError, match="turn_one_open_per_task"):
        TurnFactory(task=turn.task)


@pytest.mark.parametrize("fields", [{"ended_at": NOW}, {"end": TurnEnd.ROUTE}])
def test_a_turn_that_ended_says_when_and_why(fields):
    with pytest.raises(IntegrityError, match="turn_ended_says_when_and_why"):
        TurnFactory(**fields)


@pytest.mark.parametrize("end", TurnEnd)
def test_a_turn_is_passed_when_time_is_up_or_it_was_refused(end):
    passes = end != TurnEnd.ROUTE
    TurnFactory(ended_at=NOW, end=end, passed=passes)
    with pytest.raises(IntegrityError, match="turn_passed_when_time_is_up_or_refused"):
        TurnFactory(ended_at=NOW, end=end, passed=not passes)


@pytest.mark.parametrize("fields", [{"member": None}, {"asked": None}, {"rung": Rung.HEAD}])
def test_a_turn_of_the_line_and_no_other_names_the_manager(fields):
    manager = MemberFactory()
    with pytest.raises(IntegrityError, match="turn_of_the_line_names_the_manager"):
        TurnFactory(**{"member": manager, "asked": manager} | fields)


# --- Stand-ins -------------------------------------------------------------------------------------------------------


def test_a_stand_in_is_somebody_else():
    manager = MemberFactory()
    with pytest.raises(IntegrityError, match="stand_in_is_somebody_else"):
        StandInFactory(manager=manager, deputy=manager)


def test_a_stand_in_ends_after_it_starts():
    with pytest.raises(IntegrityError, match="stand_in_ends_after_start"):
        StandInFactory(starts_on=NOW.date(), ends_on=NOW.date() - datetime.timedelta(days=1))


@pytest.mark.parametrize(("first", "last"), [(3, 4), (2, 3), (5, 9), (0, 9)])
def test_stand_ins_of_one_manager_do_not_overlap(first, last):
    row = StandInFactory(starts_on=day(3), ends_on=day(5))
    with transaction.atomic(), pytest.raises(IntegrityError, match="stand_in_one_at_a_time"):
        StandInFactory(manager=row.manager, starts_on=day(first), ends_on=day(last))


@pytest.mark.parametrize(("first", "last"), [(0, 2), (6, 9)])
def test_stand_ins_follow_each_other_and_one_that_was_ended_does_not_count(first, last):
    row = StandInFactory(starts_on=day(3), ends_on=day(5))
    StandInFactory(manager=row.manager, starts_on=day(3), ends_on=day(5), ended_at=NOW)
    StandInFactory(manager=row.manager, starts_on=day(first), ends_on=day(last))
    StandInFactory(starts_on=day(3), ends_on=day(5))


# --- Ladders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"remind_first": 0},
        {"remind_first": 4},
        {"remind_second": 5},
        {"step_up_after": 61},
    ],
)
def test_the_days_of_a_ladder_are_in_order(fields):
    with pytest.raises(IntegrityError, match="ladder_days_in_order"):
        Ladder.objects.create(**fields)


@pytest.mark.parametrize("number", [0, 11])
def test_a_ladder_asks_a_manager(number):
    with pytest.raises(IntegrityError, match="ladder_asks_a_manager"):
        Ladder.objects.create(most_managers=number)


@pytest.mark.parametrize("kind", ["", Kind.STUDY_TIME])
@pytest.mark.parametrize("code", [None, "DWP"])
def test_there_is_one_ladder_for_each_department_and_kind(kind, code):
    department = OrganisationFactory(code=code) if code else None
    Ladder.objects.create(department=department, kind=kind)
    with pytest.raises(IntegrityError, match="ladder_one_per_department_and_kind"):
        Ladder.objects.create(department=department, kind=kind)


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
    assert sees(middle.user) == sees(away.user) == [task]
    assert sees(top.user) == []


def test_visible_to_whoever_stands_in_for_the_manager():
    row = StandInFactory()
    task = TaskFactory(requester__line_manager=row.manager, agreed=True)
    assert sees(row.deputy.user) == [task]
    StandIn.objects.update(ended_at=NOW)
    assert sees(row.deputy.user) == []


def test_visible_to_whoever_was_asked_even_after_a_step_up():
    turn = TurnFactory(ended_at=NOW, end=TurnEnd.TIME, passed=True)
    Member.objects.filter(pk=turn.task.requester_id).update(line_manager=None)
    assert sees(turn.member.user) == [turn.task]


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
def test_heads_who_were_asked_can_read_what_became_of_it(status):
    head = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=OrganisationFactory(code="DWP")).user
    task = TaskFactory(agreed=True) if status == Status.APPROVED else TaskFactory(status=status)
    assert sees(head) == []
    TurnFactory(task=task, rung=Rung.HEAD)
    assert sees(head) == [task]
    Member.objects.filter(pk=task.requester_id).update(restricted=True)
    assert sees(head) == []


def test_cases_are_visible_to_the_asker_and_the_central_team():
    case = CaseFactory()
    assert list(Case.objects.visible_to(case.opened_by)) == [case]
    assert list(Case.objects.visible_to(central_user())) == [case]
    assert not Case.objects.visible_to(case.task.decided_by).exists()
    assert not Case.objects.visible_to(MemberFactory().user).exists()
