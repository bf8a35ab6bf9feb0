from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.approvals import actions
from apps.approvals.models import Case
from apps.approvals.states import CaseStatus, Outcome, Reason, Rung, Status, TurnEnd
from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory, TurnFactory
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def requester(manager):
    return MemberFactory(given_name="Amara", family_name="Okafor", line_manager=manager)


@pytest.fixture
def task(requester):
    return TaskFactory(requester=requester, title="Time for the Award")


@pytest.fixture
def refused(task, manager):
    refuse(task, manager.user)
    forget()
    return task


def refuse(task, by):
    actions.decide(task=task, by=by, decision=Status.REFUSED, link="/learn/", link_text="Start", reason=Reason.COVER)
    task.refresh_from_db()


def forget():
    """What came before the action under test."""
    AuditEvent.objects.all().delete()
    Message.objects.all().delete()
    Job.objects.all().delete()


def the_event():
    """The one line that the action wrote."""
    return AuditEvent.objects.get()


def messages():
    return sorted(Message.objects.values_list("recipient__name", "occasion"))


def assert_nothing_happened():
    assert not AuditEvent.objects.exists()
    assert not Message.objects.exists()
    assert not Job.objects.exists()


# --- Questions to the central team -----------------------------------------------------------------------------------


def test_open_case(refused):
    team = [central_user(), central_user()]
    case = actions.open_case(task=refused, by=refused.requested_by, question="Ben would cover.")
    case.refresh_from_db()
    assert (case.status, case.question, case.task) == (CaseStatus.OPEN, "Ben would cover.", refused)
    assert (the_event().event, the_event().sentence) == ("case.opened", "Amara Okafor asked the central team")
    assert the_event().subject_id == str(case.pk)
    assert messages() == sorted((user.name, "opened") for user in team)


def test_open_case_tells_those_who_are_there_and_can_answer():
    asker, away, there = central_user(), central_user(), central_user()
    Member.objects.filter(user=away).update(status=EmploymentStatus.ABSENT)
    actions.open_case(task=TaskFactory(refused=True, requester=asker.member), by=asker, question="Why?")
    assert messages() == [(there.name, "opened")]


