from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.approvals import actions
from apps.approvals.models import StandIn
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.core.words import date_words
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import StandInFactory
from tests.helpers import closing
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def manager():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def deputy():
    return MemberFactory(given_name="Tom", family_name="Reed")


def set_stand_in(manager, deputy, first=0, last=7, by=None):
    return actions.set_stand_in(
        manager=manager, deputy=deputy, starts_on=day(first), ends_on=day(last), by=by or manager.user
    )


def test_set_stand_in(manager, deputy):
    row = set_stand_in(manager, deputy, 1, 9)
    assert (row.manager, row.deputy, row.starts_on, row.ends_on, row.set_by) == (
        manager,
        deputy,
        day(1),
        day(9),
        manager.user,
    )
    dates = f"from {date_words(day(1))} to {date_words(day(9))}"
    event = AuditEvent.objects.get()
    assert event.sentence == f"Priya Shah asked Tom Reed to stand in for Priya Shah {dates}"
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (deputy.user, "You stand in for a manager")
    assert f"You decide for Priya Shah {dates}" in message.sentence


def test_set_stand_in_for_somebody_who_never_signed_in(manager):
    deputy = MemberFactory(user=None)
    set_stand_in(manager, deputy)
    assert Message.objects.get().recipient.member == deputy


def test_set_stand_in_by_the_central_team(manager, deputy):
    assert set_stand_in(manager, deputy, by=central_user())


def test_set_stand_in_is_for_oneself(manager, deputy):
    for user in (deputy.user, UserFactory(), MemberFactory().user):
        with pytest.raises(PermissionDenied):
            set_stand_in(manager, deputy, by=user)
    assert not StandIn.objects.exists()


@pytest.mark.parametrize("status", [EmploymentStatus.ABSENT, EmploymentStatus.LEFT])
def test_whoever_stands_in_is_in_post(manager, status):
    deputy = MemberFactory()
    email = None if status == EmploymentStatus.LEFT else deputy.email
    Member.objects.filter(pk=deputy.pk).update(status=status, email=email)
    with pytest.raises(RuleBroken, match="is not in post now"):
        set_stand_in(manager, deputy)


def test_nobody_stands_in_for_themself(manager):
    with pytest.raises(RuleBroken, match="Choose somebody else"):
        set_stand_in(manager, manager)


def test_a_stand_in_does_not_begin_in_the_past(manager, deputy):
    with pytest.raises(RuleBroken, match="today or later"):
        set_stand_in(manager, deputy, -1, 1)


@pytest.mark.parametrize(("first", "last"), [(1, 3), (3, 4), (0, 9), (5, 5)])
def test_one_stands_in_at_a_time(manager, deputy, first, last):
    StandInFactory(manager=manager, starts_on=day(3), ends_on=day(5))
    with pytest.raises(RuleBroken, match="already stands in"):
        set_stand_in(manager, deputy, first, last)


@pytest.mark.parametrize(("first", "last"), [(0, 2), (6, 9)])
def test_another_may_stand_in_before_and_after(manager, deputy, first, last):
    StandInFactory(manager=manager, starts_on=day(3), ends_on=day(5))
    StandInFactory(manager=manager, starts_on=day(0), ends_on=day(9), ended_at=timezone.now())
    assert set_stand_in(manager, deputy, first, last)


def test_whoever_has_a_stand_in_stands_in_for_nobody(manager, deputy):
    StandInFactory(manager=deputy, starts_on=day(3), ends_on=day(5))
    with pytest.raises(RuleBroken, match="Tom Reed is away themselves in that time"):
        set_stand_in(manager, deputy)


def test_nobody_stands_in_for_whoever_stands_in(manager, deputy):
    StandInFactory(deputy=manager, starts_on=day(3), ends_on=day(5))
    with pytest.raises(RuleBroken, match="nobody can stand in for a stand-in"):
        set_stand_in(manager, deputy)
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_no_chain_comes_about_at_once(manager, deputy):
    """Two managers ask each other, at the same moment: one of them is told that it cannot be."""
    start, said = Barrier(2), []

    @closing
    def ask(pair):
        start.wait()
        try:
            set_stand_in(*pair)
            said.append("set")
        except RuleBroken:
            said.append("refused")

    threads = [Thread(target=ask, args=[pair]) for pair in [(manager, deputy), (deputy, manager)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["refused", "set"]
    assert StandIn.objects.count() == 1


def test_end_stand_in(manager, deputy):
    row = StandInFactory(manager=manager, deputy=deputy)
    actions.end_stand_in(stand_in=row, by=manager.user)
    row.refresh_from_db()
    assert row.ended_at
    assert AuditEvent.objects.get().says == "ended the time for which Tom Reed stands in for Priya Shah"
    assert Message.objects.get().recipient == deputy.user


def test_end_stand_in_by_whoever_cannot_and_by_the_central_team(manager, deputy):
    for user in (deputy.user, central_user()):
        actions.end_stand_in(stand_in=StandInFactory(manager=manager, deputy=deputy), by=user)
    assert not StandIn.objects.standing().exists()


def test_end_stand_in_is_not_for_others(manager, deputy):
    row = StandInFactory(manager=manager, deputy=deputy)
    for user in (UserFactory(), MemberFactory().user):
        with pytest.raises(PermissionDenied):
            actions.end_stand_in(stand_in=row, by=user)


@pytest.mark.parametrize("over", [{"ended_at": timezone.now()}, {"starts_on": day(-9), "ends_on": day(-1)}])
def test_end_stand_in_once(manager, over):
    row = StandInFactory(manager=manager, **over)
    with pytest.raises(RuleBroken, match="has ended already"):
        actions.end_stand_in(stand_in=row, by=manager.user)
