from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.certificates.models import Certificate
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.models import Answer, Attempt, Page, PageRead, Question
from apps.qualifications.models import UnitAchievement
from apps.qualifications.states import Status
from tests.learning.factories import amend
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory, UnitFactory
from tests.qualifications.racing import ROUNDS, at_once
from tests.qualifications.trail import events, jobs, messages, nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return enrolled_unit()


@pytest.fixture
def learner(row):
    return row.enrolment.member.user


def question_of(row, order):
    return row.unit.contents.get().questions.get(order=order)


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_read_page_is_remembered_once(row, learner):
    page = Page.objects.first()
    for _ in range(2):
        actions.read_page(enrolled_unit=row, page=page, by=learner)
    assert PageRead.objects.get().page == page
    assert nothing_happened()


# --- Who and when ----------------------------------------------------------------------------------------------------


def each_action(row):
    """What a learner can do at a unit, ready to be tried by anybody."""
    attempt = row.attempts.first() or attempt_at(row)
    question = question_of(row, 1)
    return [
        lambda by: actions.read_page(enrolled_unit=row, page=Page.objects.first(), by=by),
        lambda by: actions.start_attempt(enrolled_unit=row, by=by),
        lambda by: actions.save_answer(attempt=attempt, question=question, chosen=[0], by=by),
        lambda by: actions.submit_attempt(attempt=attempt, by=by),
    ]


def test_nobody_studies_for_somebody_else(row):
    row.enrolment.member.line_manager = boss = MemberFactory()
    row.enrolment.member.save()
    for act in each_action(row):
        for user in [boss.user, central_user(), MemberFactory().user]:
            with pytest.raises(PermissionDenied):
                act(user)
    assert nothing_happened()
    assert not (Answer.objects.exists() or PageRead.objects.exists())


@pytest.mark.parametrize(
    "status", [status for status in Status if status not in (Status.IN_PROGRESS, Status.COMPLETED)]
)
def test_nobody_studies_before_it_is_started_or_after_it_is_given_up(status):
    row = enrolled_unit(status)
    paused = status == Status.DEFERRED
    why = "You have paused this qualification" if paused else "Your study time has to be agreed and started first"
    for act in each_action(row):
        with pytest.raises(RuleBroken, match=why):
            act(row.enrolment.member.user)
    assert nothing_happened()
    assert not (Answer.objects.exists() or PageRead.objects.exists())


def test_what_is_completed_can_still_be_read():
    row = enrolled_unit(Status.COMPLETED)
    actions.read_page(enrolled_unit=row, page=Page.objects.first(), by=row.enrolment.member.user)
    assert PageRead.objects.exists()


# --- Start the test --------------------------------------------------------------------------------------------------


def test_start_attempt(row, learner):
    attempt = actions.start_attempt(enrolled_unit=row, by=learner)
    assert (attempt.number, attempt.enrolled_unit, attempt.submitted_at) == (1, row, None)
    assert attempt.questions == list(Question.objects.order_by("order").values_list("pk", flat=True))
    assert events() == ["attempt.started"]


def test_start_attempt_goes_on_with_the_one_that_is_open(row, learner):
    attempt = actions.start_attempt(enrolled_unit=row, by=learner)
    assert actions.start_attempt(enrolled_unit=row, by=learner) == attempt
    assert events() == ["attempt.started"]


def test_start_attempt_counts_on(row, learner):
    attempt_at(row, submitted_at=timezone.now())
    assert actions.start_attempt(enrolled_unit=row, by=learner).number == 2


def test_start_attempt_has_so_many_in_24_hours(row, learner):
    with time_machine.travel("2027-05-03T14:00:00+01:00", tick=False) as clock:
        for _ in range(3):
            attempt = actions.start_attempt(enrolled_unit=row, by=learner)
            actions.submit_attempt(attempt=attempt, by=learner)
            clock.shift(timedelta(hours=4))
        with pytest.raises(RuleBroken) as refused:  # it is 2am of the next day, and 12 hours after the first
            actions.start_attempt(enrolled_unit=row, by=learner)
        assert str(refused.value) == (
            "You have used your attempts for now. You can try again from 2pm on 4 May 2027. "
            "Until then you can read the pages again."
        )
        clock.move_to("2027-05-04T13:59:59+01:00")
        with pytest.raises(RuleBroken):
            actions.start_attempt(enrolled_unit=row, by=learner)
        clock.move_to("2027-05-04T14:00:00+01:00")
        assert actions.start_attempt(enrolled_unit=row, by=learner).number == 4


