import datetime

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.roles import Role
from apps.learning.models import Answer, Attempt, PageRead
from apps.qualifications.models import EnrolledUnit, Outcome
from apps.qualifications.states import Status
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory, TurnFactory
from tests.console.central import sign_in, sign_in_central
from tests.learning.factories import UnitContentFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OutcomeFactory,
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    enrolment_in,
)

pytestmark = pytest.mark.django_db
TO_DO, CARRY_ON, COMING_UP, SUGGESTED = "For you to do", "Carry on", "Coming up", "Suggested"
FIRST_STEPS = "Three first steps"


@pytest.fixture
def member(client):
    member = MemberFactory(given_name="Priya", family_name="Shah")
    client.force_login(member.user)
    return member


def home(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.text


def today(client):
    return client.get("/").context["today"]


# --- Signed out ------------------------------------------------------------------------------------------------------


def test_signed_out_it_says_what_the_portal_is_and_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = home(client)
    assert "this is where you find a qualification, get the time for it, earn it and prove it" in page
    assert 'href="/account/login/"' in page and "Sign in with your work email" in page
    assert 'href="/am-i-in-the-profession/"' in page
    assert '<form action="/verify/"' in page and 'name="code"' in page
    assert "Qualifications</a>" not in page


def test_signed_out_a_code_can_be_typed(client):
    assert client.get("/verify/", {"code": "abcd efgh jklm"}).status_code == 302


# --- Who comes in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment, words",
    [
        ("2026-07-01T10:30:00Z", "Good morning, Priya"),  # 11:30 in London: summer time
        ("2026-07-01T11:30:00Z", "Good afternoon, Priya"),
        ("2026-12-01T11:30:00Z", "Good morning, Priya"),
        ("2026-12-01T17:59:00Z", "Good afternoon, Priya"),
        ("2026-12-01T18:00:00Z", "Good evening, Priya"),
    ],
)
def test_the_greeting_goes_by_the_clock_on_the_wall(client, moment, words):
    with time_machine.travel(moment, tick=False):
        client.force_login(MemberFactory(given_name="Priya").user)
        assert f'<h1 class="govuk-heading-xl">{words}</h1>' in home(client)


def test_without_a_record_the_greeting_goes_by_the_name_of_the_account(client):
    user = UserFactory(name="Sam Hill")
    GrantFactory(user=user, role=Role.CHAMPION, organisation=MemberFactory().organisation)
    client.force_login(user)
    page = home(client)
    assert ", Sam</h1>" in page
    assert "there is nothing to study for you" in page
    assert FIRST_STEPS not in page and "My learning" not in page


def test_without_a_record_or_a_role_one_is_led_to_the_page_that_says_so(client):
    client.force_login(UserFactory())
    assert client.get("/").url == "/account/no-record/"


def test_the_page_is_open_to_all_but_not_past_a_missing_second_step(client):
    client.force_login(GrantFactory(user=MemberFactory().user).user)
    assert client.get("/").url == "/account/2fa/"


# --- For you to do ---------------------------------------------------------------------------------------------------


def test_a_newcomer_gets_three_first_steps_and_nothing_else(client, member):
    QualificationFactory()
    page = home(client)
    assert FIRST_STEPS in page
    assert [heading for heading in (TO_DO, CARRY_ON, COMING_UP, SUGGESTED) if f">{heading}<" in page] == []
    assert 'href="/catalogue/?mine=yes"' in page and 'href="/help/#study-time"' in page


@pytest.mark.parametrize(
    "status, sentence, action",
    [
        (Status.CHANGED, "was agreed with changes", "See the changes"),
        (Status.APPROVED, "was agreed. You can start.", ">Start<"),
        (Status.DRAFT, "It has not been sent yet.", "Finish and send it"),
    ],
)
def test_what_waits_for_oneself(client, member, status, sentence, action):
    enrolment = enrolment_in(status, member=member)
    page = home(client)
    assert TO_DO in page and sentence in page and action in page
    to = f"/approvals/{enrolment.task_id}/" if status == Status.CHANGED else enrolment.get_absolute_url()
    assert f'href="{to}"' in page


def test_a_question_whether_it_helped_waits_until_it_is_answered(client, member):
    outcome = OutcomeFactory(enrolment__member=member)
    assert f'href="{outcome.get_absolute_url()}">Answer one short question</a>' in home(client)
    Outcome.objects.update(helped="no", answered_at=timezone.now())
    assert "one short question" not in home(client)