def test_open_case_is_the_requesters(refused, manager):
    for user in (manager.user, central_user(), UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.open_case(task=refused, by=user, question="Why?")
    assert_nothing_happened()
    assert not Case.objects.exists()


def test_open_case_is_about_a_refusal(task):
    with pytest.raises(PermissionDenied):
        actions.open_case(task=task, by=task.requested_by, question="Why?")
    assert not Case.objects.exists()


def test_open_case_once_at_a_time(refused):
    case = actions.open_case(task=refused, by=refused.requested_by, question="Why?")
    with pytest.raises(RuleBroken, match="already asked"):
        actions.open_case(task=refused, by=refused.requested_by, question="Why, though?")
    assert AuditEvent.objects.count() == 1
    actions.answer_case(case=case, by=central_user(), answer="Because.")
    actions.open_case(task=refused, by=refused.requested_by, question="And now?")
    assert Case.objects.count() == 2


def test_answer_case(refused):
    case, central = CaseFactory(task=refused), central_user()
    actions.answer_case(case=case, by=central, answer="We have asked for another decision.")
    case.refresh_from_db()
    assert (case.status, case.closed_by) == (CaseStatus.CLOSED, central)
    assert case.answer == "We have asked for another decision."
    assert case.closed_at
    assert (the_event().event, the_event().sentence) == ("case.answered", f"{central} answered for the central team")
    assert messages() == [("Amara Okafor", "answered")]
    assert case.outcome == Outcome.ANSWERED
    assert Message.objects.get().facts == [["Outcome", "Answered"], ["Answer", "We have asked for another decision."]]


def test_answer_case_is_the_central_teams(refused, manager):
    case = CaseFactory(task=refused)
    for user in (manager.user, refused.requested_by, UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.answer_case(case=case, by=user, answer="No.")
    assert_nothing_happened()


def test_answer_case_is_for_someone_who_neither_asked_nor_refused():
    asker, decider = central_user(), central_user()
    case = CaseFactory(task__requester=asker.member, task__decided_by=decider)
    for user in (asker, decider):
        with pytest.raises(PermissionDenied):
            actions.answer_case(case=case, by=user, answer="Yes.")
    assert_nothing_happened()


def test_answer_case_once(refused):
    case = CaseFactory(task=refused)
    actions.answer_case(case=case, by=central_user(), answer="No.")
    forget()
    with pytest.raises(RuleBroken, match="already been answered"):
        actions.answer_case(case=case, by=central_user(), answer="Yes.")
    assert_nothing_happened()
    case.refresh_from_db()
    assert case.answer == "No."


def test_answer_case_says_what_became_of_it(refused):
    case = CaseFactory(task=refused)
    actions.answer_case(case=case, by=central_user(), answer="It stands.", outcome=Outcome.STANDS)
    case.refresh_from_db()
    assert case.outcome == Outcome.STANDS
    assert the_event().details == {"outcome": Outcome.STANDS}


# --- A request that is late ------------------------------------------------------------------------------------------


def late(task, **fields):
    return TurnFactory(task=task, due_on=timezone.localdate() - timedelta(days=1), **fields)


def test_open_case_about_a_request_that_is_late(task):
    late(task)
    case = actions.open_case(task=task, by=task.requested_by, question="What keeps it?")
    assert case.task == task


def test_open_case_about_a_request_that_went_a_step_up(task):
    TurnFactory(task=task, ended_at=timezone.now(), end=TurnEnd.TIME, passed=True)
    actions.open_case(task=task, by=task.requested_by, question="What keeps it?")


def test_open_case_not_while_it_is_in_time(task):
    TurnFactory(task=task, due_on=timezone.localdate())
    with pytest.raises(PermissionDenied):
        actions.open_case(task=task, by=task.requested_by, question="What keeps it?")


def test_the_central_team_then_decides_and_the_question_ends(task):
    late(task)
    case = actions.open_case(task=task, by=task.requested_by, question="What keeps it?")
    forget()
    central = central_user()
    actions.decide(task=task, by=central, decision=Status.APPROVED, link="/", link_text="Start")
    case.refresh_from_db()
    assert (case.status, case.outcome, case.closed_by) == (CaseStatus.CLOSED, Outcome.OVERTAKEN, central)
    assert case.answer.startswith("The request was “agreed” on ")
    assert AuditEvent.objects.about(case).get().event == "case.overtaken"


def test_a_request_that_is_withdrawn_ends_the_question(task):
    late(task)
    case = actions.open_case(task=task, by=task.requested_by, question="What keeps it?")
    actions.withdraw_request(task=task, by=task.requested_by)
    case.refresh_from_db()
    assert (case.status, case.outcome, case.closed_by) == (CaseStatus.CLOSED, Outcome.OVERTAKEN, None)


# --- The second refusal ----------------------------------------------------------------------------------------------


def test_the_second_refusal_of_the_same_thing_asks_the_central_team_by_itself(refused, requester, manager):
    central = central_user()
    second = TaskFactory(requester=requester, subject=refused.subject)
    refuse(second, manager.user)
    case = Case.objects.get()
    assert (case.task, case.opened_by, case.status) == (second, None, CaseStatus.OPEN)
    assert "refused a second time" in case.question
    event = AuditEvent.objects.about(case).get()
    assert event.sentence == "The portal asked the central team, after the second refusal"
    assert messages() == sorted([("Amara Okafor", "decided"), ("Amara Okafor", "opened"), (central.name, "opened")])


@pytest.mark.parametrize("other", [{"subject": "Something else"}, {"requester": None}])
def test_the_refusal_of_another_thing_or_person_is_a_first_one(refused, requester, manager, other):
    fields = {"requester": requester, "subject": refused.subject} | other
    fields["requester"] = fields["requester"] or MemberFactory(line_manager=manager)
    refuse(TaskFactory(**fields), manager.user)
    assert not Case.objects.exists()


def test_what_the_central_team_refuses_does_not_go_to_them_again(refused, requester):
    central = central_user()
    refuse(TaskFactory(requester=requester, subject=refused.subject, to_central=True, follows=refused), central)
    Member.objects.filter(pk=requester.pk).update(line_manager=None)
    at_the_top = TaskFactory(requester=Member.objects.get(pk=requester.pk), subject=refused.subject)
    TurnFactory(task=at_the_top, rung=Rung.CENTRAL)
    refuse(at_the_top, central)
    assert not Case.objects.exists()


# --- Whose it is -----------------------------------------------------------------------------------------------------


def test_take_case(refused):
    case, central = CaseFactory(task=refused), central_user()
    actions.take_case(case=case, by=central)
    case.refresh_from_db()
    assert case.owner == central
    assert (the_event().event, the_event().sentence) == ("case.taken", f"{central} looks after the question")


def test_take_case_from_a_colleague(refused):
    case = CaseFactory(task=refused, owner=central_user())
    central = central_user()
    actions.take_case(case=case, by=central)
    case.refresh_from_db()
    assert case.owner == central


def test_take_case_is_for_whoever_may_answer_it(refused, manager):
    case = CaseFactory(task=refused)
    for user in (manager.user, refused.requested_by, UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.take_case(case=case, by=user)
    assert_nothing_happened()


def test_take_case_needs_an_open_one(refused):
    case = CaseFactory(task=refused)
    actions.answer_case(case=case, by=central_user(), answer="No.")
    with pytest.raises(RuleBroken, match="already been answered"):
        actions.take_case(case=case, by=central_user())