def test_start_attempt_counts_those_made_in_another_enrolment(row, learner):
    elsewhere = enrolled_unit(member=row.enrolment.member)
    for _ in range(3):
        attempt_at(elsewhere, submitted_at=timezone.now())
    with pytest.raises(RuleBroken, match="You have used your attempts for now"):
        actions.start_attempt(enrolled_unit=row, by=learner)


def test_start_attempt_refuses_a_unit_that_is_achieved(row, learner):
    UnitAchievementFactory(member=row.enrolment.member, unit=row.unit)
    with pytest.raises(RuleBroken, match="You have already achieved this unit"):
        actions.start_attempt(enrolled_unit=row, by=learner)
    assert nothing_happened()


def test_start_attempt_refuses_a_unit_without_a_test():
    row = EnrolmentFactory().enrolled_units.first()
    with pytest.raises(RuleBroken, match="There is no test for this unit in the portal yet"):
        actions.start_attempt(enrolled_unit=row, by=row.enrolment.member.user)


# --- Answer ----------------------------------------------------------------------------------------------------------


def test_save_answer_keeps_each_as_it_is_given(row, learner):
    attempt = attempt_at(row)
    first, last = question_of(row, 1), question_of(row, 4)
    actions.save_answer(attempt=attempt, question=first, chosen=[2], by=learner)
    actions.save_answer(attempt=attempt, question=last, chosen=[3, 0, 3], by=learner)
    actions.save_answer(attempt=attempt, question=first, chosen=[1], by=learner)
    assert {answer.question: answer.chosen for answer in Answer.objects.all()} == {first: [1], last: [0, 3]}
    assert events() == []  # until it is sent in, an answer is the learner's own note


def test_save_answer_can_be_taken_back(row, learner):
    attempt = attempt_at(row, right=1)
    actions.save_answer(attempt=attempt, question=question_of(row, 1), chosen=[], by=learner)
    assert Answer.objects.get().chosen == []


@pytest.mark.parametrize(
    ("order", "chosen", "reason"),
    [
        (1, [4], "Choose from the answers on the page."),
        (4, [0, 99], "Choose from the answers on the page."),
        (1, [-1], "Choose from the answers on the page."),
        (1, [0, 1], "Choose one answer only."),
    ],
)
def test_save_answer_refuses_what_is_not_offered(order, chosen, reason, row, learner):
    attempt = attempt_at(row)
    with pytest.raises(RuleBroken) as refused:
        actions.save_answer(attempt=attempt, question=question_of(row, order), chosen=chosen, by=learner)
    assert str(refused.value) == reason
    assert not Answer.objects.exists()


def test_save_answer_refuses_a_question_of_another_test(row, learner):
    other = enrolled_unit(code="2")
    with pytest.raises(RuleBroken, match="That question is not part of this test"):
        actions.save_answer(attempt=attempt_at(row), question=question_of(other, 1), chosen=[0], by=learner)


def test_save_answer_refuses_a_test_that_was_sent_in(row, learner):
    attempt = attempt_at(row, right=1, submitted_at=timezone.now())
    with pytest.raises(RuleBroken, match="You have already sent in this test"):
        actions.save_answer(attempt=attempt, question=question_of(row, 1), chosen=[3], by=learner)
    assert Answer.objects.get().chosen == [0]


# --- Send in ---------------------------------------------------------------------------------------------------------