@time_machine.travel("2026-11-19T10:00:00Z", tick=False)
def test_a_decision_says_who_asks_what_and_since_when(client):
    boss = MemberFactory()
    task = TaskFactory(requester=MemberFactory(line_manager=boss, given_name="Amara", family_name="Okafor"))
    type(task).objects.update(asked_at="2026-11-16T10:00:00Z")
    TurnFactory(task=task, due_on="2026-11-23")
    client.force_login(boss.user)
    page = home(client)
    assert f"Amara Okafor has asked for {task.title}." in page
    assert "Asked on 16 November 2026, decide by 23 November 2026" in page
    assert f'href="{task.get_absolute_url()}"' in page
    assert FIRST_STEPS not in page


def test_there_are_five_cards_at_most_the_longest_waiting_first(client):
    boss = MemberFactory()
    tasks = [TaskFactory(requester=MemberFactory(line_manager=boss)) for _ in range(7)]
    client.force_login(boss.user)
    assert [thing for _, thing in today(client).to_do] == tasks[:5]
    assert "See all 7 requests that wait for your decision" in home(client)


def test_ones_own_decided_request_comes_before_those_of_others(client):
    boss = MemberFactory()
    for _ in range(6):
        TaskFactory(requester=MemberFactory(line_manager=boss))
    enrolment_in(Status.APPROVED, member=boss)
    enrolment_in(Status.DRAFT, member=boss)
    client.force_login(boss.user)
    assert [kind for kind, _ in today(client).to_do] == ["approved"] + ["decision"] * 4


def test_all_decisions_are_on_the_page_so_no_link_to_more(client):
    boss = MemberFactory()
    TaskFactory(requester=MemberFactory(line_manager=boss))
    client.force_login(boss.user)
    assert "See all" not in home(client)


def test_decisions_of_others_are_not_shown(client, member):
    TaskFactory()
    CaseFactory()
    enrolment_in(Status.CHANGED)
    assert TO_DO not in home(client)


def test_the_central_team_sees_that_questions_wait(client):
    CaseFactory()
    sign_in_central(client)
    page = home(client)
    assert "1 question to the central team waits for an answer." in page
    assert 'href="/console/cases/"' in page


def test_a_head_of_profession_sees_what_reaches_them(client):
    head = MemberFactory()
    GrantFactory(user=head.user, role=Role.HEAD_OF_PROFESSION, organisation=head.organisation)
    task = TaskFactory(requester=MemberFactory(line_manager=None))
    sign_in(client, head.user)
    assert today(client).to_do == [("decision", task)]


# --- Carry on --------------------------------------------------------------------------------------------------------


@pytest.fixture
def enrolment(member):
    """In progress, with two units that are read and tested here."""
    enrolment = EnrolmentFactory(member=member)
    for unit in enrolment.qualification.suite.units.all():
        UnitContentFactory(unit=unit)
    return enrolment


def units_of(enrolment):
    return list(EnrolledUnit.objects.filter(enrolment=enrolment).order_by("unit__code"))


def read(enrolled_unit, number):
    for page in enrolled_unit.unit.contents.get().pages.order_by("order")[:number]:
        PageRead.objects.create(enrolled_unit=enrolled_unit, page=page)


def attempt(enrolled_unit, answered):
    content = enrolled_unit.unit.contents.get()
    questions = list(content.questions.order_by("order"))
    asked = [question.pk for question in questions]
    attempt = Attempt.objects.create(enrolled_unit=enrolled_unit, content=content, number=1, questions=asked)
    for question in questions[:answered]:
        Answer.objects.create(attempt=attempt, question=question, chosen=[0])
    return attempt


def test_carry_on_with_the_first_page(client, enrolment):
    unit = units_of(enrolment)[0]
    step = today(client).step
    assert step.unit == f"Unit {unit.unit.code}: {unit.unit.title}"
    assert (step.says, step.href) == ("Page 1 of 2: Page 1", f"/learning/{unit.pk}/pages/page-1/")
    assert f'href="{step.href}"' in home(client)


def test_carry_on_with_the_next_unread_page_of_the_unit_read_last(client, enrolment):
    unit = units_of(enrolment)[1]
    read(unit, 1)
    assert today(client).step.href == f"/learning/{unit.pk}/pages/page-2/"


