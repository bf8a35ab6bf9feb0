import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals import actions
from apps.approvals.models import Case, Task
from apps.approvals.states import CaseStatus, Kind, Reason, Status
from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db

URLS = {"decide_url": "/decide/", "accept_url": "/accept/", "withdraw_url": "/withdraw/", "again_url": "/again/"}


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
def changed(task, manager):
    decide(task, manager.user, Status.CHANGED, changes=[["Hours", "2 instead of 3"]])
    forget()
    return task


@pytest.fixture
def refused(task, manager):
    decide(task, manager.user, Status.REFUSED, reason=Reason.COVER)
    forget()
    return task


def forget():
    """What came before the action under test."""
    AuditEvent.objects.all().delete()
    Message.objects.all().delete()
    Job.objects.all().delete()


def ask(requester, by=None):
    return actions.request_approval(
        kind=Kind.STUDY_TIME,
        title="Time for the Award",
        facts=[["Study time", "3 hours a week"]],
        requester=requester,
        by=by or requester.user,
        urls=URLS,
    )


def decide(task, by, decision, **fields):
    return actions.decide(task=task, by=by, decision=decision, link="/learn/", link_text="Start", **fields)


def the_event():
    """The one line that the action wrote."""
    return AuditEvent.objects.get()


def messages():
    return sorted(Message.objects.values_list("recipient__name", "occasion"))


def assert_nothing_happened(task=None):
    if task:
        before = (task.status, task.decided_by, task.reason)
        task.refresh_from_db()
        assert (task.status, task.decided_by, task.reason) == before
    assert not AuditEvent.objects.exists()
    assert not Message.objects.exists()
    assert not Job.objects.exists()


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_request_approval(requester, manager):
    task = ask(requester)
    task.refresh_from_db()
    assert (task.status, task.requester, task.requested_by) == (Status.PENDING, requester, requester.user)
    assert {name: getattr(task, name) for name in URLS} == URLS
    assert task.facts == [["Study time", "3 hours a week"]]
    assert (the_event().event, the_event().sentence) == ("task.requested", "Amara Okafor asked Priya Shah to decide")
    assert messages() == [("Amara Okafor", "sent"), ("Priya Shah", "asked")]
    assert Job.objects.filter(kind="send_message").count() == 2


def test_request_approval_says_where_it_is(requester, manager):
    ask(requester)
    sent = Message.objects.get(occasion="sent")
    assert "Priya Shah" in sent.sentence
    asked = Message.objects.get(occasion="asked")
    assert "Amara Okafor" in asked.sentence
    assert asked.facts == [["Study time", "3 hours a week"]]
    assert asked.link == f"/approvals/{Task.objects.get().pk}/"


def test_request_approval_makes_an_account_for_a_manager_who_has_none():
    manager = MemberFactory(user=None, given_name="Priya", family_name="Shah")
    ask(MemberFactory(line_manager=manager))
    manager.refresh_from_db()
    assert Message.objects.get(occasion="asked").recipient == manager.user
    assert sorted(AuditEvent.objects.values_list("event", flat=True)) == ["account.made", "task.requested"]


def test_request_approval_tells_everybody_who_may_decide(requester):
    Member.objects.filter(pk=requester.pk).update(line_manager=None)
    requester.refresh_from_db()
    heads = [
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=requester.organisation, user=MemberFactory().user).user
        for _ in range(2)
    ]
    ask(requester)
    assert messages() == sorted([("Amara Okafor", "sent"), *((head.name, "asked") for head in heads)])


# --- Deciding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "fields", "says"),
    [
        (Status.APPROVED, {"comment": "Enjoy it."}, "agreed"),
        (Status.CHANGED, {"changes": [["Hours", "2 instead of 3"]]}, "agreed with changes"),
        (
            Status.REFUSED,
            {"reason": Reason.TIMING, "comment": "Ask again in May."},
            "did not agree: the dates clash with a busy period or other leave",
        ),
    ],
)
def test_decide(task, manager, decision, fields, says):
    decide(task, manager.user, decision, **fields)
    task.refresh_from_db()
    assert (task.status, task.decided_by) == (decision, manager.user)
    assert timezone.now() - task.decided_at < datetime.timedelta(minutes=1)
    for name, value in fields.items():
        assert getattr(task, name) == value
    event = the_event()
    assert (event.event, event.by, event.sentence) == ("task.decided", manager.user, f"Priya Shah {says}")
    assert event.details == {"decision": decision, "reason": fields.get("reason", "")}
    assert messages() == [("Amara Okafor", "decided")]


def test_decide_tells_the_requester_what_they_need(task, manager):
    decide(task, manager.user, Status.REFUSED, reason=Reason.COVER, comment="Ask again in May.")
    message = Message.objects.get()
    assert message.facts == [["Reason", Reason.COVER.label], ["Comment", "Ask again in May."]]
    assert "ask the central team" in message.sentence
    assert message.link == task.get_absolute_url()


def test_decide_leads_to_what_comes_next(task, manager):
    decide(task, manager.user, Status.APPROVED)
    assert (Message.objects.get().link, Message.objects.get().link_text) == ("/learn/", "Start")


