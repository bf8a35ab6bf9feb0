"""Whoever keeps a request waiting is reminded: on working days, once for each occasion, missed nights or not."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals import actions, schedule
from apps.approvals.models import Task
from apps.approvals.states import Status
from apps.core.models import Job
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.approvals.factories import TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def manager():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def requester(manager):
    return MemberFactory(line_manager=manager)


def messages():
    return sorted(Message.objects.values_list("recipient__name", "occasion"))


def day(number):
    """So many days after that Monday."""
    return MONDAY + datetime.timedelta(days=number)


def asked_on(date, **fields):
    """A request of ten in the morning."""
    task = TaskFactory(**fields)
    moment = timezone.make_aware(datetime.datetime.combine(date, datetime.time(10)))
    Task.objects.filter(pk=task.pk).update(asked_at=moment)
    return task


def remind_each_day(first, last):
    """{day: how many were told} from the first to the last day."""
    return {number: told for number in range(first, last + 1) if (told := actions.remind_deciders(on=day(number)))}


def test_remind_deciders_after_two_and_four_working_days(requester):
    asked_on(MONDAY, requester=requester)
    assert remind_each_day(0, 12) == {2: 1, 4: 1}
    assert messages() == [("Priya Shah", "2 days"), ("Priya Shah", "4 days")]
    assert Job.objects.count() == 2


def test_remind_deciders_says_how_long_it_waited(requester):
    asked_on(MONDAY, requester=requester)
    actions.remind_deciders(on=day(2))
    assert "asked 2 working days ago" in Message.objects.get().sentence
    assert Message.objects.get().subject == "Reminder: a request waits for your decision"


def test_remind_deciders_leaves_out_the_weekend(requester):
    asked_on(day(3), requester=requester)  # a Thursday
    assert remind_each_day(3, 14) == {7: 1, 9: 1}


def test_remind_deciders_leaves_out_bank_holidays(requester):
    """Asked on 23 December 2026; 25 and 28 December are bank holidays, 26 and 27 the weekend."""
    asked_on(day(30), requester=requester)
    assert remind_each_day(30, 40) == {36: 1, 38: 1}
    assert day(36) == datetime.date(2026, 12, 29)


def test_remind_deciders_counts_the_days_of_the_nation(manager):
    """St Andrew's Day 2026 is the Monday after."""
    scot = MemberFactory(line_manager=manager, region=RegionFactory(code="SCT", name="Scotland"))
    asked_on(day(4), requester=scot)
    assert remind_each_day(4, 12) == {9: 1, 11: 1}


def test_remind_deciders_catches_up_after_missed_nights_with_the_latest_only(requester):
    asked_on(MONDAY, requester=requester)
    assert remind_each_day(7, 12) == {7: 1}
    assert messages() == [("Priya Shah", "4 days")]


def test_remind_deciders_twice_a_day_reminds_once(requester):
    asked_on(MONDAY, requester=requester)
    assert [actions.remind_deciders(on=day(2)) for _ in range(3)] == [1, 0, 0]


def test_remind_deciders_leaves_decided_ones_alone(requester, manager):
    decided = {"decided_by": manager.user, "decided_at": timezone.now()}
    for status in (Status.APPROVED, Status.CHANGED):
        asked_on(MONDAY, requester=requester, status=status, **decided)
    asked_on(MONDAY, requester=requester, status=Status.WITHDRAWN)
    assert actions.remind_deciders(on=day(9)) == 0
    assert not Message.objects.exists()


def test_remind_deciders_goes_to_whoever_it_waits_for_now(requester, manager):
    asked_on(MONDAY, requester=requester)
    Member.objects.filter(pk=manager.pk).update(line_manager=MemberFactory(given_name="Tom", family_name="Reed"))
    actions.remind_deciders(on=day(2))
    Member.objects.filter(pk=manager.pk).update(status=EmploymentStatus.ABSENT)
    actions.remind_deciders(on=day(4))
    assert messages() == [("Priya Shah", "2 days"), ("Tom Reed", "4 days")]


def test_remind_deciders_reminds_all_heads(requester):
    Member.objects.filter(pk=requester.pk).update(line_manager=None)
    moj = OrganisationFactory(code="DWP")
    for _ in range(2):
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=moj)
    asked_on(MONDAY, requester=requester)
    assert actions.remind_deciders(on=day(2)) == 2


def test_remind_deciders_reaches_a_manager_who_never_signed_in():
    manager = MemberFactory(user=None, given_name="Priya", family_name="Shah")
    asked_on(MONDAY, requester__line_manager=manager)
    assert actions.remind_deciders(on=day(2)) == 1
    assert messages() == [("Priya Shah", "2 days")]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-25 08:59", 0),
        ("2026-11-25 09:00", 1),
        ("2026-11-25 23:59", 1),
        ("2026-11-28 12:00", 0),  # Saturday
        ("2026-12-25 12:00", 0),
        ("2026-12-29 12:00", 1),
    ],
)
def test_the_clock_reminds_on_working_days_from_nine(requester, now, told):
    asked_on(MONDAY, requester=requester)
    with time_machine.travel(timezone.make_aware(datetime.datetime.fromisoformat(now)), tick=False):
        schedule.remind_deciders()
    assert Message.objects.count() == told
