import datetime

import pytest
import time_machine

from apps.core.models import Job
from apps.notifications.models import Message
from apps.qualifications import actions, schedule
from apps.qualifications.models import StudyPlan
from apps.qualifications.states import STUDYING, Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import StudyPlanFactory, enrolment_in

pytestmark = pytest.mark.django_db

END = datetime.date(2027, 6, 30)


def before_the_end(days):
    return END - datetime.timedelta(days=days)


@pytest.fixture
def plan():
    enrolment = enrolment_in(Status.IN_PROGRESS, with_units=False, qualification__title="Level 2 Award")
    return StudyPlanFactory(enrolment=enrolment, starts_on=datetime.date(2027, 1, 1), ends_on=END)


def subjects():
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def remind(*days_before):
    return [actions.remind_learners(on=before_the_end(days)) for days in days_before]


def test_remind_learners_30_7_and_1_days_before_the_end(plan):
    assert remind(*range(40, -3, -1)) == [int(days in (30, 7, 1)) for days in range(40, -3, -1)]
    assert subjects() == [
        "Your study time ends in 30 days",
        "Your study time ends in 7 days",
        "Your study time ends tomorrow",
    ]
    message = Message.objects.first()
    assert message.recipient == plan.enrolment.member.user
    assert message.sentence == "Your study time for the Level 2 Award ends in 30 days, on 30 June 2027."
    assert message.link == plan.enrolment.get_absolute_url()
    assert Job.objects.filter(kind="send_message").count() == 3


def test_remind_learners_twice_in_a_night_tells_once(plan):
    assert remind(7, 7, 7) == [1, 0, 0]
    assert len(subjects()) == 1


@pytest.mark.parametrize(
    ("nights", "told"),
    [
        ((31, 28), ["Your study time ends in 28 days"]),
        ((31, 5), ["Your study time ends in 5 days"]),  # not the one of 30 days as well
        ((30, 3, 2), ["Your study time ends in 30 days", "Your study time ends in 3 days"]),
        ((1,), ["Your study time ends tomorrow"]),
        ((0, -1), []),
    ],
)
def test_a_missed_night_is_caught_up_by_the_nearest_only(nights, told, plan):
    remind(*nights)
    assert subjects() == told


def test_a_plan_that_was_changed_is_not_reminded(plan):
    later = END + datetime.timedelta(days=90)
    StudyPlanFactory(enrolment=plan.enrolment, version=2, starts_on=plan.starts_on, ends_on=later)
    assert remind(30, 7, 1) == [0, 0, 0]
    assert actions.remind_learners(on=later - datetime.timedelta(days=1)) == 1


def test_a_new_end_is_a_new_occasion(plan):
    assert remind(7) == [1]
    StudyPlan.objects.update(ends_on=END + datetime.timedelta(days=30))
    assert actions.remind_learners(on=before_the_end(-23)) == 1
    assert subjects() == ["Your study time ends in 7 days"] * 2


@pytest.mark.parametrize("status", Status)
def test_only_who_studies_is_reminded(status, plan):
    enrolment = enrolment_in(status, with_units=False)
    StudyPlanFactory(enrolment=enrolment, starts_on=plan.starts_on, ends_on=END)
    assert remind(7) == [1 + (status in STUDYING)]


def test_whoever_never_signed_in_is_not_reminded(plan):
    enrolment = enrolment_in(
        Status.IN_PROGRESS, with_units=False, member=MemberFactory(user=None), task__requested_by=plan.proposed_by
    )
    StudyPlanFactory(enrolment=enrolment, starts_on=plan.starts_on, ends_on=END, proposed_by=plan.proposed_by)
    assert remind(7) == [1]


def test_whom_was_told_costs_nothing_more(plan, django_assert_num_queries):
    for _ in range(4):
        enrolment = enrolment_in(Status.IN_PROGRESS, with_units=False)
        StudyPlanFactory(enrolment=enrolment, starts_on=plan.starts_on, ends_on=END)
    assert remind(7) == [5]
    with django_assert_num_queries(3 + 2):  # one for each step, and the transaction's two
        assert remind(7) == [0]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2027-06-23T05:59:00+00:00", 0),  # 6:59am in summer
        ("2027-06-23T06:00:00+00:00", 1),  # 7am
        ("2027-06-23T22:30:00+00:00", 1),  # 11:30pm, still the 23rd in London
        ("2027-06-23T23:30:00+00:00", 0),  # 12:30am of the 24th
    ],
)
def test_the_clock_reminds_from_seven_in_the_morning_by_london_time(now, told, plan):
    with time_machine.travel(now):
        schedule.remind_learners()
    assert Message.objects.count() == told