def test_decide_lists_the_changes(task, manager):
    decide(task, manager.user, Status.CHANGED, changes=[["Hours", "2 instead of 3"]], comment="For now.")
    assert Message.objects.get().facts == [["Hours", "2 instead of 3"], ["Comment", "For now."]]


@pytest.mark.parametrize("who", ["stranger", "requester", "next_up", "central", "absent_manager"])
def test_decide_is_for_whoever_it_waits_for(task, requester, manager, who):
    next_up = MemberFactory()
    Member.objects.filter(pk=manager.pk).update(line_manager=next_up)
    if who == "absent_manager":
        Member.objects.filter(pk=manager.pk).update(status=EmploymentStatus.ABSENT)
        manager.refresh_from_db()
    people = {
        "stranger": MemberFactory().user,
        "requester": requester.user,
        "next_up": next_up.user,
        "central": central_user(),
        "absent_manager": manager.user,
    }
    with pytest.raises(PermissionDenied):
        decide(task, people[who], Status.APPROVED)
    assert_nothing_happened(task)


@pytest.mark.parametrize("role", [Role.HEAD_OF_PROFESSION, Role.CENTRAL])
def test_decide_refuses_ones_own_request(role):
    requester = MemberFactory()
    organisation = requester.organisation if role == Role.HEAD_OF_PROFESSION else None
    GrantFactory(user=requester.user, role=role, organisation=organisation)
    task = TaskFactory(requester=requester)
    with pytest.raises(PermissionDenied):
        decide(task, requester.user, Status.APPROVED)
    assert_nothing_happened(task)


@pytest.mark.parametrize("decision", [Status.APPROVED, Status.CHANGED, Status.REFUSED])
def test_decide_tells_whoever_comes_second_who_was_first(task, requester, manager, decision):
    decide(task, manager.user, decision, reason=Reason.COVER if decision == Status.REFUSED else "")
    forget()
    task.refresh_from_db()
    Member.objects.filter(pk=requester.pk).update(line_manager=MemberFactory())
    second = Member.objects.get(pk=requester.pk).line_manager.user
    words = f"Priya Shah has already answered this request: it is now “{decision.label.lower()}”."
    with pytest.raises(RuleBroken, match=words):
        decide(task, second, Status.APPROVED)
    with pytest.raises(RuleBroken, match="You have already answered"):
        decide(task, manager.user, Status.APPROVED)
    assert_nothing_happened(task)


@pytest.mark.parametrize("from_status", [Status.PENDING, Status.CHANGED])
def test_decide_says_that_a_request_was_withdrawn(task, manager, from_status):
    if from_status == Status.CHANGED:
        decide(task, manager.user, Status.CHANGED)
    actions.withdraw_request(task=task, by=task.requested_by)
    forget()
    task.refresh_from_db()
    with pytest.raises(RuleBroken, match="Amara Okafor has withdrawn this request"):
        decide(task, manager.user, Status.APPROVED)
    assert_nothing_happened(task)


# --- The requester answers -------------------------------------------------------------------------------------------


def test_accept_changes(changed, manager):
    actions.accept_changes(task=changed, by=changed.requested_by)
    changed.refresh_from_db()
    assert (changed.status, changed.decided_by) == (Status.APPROVED, manager.user)
    assert changed.changes == [["Hours", "2 instead of 3"]]
    assert (the_event().event, the_event().sentence) == ("task.changes_accepted", "Amara Okafor accepted the changes")
    assert messages() == [("Priya Shah", "accepted")]


def test_accept_changes_is_the_requesters(changed, manager):
    for user in (manager.user, central_user(), UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.accept_changes(task=changed, by=user)
    assert_nothing_happened()


def test_accept_changes_needs_changes(task):
    with pytest.raises(RuleBroken, match="no changes to accept"):
        actions.accept_changes(task=task, by=task.requested_by)
    assert_nothing_happened(task)


def test_accept_changes_refuses_what_is_final(refused):
    with pytest.raises(RuleBroken, match="no changes to accept"):
        actions.accept_changes(task=refused, by=refused.requested_by)
    assert_nothing_happened()


@pytest.mark.parametrize("status", [Status.PENDING, Status.CHANGED])
def test_withdraw_request(task, manager, status):
    if status == Status.CHANGED:
        decide(task, manager.user, Status.CHANGED)
        forget()
    actions.withdraw_request(task=task, by=task.requested_by)
    task.refresh_from_db()
    assert task.status == Status.WITHDRAWN
    assert (the_event().event, the_event().sentence) == ("task.withdrawn", "Amara Okafor withdrew the request")


def test_withdraw_request_is_the_requesters(task, manager):
    for user in (manager.user, central_user(), UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.withdraw_request(task=task, by=user)
    assert_nothing_happened(task)


def test_withdraw_request_refuses_what_is_final(refused):
    with pytest.raises(RuleBroken, match="cannot become “withdrawn”"):
        actions.withdraw_request(task=refused, by=refused.requested_by)
    assert_nothing_happened()


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
    assert Message.objects.get().facts == [["Answer", "We have asked for another decision."]]


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