def test_when_all_is_read_the_test_is_next(client, enrolment):
    unit = units_of(enrolment)[0]
    read(unit, 2)
    step = today(client).step
    assert ("Next is the test" in step.says, step.href) == (True, unit.get_absolute_url())


def test_carry_on_with_the_first_question_not_answered(client, enrolment):
    unit = units_of(enrolment)[1]
    opened = attempt(unit, answered=2)
    step = today(client).step
    assert (step.says, step.href) == ("Question 3 of 4", f"/learning/{unit.pk}/test/3/")
    opened.answers.filter(question=opened.questions[0]).update(chosen=[])  # an answer taken back is none
    assert today(client).step.says == "Question 1 of 4"


def test_when_all_is_answered_the_test_is_to_be_sent(client, enrolment):
    unit = units_of(enrolment)[0]
    attempt(unit, answered=4)
    assert today(client).step.href == f"/learning/{unit.pk}/test/check/"


def test_a_test_that_was_sent_in_is_over(client, enrolment):
    unit = units_of(enrolment)[0]
    read(unit, 2)
    sent = attempt(unit, answered=4)
    Attempt.objects.filter(pk=sent.pk).update(submitted_at=timezone.now(), score=25, passed=False)
    assert "Next is the test" in today(client).step.says


def test_an_achieved_unit_is_done_with(client, enrolment):
    first, second = units_of(enrolment)
    read(first, 1)
    UnitAchievementFactory(member=enrolment.member, unit=first.unit)
    assert today(client).step.href == f"/learning/{second.pk}/pages/page-1/"


def test_a_unit_that_is_not_read_here_leads_to_its_page(client, member):
    unit = units_of(EnrolmentFactory(member=member))[0]
    step = today(client).step
    assert (step.says, step.href) == ("See what the unit asks for", unit.get_absolute_url())


def test_of_two_studies_the_one_worked_on_last_is_shown(client, enrolment):
    suite = SuiteFactory(code="OTHER")
    newer = EnrolmentFactory(member=enrolment.member, qualification=QualificationFactory(suite=suite))
    assert today(client).enrolment == newer
    read(units_of(enrolment)[0], 1)
    assert today(client).enrolment == enrolment


def test_what_others_read_is_not_ones_own(client, enrolment):
    theirs = EnrolmentFactory(qualification=enrolment.qualification)
    read(units_of(theirs)[1], 1)
    assert today(client).step.href == f"/learning/{units_of(enrolment)[0].pk}/pages/page-1/"


# --- Coming up -------------------------------------------------------------------------------------------------------


def test_dates_ahead_the_nearest_first_and_none_that_passed(client, member):
    day = timezone.localdate()
    enrolment = EnrolmentFactory(member=member)
    enrolment.plans.update(starts_on=day - datetime.timedelta(days=30), ends_on=day + datetime.timedelta(days=9))
    later = EnrolmentFactory(member=member, qualification=QualificationFactory(suite=SuiteFactory(code="B")))
    later.plans.update(starts_on=day + datetime.timedelta(days=3), ends_on=day + datetime.timedelta(days=99))
    dates = [((date - day).days, what) for date, what, _ in today(client).dates]
    assert dates == [(3, "begins"), (9, "ends"), (99, "ends")]


def test_the_last_day_is_ahead_until_it_is_over(client, member):
    day = timezone.localdate()
    plans = EnrolmentFactory(member=member).plans
    plans.update(starts_on=day - datetime.timedelta(days=9), ends_on=day)
    assert [date for date, _, _ in today(client).dates] == [day]
    plans.update(ends_on=day - datetime.timedelta(days=1))
    assert today(client).dates == []


def test_only_the_study_time_that_counts_has_dates(client, member):
    EnrolmentFactory(member=member).plans.update(version=1)
    waiting = enrolment_in(
        Status.SUBMITTED, member=member, qualification=QualificationFactory(suite=SuiteFactory(code="B"))
    )
    found = today(client)
    assert len(found.dates) == 1
    assert found.requests == [waiting]
    assert f'href="/approvals/{waiting.task_id}/"' in home(client)


def test_somebody_who_has_it_all_is_told_so(client, member):
    enrolment_in(Status.COMPLETED, member=member)
    assert "Nothing waits for you today." in home(client)
