"""Whose turn it is: they are told, reminded on working days, once for each occasion, and passed over in time."""

import datetime
from contextlib import contextmanager

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals import actions, schedule
from apps.approvals.models import Ladder, Task, Turn
from apps.approvals.routing import stop_of
from apps.approvals.states import Rung, Status, TurnEnd
from apps.core.models import AuditEvent
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import StandInFactory, TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, RegionFactory, central_user

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def top():
    return MemberFactory(given_name="Tom", family_name="Reed")


@pytest.fixture
def manager(top):
    return MemberFactory(given_name="Priya", family_name="Shah", line_manager=top)


@pytest.fixture
def requester(manager):
    return MemberFactory(given_name="Amara", family_name="Okafor", line_manager=manager)


def day(number):
    """So many days after that Monday."""
    return MONDAY + datetime.timedelta(days=number)


@contextmanager
def at(date, hour=10):
    moment = timezone.make_aware(datetime.datetime.combine(date, datetime.time(hour)))
    with time_machine.travel(moment, tick=False):
        yield


def asked_on(date, **fields):
    """A request of ten in the morning, of which the portal has told whoever is asked."""
    with at(date):
        task = TaskFactory(**fields)
        actions.follow_routes(on=date)
    Message.objects.all().delete()
    AuditEvent.objects.all().delete()
    return task


def follow(date):
    with at(date):
        return actions.follow_routes(on=date)


def follow_each_day(first, last):
    """{day: how many were told} from the first to the last day."""
    return {number: told for number in range(first, last + 1) if (told := follow(day(number)))}


def told():
    """[(who, what)], in the order in which it was said."""
    return list(Message.objects.order_by("pk").values_list("recipient__name", "subject"))


ASKED = "A request waits for your decision"
REMINDED = "Reminder: a request waits for your decision"
UP = "Your request has gone one step up"


def move(member, **fields):
    Member.objects.filter(pk=member.pk).update(**fields)


# --- Reminders -------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(manager, requester):
    """Nobody comes after the manager."""
    move(manager, line_manager=None)
    return requester


def test_follow_routes_reminds_after_two_and_four_working_days(alone):
    asked_on(MONDAY, requester=alone)
    assert follow_each_day(0, 12) == {2: 1, 4: 1}
    assert told() == [("Priya Shah", REMINDED)] * 2


def test_a_reminder_says_how_long_it_waited(alone):
    asked_on(MONDAY, requester=alone)
    follow(day(2))
    assert "It has waited for you for 2 working days" in Message.objects.get().sentence


def test_reminders_leave_out_the_weekend(alone):
    asked_on(day(3), requester=alone)  # a Thursday
    assert follow_each_day(3, 14) == {7: 1, 9: 1}


def test_reminders_leave_out_bank_holidays(alone):
    """Asked on 23 December 2026; 25 and 28 December are bank holidays, 26 and 27 the weekend."""
    asked_on(day(30), requester=alone)
    assert follow_each_day(30, 40) == {36: 1, 38: 1}
    assert day(36) == datetime.date(2026, 12, 29)


def test_the_calendar_is_that_of_whoever_is_asked(alone, manager):
    """St Andrew's Day 2026 is the Monday after; on Tuesdays she does not work."""
    move(manager, region=RegionFactory(code="SCT", name="Scotland"), working_days="M-WTF")
    asked_on(day(4), requester=alone)
    assert follow_each_day(4, 16) == {10: 1, 14: 1}


def test_a_missed_night_is_caught_up_with_the_latest_only(alone):
    asked_on(MONDAY, requester=alone)
    assert follow_each_day(7, 12) == {7: 1}


def test_twice_a_day_reminds_once(alone):
    asked_on(MONDAY, requester=alone)
    assert [follow(day(2)) for _ in range(3)] == [1, 0, 0]


def test_what_is_decided_is_left_alone(alone, manager):
    decided = {"decided_by": manager.user, "decided_at": timezone.now()}
    for status in (Status.APPROVED, Status.CHANGED):
        asked_on(MONDAY, requester=alone, status=status, **decided)
    asked_on(MONDAY, requester=alone, status=Status.WITHDRAWN)
    assert follow(day(9)) == 0
    assert not Message.objects.exists()


def test_a_department_says_after_how_many_days(alone):
    Ladder.objects.create(department=alone.organisation, remind_first=1, remind_second=3, step_up_after=9)
    asked_on(MONDAY, requester=alone)
    assert follow_each_day(0, 12) == {1: 1, 3: 1}
    assert Turn.objects.get().due_on == day(11)