def test_submit_attempt_that_passes(row, learner):
    attempt = attempt_at(row, right=3)
    actions.submit_attempt(attempt=attempt, by=learner)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (75, True)
    assert timezone.now() - attempt.submitted_at < timedelta(minutes=1)
    banked = UnitAchievement.objects.get()
    assert (banked.member, banked.unit, banked.how) == (row.enrolment.member, row.unit, "passing its test")
    assert events() == ["attempt.submitted", "unit.achieved"]
    event = AuditEvent.objects.get(event="attempt.submitted")
    assert (event.says, event.details) == (f"passed the test of unit {row.unit}", {"score": 75})
    assert messages() == [(learner, "You passed a unit")]
    assert jobs() == ["send_message"]


def test_submit_attempt_that_does_not_pass(row, learner):
    attempt = attempt_at(row, right=2)
    actions.submit_attempt(attempt=attempt, by=learner)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (50, False)
    assert not UnitAchievement.objects.exists()
    assert events() == ["attempt.submitted"]
    assert AuditEvent.objects.get().says == f"did not pass the test of unit {row.unit}"
    assert (messages(), jobs()) == ([], [])


@pytest.mark.parametrize(
    ("questions", "right", "pass_mark", "score", "passed"),
    [
        (4, 3, 75, 75, True),  # exactly
        (4, 3, 76, 75, False),
        (3, 2, 66, 66, True),
        (3, 2, 67, 66, False),  # 66.67 is not 67
        (3, 3, 100, 100, True),
        (4, 0, 1, 0, False),
        (4, 1, 1, 25, True),
    ],
)
def test_the_pass_mark_is_met_exactly(questions, right, pass_mark, score, passed, row, learner):
    attempt = attempt_at(row, right=right)
    attempt.questions = attempt.questions[:questions]
    attempt.save()
    amend(pass_mark=pass_mark)
    actions.submit_attempt(attempt=attempt, by=learner)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (score, passed)


@pytest.mark.parametrize("chosen", [[], [0], [0, 2], [0, 1, 2], [2, 3]])
def test_of_several_exactly_the_right_ones_are_right(chosen, row, learner):
    attempt = attempt_at(row, right=3)
    amend(pass_mark=76)
    actions.save_answer(attempt=attempt, question=question_of(row, 4), chosen=chosen, by=learner)
    actions.submit_attempt(attempt=attempt, by=learner)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (75, False)


def test_of_several_the_order_does_not_count(row, learner):
    attempt = attempt_at(row, right=3)
    actions.save_answer(attempt=attempt, question=question_of(row, 4), chosen=[1, 0], by=learner)
    actions.submit_attempt(attempt=attempt, by=learner)
    attempt.refresh_from_db()
    assert attempt.score == 100


def test_submit_attempt_twice_is_refused(row, learner):
    attempt = attempt_at(row, right=4)
    actions.submit_attempt(attempt=attempt, by=learner)
    with pytest.raises(RuleBroken, match="You have already sent in this test"):
        actions.submit_attempt(attempt=attempt, by=learner)
    assert events().count("attempt.submitted") == 1


def test_the_test_of_the_last_unit_completes_the_qualification(row, learner):
    UnitAchievementFactory(member=row.enrolment.member, unit=UnitFactory(code="2"))
    actions.submit_attempt(attempt=attempt_at(row, right=4), by=learner)
    row.enrolment.refresh_from_db()
    assert row.enrolment.status == Status.COMPLETED
    assert row.enrolment.certificate == Certificate.objects.get()
    assert jobs() == ["make_certificate", "send_message"]


@pytest.mark.django_db(transaction=True)
def test_sent_in_twice_at_once_it_counts_once():
    for number in range(1, ROUNDS + 1):
        row = enrolled_unit()
        attempt = attempt_at(row, right=4)

        def submit(attempt=attempt, by=row.enrolment.member.user):
            actions.submit_attempt(attempt=attempt, by=by)

        assert sorted(at_once(submit, submit)) == ["done", "refused"]
        assert events().count("attempt.submitted") == UnitAchievement.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_started_twice_at_once_it_is_one_attempt():
    for number in range(1, ROUNDS + 1):
        row = enrolled_unit()

        def start(row=row, by=row.enrolment.member.user):
            actions.start_attempt(enrolled_unit=row, by=by)

        assert at_once(start, start, start) == ["done"] * 3
        assert Attempt.objects.count() == number
