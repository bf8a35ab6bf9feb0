import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals import actions
from apps.approvals.models import Turn
from apps.approvals.states import Kind, Reason, Rung, Status, TurnEnd
from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.members.calendar import add_working_days
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db

NAMES = ["decide", "decide_many", "accept", "withdraw", "appeal", "again"]
URLS = {f"{name}_url": f"/{name}/" for name in NAMES}


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


def ask(requester, by=None, **fields):
    return actions.request_approval(
        kind=Kind.STUDY_TIME,
        subject="L2-AWD",
        title="Time for the Award",
        facts=[["Study time", "3 hours a week"]],
        requester=requester,
        by=by or requester.user,
        urls=URLS,
        **fields,
    )


def decide(task, by, decision, **fields):
    return actions.decide(task=task, by=by, decision=decision, link="/learn/", link_text="Start", **fields)


def the_event():
    """The one line that the action wrote."""
    return AuditEvent.objects.get()


def messages():
    """(who, the first word of the occasion)"""
    rows = Message.objects.values_list("recipient__name", "occasion")
    return sorted((name, occasion.partition(" ")[0]) for name, occasion in rows)


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
    assert messages() == [("Amara Okafor", "sent"), ("Priya Shah", "turn")]
    assert Job.objects.filter(kind="send_message").count() == 2


def test_request_approval_says_where_it_is(requester, manager):
    ask(requester)
    sent = Message.objects.get(occasion="sent")
    assert "Priya Shah" in sent.sentence
    asked = Message.objects.get(occasion__startswith="turn")
    assert "Amara Okafor" in asked.sentence
    assert asked.facts == [["Study time", "3 hours a week"]]
    assert asked.link == f"/approvals/{Turn.objects.get().task_id}/"


def test_request_approval_makes_an_account_for_a_manager_who_has_none():
    manager = MemberFactory(user=None, given_name="Priya", family_name="Shah")
    ask(MemberFactory(line_manager=manager))
    manager.refresh_from_db()
    assert Message.objects.get(occasion__startswith="turn").recipient == manager.user
    assert sorted(AuditEvent.objects.values_list("event", flat=True)) == ["account.made", "task.requested"]


def test_request_approval_tells_everybody_who_may_decide(requester):
    Member.objects.filter(pk=requester.pk).update(line_manager=None)
    requester.refresh_from_db()
    heads = [
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=requester.organisation, user=MemberFactory().user).user
        for _ in range(2)
    ]
    ask(requester)
    assert messages() == sorted([("Amara Okafor", "sent"), *((head.name, "turn") for head in heads)])


def test_request_approval_begins_a_turn(requester, manager):
    task = ask(requester)
    turn = Turn.objects.get()
    assert (turn.task, turn.rung, turn.member, turn.asked) == (task, Rung.LINE, manager, manager)
    assert turn.due_on == add_working_days(timezone.localdate(), 5, manager.region_id, manager.working_days)


def test_an_appeal_starts_above_those_who_refused(requester, manager):
    top = MemberFactory(given_name="Tom", family_name="Reed")
    Member.objects.filter(pk=manager.pk).update(line_manager=top)
    before = ask(requester)
    decide(before, manager.user, Status.REFUSED, reason=Reason.COVER)
    forget()
    appeal = ask(requester, follows=before, why_again="Ben covers.")
    assert (appeal.follows, appeal.why_again) == (before, "Ben covers.")
    assert messages() == [("Amara Okafor", "sent"), ("Tom Reed", "turn")]
    says = "Amara Okafor appealed, and asked Tom Reed, the next manager up to decide"
    assert the_event().sentence == says
    turns = appeal.turns.order_by("pk").values_list("member", "end", "passed")
    assert list(turns) == [(manager.pk, TurnEnd.REFUSED, True), (top.pk, "", False)]
    with pytest.raises(PermissionDenied):
        decide(appeal, manager.user, Status.APPROVED)
    decide(appeal, top.user, Status.APPROVED)


def test_what_the_central_team_takes_up_again_goes_to_nobody_else(requester, manager):
    taker, other = central_user(), central_user()
    before = ask(requester)
    decide(before, manager.user, Status.REFUSED, reason=Reason.COVER)
    again = ask(requester, by=taker, follows=before, to_central=True)
    assert again.requested_by == requester.user
    assert Turn.objects.get(task=again).rung == Rung.CENTRAL
    decide(again, other, Status.APPROVED)


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
    assert "says what you can do" in message.sentence
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


# --- Many at once ----------------------------------------------------------------------------------------------------


def decide_many(tasks, by):
    links = {task.pk: f"/learn/{task.pk}/" for task in tasks}
    return actions.decide_many(tasks=tasks, by=by, links=links, link_text="Start")


def test_decide_many(task, manager):
    tasks = [task, TaskFactory(requester__line_manager=manager)]
    assert {row.pk for row in decide_many(tasks, manager.user)} == {row.pk for row in tasks}
    for row in tasks:
        row.refresh_from_db()
        assert (row.status, row.decided_by) == (Status.APPROVED, manager.user)
        event = AuditEvent.objects.about(row).get()
        assert (event.event, event.by, event.details["decision"]) == ("task.decided", manager.user, Status.APPROVED)
        assert Message.objects.get(recipient=row.requested_by).link == f"/learn/{row.pk}/"


def test_decide_many_leaves_what_others_answered(task, manager):
    decided = TaskFactory(requester__line_manager=manager, agreed=True)
    assert decide_many([task, decided], manager.user) == [task]
    assert AuditEvent.objects.about(decided).count() == 0


def test_decide_many_decides_none_if_one_may_not_be(task, manager, requester):
    for other in (TaskFactory(), TaskFactory(requester=manager)):
        with pytest.raises(PermissionDenied):
            decide_many([task, other], manager.user)
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


def test_call_off_request(task, manager):
    actions.call_off_request(task=task, by=manager.user)
    task.refresh_from_db()
    assert task.status == Status.WITHDRAWN
    assert (the_event().event, the_event().by) == ("task.called_off", manager.user)
