"""Two people on one request at once: one wins, the other waits, and is told."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals import actions
from apps.approvals.models import Case, Task, Turn
from apps.approvals.states import Reason, Status
from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.helpers import closing
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


@pytest.fixture
def heads():
    """Two who may both decide."""
    dwp = OrganisationFactory(code="DWP")
    return [
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=dwp, user=MemberFactory(given_name=name).user).user
        for name in ("Grace", "Hugh")
    ]


def decide(task, by, decision=Status.APPROVED, reason=""):
    with transaction.atomic():  # as the action of the domain does
        actions.decide(
            task=task, by=User.objects.get(pk=by.pk), decision=decision, reason=reason, link="/", link_text="Start"
        )


def withdraw(task, by):
    with transaction.atomic():
        actions.withdraw_request(task=task, by=by)


def accept(task, by):
    with transaction.atomic():
        actions.accept_changes(task=task, by=by)


def at_once(*calls):
    """Each call in a thread of its own, all in the same instant: what they were told, or None."""
    barrier = Barrier(len(calls))

    @closing
    def run(call):
        barrier.wait(timeout=10)
        try:
            call()
        except (RuleBroken, PermissionDenied) as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def the_refusal(outcomes):
    """All but one of the calls did what they should; this is what the other was told."""
    [refusal] = [outcome for outcome in outcomes if outcome]
    assert isinstance(refusal, RuleBroken)
    return str(refusal)


def test_two_deciders_at_once_make_one_decision(heads):
    for _ in range(ROUNDS):
        task = TaskFactory()
        told = the_refusal(
            at_once(
                partial(decide, task, heads[0]),
                partial(decide, task, heads[1], Status.REFUSED, Reason.COVER),
            )
        )
        task.refresh_from_db()
        assert told.startswith(f"{task.decided_by} has already answered this request")
        assert task.status in (Status.APPROVED, Status.REFUSED)
        assert AuditEvent.objects.get(subject_id=task.pk).by == task.decided_by
    assert AuditEvent.objects.count() == Message.objects.count() == Job.objects.count() == ROUNDS


def test_whoever_comes_second_waits_for_the_first(heads):
    """Without the lock the second would read the request as it was before."""
    first, second = heads
    task = TaskFactory()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            decide(task, first)
            other = pool.submit(closing(decide), task, second)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        with pytest.raises(RuleBroken, match=f"{first} has already answered"):
            other.result(timeout=5)
    assert Task.objects.get().decided_by == first


def test_a_double_click_decides_once(heads):
    task = TaskFactory()
    told = the_refusal(at_once(*[partial(decide, task, heads[0])] * 2))
    assert told.startswith("You have already answered")
    assert AuditEvent.objects.count() == Message.objects.count() == 1


def test_deciding_and_withdrawing_at_once_do_one_of_the_two(heads):
    for _ in range(ROUNDS):
        task = TaskFactory()
        told = the_refusal(at_once(partial(decide, task, heads[0]), partial(withdraw, task, task.requested_by)))
        task.refresh_from_db()
        if task.status == Status.APPROVED:
            assert "cannot become “withdrawn”" in told
        else:
            assert task.status == Status.WITHDRAWN
            assert "has withdrawn this request" in told
        assert AuditEvent.objects.filter(subject_id=task.pk).count() == 1


def test_accepting_and_withdrawing_at_once_do_one_of_the_two(heads):
    for _ in range(ROUNDS):
        task = TaskFactory(agreed=True, status=Status.CHANGED)
        asker = task.requested_by
        told = the_refusal(at_once(partial(accept, task, asker), partial(withdraw, task, asker)))
        task.refresh_from_db()
        words = {Status.APPROVED: "cannot become “withdrawn”", Status.WITHDRAWN: "no changes to accept"}
        assert words[task.status] in told
        assert AuditEvent.objects.filter(subject_id=task.pk).count() == 1


def test_a_question_asked_twice_at_once_is_one():
    central_user()
    task = TaskFactory(refused=True)
    ask = partial(actions.open_case, task=task, by=task.requested_by, question="Why?")
    assert "already asked" in the_refusal(at_once(ask, ask))
    assert Case.objects.count() == AuditEvent.objects.count() == Message.objects.count() == 1


def test_two_answers_at_once_are_one():
    case = CaseFactory()
    team = [central_user(), central_user()]
    told = the_refusal(
        at_once(*(partial(actions.answer_case, case=case, by=user, answer=f"By {user}") for user in team))
    )
    assert "already been answered" in told
    case.refresh_from_db()
    assert case.answer == f"By {case.closed_by}"
    assert AuditEvent.objects.count() == Message.objects.count() == 1


def test_two_clocks_at_once_do_what_one_does():
    """Neither a second turn nor a second reminder, nor a deadlock."""
    manager = MemberFactory()
    for _ in range(8):
        TaskFactory(requester__line_manager=manager)
    barrier = Barrier(2)

    @closing
    def follow(on):
        barrier.wait(timeout=10)
        return actions.follow_routes(on=on)

    now = timezone.localdate()
    for on, number in [(now, 8), (now + datetime.timedelta(days=21), 16)]:
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(follow, [on, on]))
        assert sum(told) == 8
        assert Message.objects.count() == Job.objects.count() == number
    assert Turn.objects.count() == 8


def test_nobody_is_reminded_of_what_is_being_decided():
    manager = MemberFactory()
    task = TaskFactory(requester__line_manager=manager)
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            decide(task, manager.user)
            run = pool.submit(closing(partial(actions.follow_routes, on=timezone.localdate())))
            with pytest.raises(TimeoutError):
                run.result(timeout=0.3)
        assert run.result(timeout=5) == 0
    assert [message.occasion for message in Message.objects.all()] == ["decided"]