def test_the_clock_follows_routes(alone):
    asked_on(MONDAY, requester=alone)
    with at(day(2)):
        schedule.follow_routes()
    assert told() == [("Priya Shah", REMINDED)]


# --- One step up -----------------------------------------------------------------------------------------------------


def test_follow_routes_steps_up_after_five_working_days(requester, manager, top):
    """Due by Monday; on Tuesday it is the next manager's, whose clock begins."""
    task = asked_on(MONDAY, requester=requester)
    assert Turn.objects.get().due_on == day(7)
    assert follow_each_day(3, 7) == {3: 1, 4: 1}
    Message.objects.all().delete()
    assert follow(day(8)) == 2
    assert told() == [("Tom Reed", ASKED), ("Amara Okafor", UP)]
    assert "so it is now with Tom Reed, the next manager up" in Message.objects.get(subject=UP).sentence
    first, second = Turn.objects.order_by("pk")
    assert (first.end, first.passed) == (TurnEnd.TIME, True)
    assert (second.member, second.due_on) == (top, day(15))
    event = AuditEvent.objects.get()
    assert event.sentence == "The portal went one step up, to Tom Reed, the next manager up, after 5 working days"
    assert Task.objects.visible_to(manager.user).filter(pk=task.pk).exists()
    assert not Task.objects.for_decision_by(manager.user).filter(pk=task.pk).exists()


def test_each_in_turn_up_to_the_central_team_who_keep_it(requester):
    head = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=requester.organisation, user=UserFactory()).user
    central = central_user()
    asked_on(MONDAY, requester=requester)
    places = []
    for number in range(1, 60):
        follow(day(number))
        places.append(Turn.objects.get(ended_at=None).rung)
    assert sorted(places) == places and set(places) == set(Rung)
    asked = [name for name, subject in told() if subject == ASKED]
    assert asked == ["Tom Reed", head.name, central.name]


def test_nobody_is_passed_over_where_nobody_comes_next(alone, manager):
    task = asked_on(MONDAY, requester=alone)
    follow_each_day(1, 40)
    assert Turn.objects.get().ended_at is None
    assert stop_of(task).manager == manager


# --- Somebody moves, leaves, stands in -------------------------------------------------------------------------------


def test_whoever_is_asked_now_is_told_and_has_their_own_time(requester, manager):
    asked_on(MONDAY, requester=requester)
    move(manager, status=EmploymentStatus.ABSENT)
    follow(day(3))
    assert told() == [("Tom Reed", ASKED)]
    first, second = Turn.objects.order_by("pk")
    assert (first.end, first.passed) == (TurnEnd.ROUTE, False)
    assert second.due_on == day(10)
    assert AuditEvent.objects.get().says == "passed the request on to Tom Reed, the next manager up"


def test_a_manager_who_comes_back_gets_it_back_and_is_told_again(requester, manager):
    asked_on(MONDAY, requester=requester)
    for number, status in enumerate([EmploymentStatus.ABSENT, EmploymentStatus.IN_POST], 1):
        move(manager, status=status)
        follow(day(number))
    assert told() == [("Tom Reed", ASKED), ("Priya Shah", ASKED)]


def test_all_heads_are_told(requester):
    move(requester, line_manager=None)
    for _ in range(2):
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=OrganisationFactory(code="DWP"))
    with at(MONDAY):
        TaskFactory(requester=requester)
        assert actions.follow_routes(on=MONDAY) == 2
    assert len(told()) == 2
    assert follow(day(2)) == 2


def test_a_manager_who_never_signed_in_is_told():
    manager = MemberFactory(user=None, given_name="Priya", family_name="Shah")
    asked_on(MONDAY, requester__line_manager=manager)
    assert follow(day(2)) == 1
    assert told() == [("Priya Shah", REMINDED)]


def test_whoever_stands_in_is_told_when_it_begins_and_reminded(requester, manager):
    deputy = MemberFactory(given_name="Siân", family_name="Rees")
    asked_on(MONDAY, requester=requester)
    StandInFactory(manager=manager, deputy=deputy, starts_on=day(1), ends_on=day(3))
    assert follow_each_day(0, 5) == {1: 1, 2: 1, 4: 1, 5: 1}
    assert told() == [("Siân Rees", ASKED), ("Siân Rees", REMINDED), ("Priya Shah", ASKED), ("Priya Shah", REMINDED)]
