"""What holds for every action on an enrolment: who may do it, and from which statuses."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.approvals.states import Reason
from apps.approvals.states import Status as Decision
from apps.core.rules import RuleBroken
from apps.qualifications import actions
from apps.qualifications.states import LIVE, Status, WithdrawalReason
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import enrolment_in
from tests.qualifications.trail import nothing_happened

pytestmark = pytest.mark.django_db


def plan():
    today = timezone.localdate()
    return {
        "hours_a_week": Decimal("2.5"),
        "days": "M-W--",
        "starts_on": today,
        "ends_on": today.replace(year=today.year + 1),
        "cover": "",
    }


def decide(decision, **said):
    return lambda enrolment, by: actions.decide_study_time(asked=enrolment, by=by, decision=decision, **said)


# Each with who does it, and from which statuses to which.
OWN = {
    "choose_units": (
        lambda enrolment, by: actions.choose_units(enrolment=enrolment, units=[], by=by),
        {Status.DRAFT: Status.DRAFT},
    ),
    "propose_study_time": (
        lambda enrolment, by: actions.propose_study_time(enrolment=enrolment, by=by, **plan()),
        {Status.DRAFT: Status.DRAFT},
    ),
    "say_purpose": (
        lambda enrolment, by: actions.say_purpose(enrolment=enrolment, purpose="To help.", by=by),
        {Status.DRAFT: Status.DRAFT},
    ),
    "submit_enrolment": (
        lambda enrolment, by: actions.submit_enrolment(enrolment=enrolment, by=by),
        {Status.DRAFT: Status.SUBMITTED},
    ),
    "defer_enrolment": (
        lambda enrolment, by: actions.defer_enrolment(
            enrolment=enrolment, reason="work", return_on=plan()["ends_on"], by=by
        ),
        {Status.IN_PROGRESS: Status.DEFERRED},
    ),
    "extend_deferral": (
        lambda enrolment, by: actions.extend_deferral(enrolment=enrolment, return_on=plan()["ends_on"], by=by),
        {Status.DEFERRED: Status.DEFERRED},
    ),
    "return_to_learning": (
        lambda enrolment, by: actions.return_to_learning(enrolment=enrolment, by=by),
        {Status.DEFERRED: Status.IN_PROGRESS},
    ),
    "accept_changes": (
        lambda enrolment, by: actions.accept_changes(asked=enrolment, by=by),
        {Status.CHANGED: Status.APPROVED},
    ),
    "start_learning": (
        lambda enrolment, by: actions.start_learning(enrolment=enrolment, by=by),
        {Status.APPROVED: Status.IN_PROGRESS},
    ),
    "withdraw_enrolment": (
        lambda enrolment, by: actions.withdraw_enrolment(enrolment=enrolment, reason=WithdrawalReason.WORK, by=by),
        dict.fromkeys(LIVE, Status.WITHDRAWN),
    ),
}
DECIDERS = {
    "agree": (decide(Decision.APPROVED), {Status.SUBMITTED: Status.APPROVED}),
    "change": (decide(Decision.CHANGED, plan=plan()), {Status.SUBMITTED: Status.CHANGED}),
    "refuse": (
        decide(Decision.REFUSED, reason=Reason.COVER, comment="In May."),
        {Status.SUBMITTED: Status.DECLINED},
    ),
}
ACTIONS = OWN | DECIDERS


def enrolment_and_doer(name, status):
    boss = MemberFactory()
    enrolment = enrolment_in(status, member__line_manager=boss)
    return enrolment, boss.user if name in DECIDERS else enrolment.member.user


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_moves_what_it_may_and_refuses_the_rest(name):
    act, moves = ACTIONS[name]
    for status in Status:
        enrolment, doer = enrolment_and_doer(name, status)
        if status in moves:
            continue
        with pytest.raises(RuleBroken) as refused:
            act(enrolment, doer)
        assert str(refused.value)
        enrolment.refresh_from_db()
        assert (name, enrolment.status) == (name, status)
    assert nothing_happened()
    for source, target in moves.items():
        enrolment, doer = enrolment_and_doer(name, source)
        act(enrolment, doer)
        enrolment.refresh_from_db()
        assert (name, source, enrolment.status) == (name, source, target)


@pytest.mark.parametrize("name", OWN)
def test_only_the_member_does_it(name):
    act, moves = OWN[name]
    enrolment, _ = enrolment_and_doer(name, next(iter(moves)))
    for user in [enrolment.member.line_manager.user, central_user(), MemberFactory().user, UserFactory()]:
        with pytest.raises(PermissionDenied):
            act(enrolment, user)
    assert nothing_happened()


@pytest.mark.parametrize("name", DECIDERS)
def test_only_whoever_answers_for_the_member_decides(name):
    act, _ = DECIDERS[name]
    enrolment, _ = enrolment_and_doer(name, Status.SUBMITTED)
    others = [
        enrolment.member.user,  # nobody decides on their own request
        MemberFactory(line_manager=enrolment.member.line_manager).user,
        MemberFactory().user,
        UserFactory(),
        central_user(),  # as long as there is a manager
    ]
    for user in others:
        with pytest.raises(PermissionDenied):
            act(enrolment, user)
    assert nothing_happened()


def test_nobody_decides_on_their_own_request_even_at_the_top():
    central = central_user()
    enrolment = enrolment_in(Status.SUBMITTED, member=central.member)
    with pytest.raises(PermissionDenied):
        actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=central)
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=central_user())
