"""A test that takes some questions of a bank, and one that has to end."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.models import Answer, Attempt
from apps.learning.models.attempt import AttemptQuerySet
from apps.learning.queries.clock import minutes_for
from apps.members.states import Purpose
from apps.qualifications.models import UnitAchievement
from tests.learning.factories import QuestionFactory, amend
from tests.learning.studying import enrolled_unit
from tests.members.factories import ConsentFactory, LearningNeedsFactory, MemberFactory
from tests.qualifications.racing import ROUNDS, at_once
from tests.qualifications.trail import events, messages
from tests.reading import words_of

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
NINE = "2027-05-03T09:00:00+01:00"


@pytest.fixture
def row():
    return enrolled_unit()


@pytest.fixture
def learner(row):
    return row.enrolment.member.user


def start(row, minutes=30):
    amend(minutes=minutes)
    return actions.start_attempt(enrolled_unit=row, by=row.enrolment.member.user)


def answer(attempt, order=1, **said):
    question = attempt.enrolled_unit.unit.contents.get().questions.get(order=order)
    by = attempt.enrolled_unit.enrolment.member.user
    said = said or {"chosen": question.right}
    return actions.save_answer(attempt=attempt, question=question, by=by, **said)


# --- The bank --------------------------------------------------------------------------------------------------------


def test_a_test_takes_so_many_questions_of_the_bank_and_keeps_them(row, learner):
    content = row.unit.contents.get()
    for order in range(5, 21):
        QuestionFactory(content=content, order=order, code=f"q{order}")
    amend(draw=4)
    first = actions.start_attempt(enrolled_unit=row, by=learner)
    assert actions.start_attempt(enrolled_unit=row, by=learner).questions == first.questions
    drawn = [tuple(first.questions)]
    for _ in range(2):
        actions.submit_attempt(attempt=Attempt.objects.latest("number"), by=learner)
        drawn.append(tuple(actions.start_attempt(enrolled_unit=row, by=learner).questions))
    bank = list(content.questions.order_by("order").values_list("pk", flat=True))
    for questions in drawn:
        assert len(questions) == 4 and list(questions) == [pk for pk in bank if pk in questions]
    assert len(set(drawn)) > 1  # by chance the same three times: once in twenty million


def test_the_page_says_how_many_are_drawn_and_how_long_it_lasts(client, row, learner):
    client.force_login(learner)
    amend(draw=3, minutes=30)
    page = words_of(client.get(f"{row.get_absolute_url()}test/"))
    assert "3 questions, drawn at random from 4, each about" in page
    assert "30 minutes from when you start" in page
    assert "If you need extra time or breaks in tests, say so before you start" in page


# --- Answers that are typed ------------------------------------------------------------------------------------------


@pytest.fixture
def typed(row):
    """After the four questions a number, then a few words."""
    for order, kind in [(5, "numeric"), (6, "short")]:
        QuestionFactory(content=row.unit.contents.get(), order=order, code=f"q{order}", kind=kind)
    return actions.start_attempt(enrolled_unit=row, by=row.enrolment.member.user)


def test_what_is_typed_is_kept_shown_and_counted(client, row, learner, typed):
    client.force_login(learner)
    url = row.get_absolute_url()
    page = client.get(f"{url}test/5/").content.decode()
    assert 'inputmode="decimal"' in page and "minutes" in page and "12.5" not in page
    assert client.post(f"{url}test/5/", {"text": "12 minutes"}, headers=BY_SCRIPT).status_code == 204
    assert client.post(f"{url}test/6/", {"text": "Hand-over!"}).url == f"{url}test/check/"
    assert 'value="12 minutes"' in client.get(f"{url}test/5/").content.decode()
    assert "4 questions have no answer yet" in words_of(client.get(f"{url}test/check/"))
    client.post(f"{url}test/check/", {"attempt": "1"})
    result = words_of(client.get(f"{url}test/results/1/"))
    assert "2 of 6 right, 33%" in result
    assert "Your answer: 12 minutes minutes" not in result and "Your answer: 12 minutes" in result


@pytest.mark.parametrize("text", ["twelve", "12,5", "1e9", "9" * 20])
def test_a_number_that_is_none_is_refused_in_words(text, client, row, learner, typed):
    client.force_login(learner)
    response = client.post(f"{row.get_absolute_url()}test/5/", {"text": text})
    assert response.status_code == 422 and "Enter a number, like 12 or 12.5" in words_of(response)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "x" * 201, "a\u202eb"])
def test_hostile_words_are_refused(text, client, row, learner, typed):
    client.force_login(learner)
    assert client.post(f"{row.get_absolute_url()}test/6/", {"text": text}).status_code == 422
    assert not Answer.objects.exists()


def test_each_question_is_answered_in_its_own_way(typed):
    for order, said in [(1, {"text": "12"}), (5, {"chosen": [0]}), (6, {"chosen": [0]}), (5, {"text": "x"})]:
        with pytest.raises(RuleBroken):
            answer(typed, order, **said)


# --- Time ------------------------------------------------------------------------------------------------------------


def test_a_test_without_a_limit_has_no_end(row):
    attempt = start(row, minutes=None)
    assert (attempt.ends_at, attempt.is_over, attempt.minutes_left) == (None, False, None)


def test_an_answer_is_in_time_until_a_minute_after_the_end(row):
    with time_machine.travel(NINE, tick=False) as clock:
        attempt = start(row)
        assert attempt.ends_at - timezone.now() == timedelta(minutes=30)
        clock.move_to("2027-05-03T09:31:00+01:00")
        answer(attempt)
        clock.move_to("2027-05-03T09:31:01+01:00")
        with pytest.raises(RuleBroken, match="The time of this test was up at 9:30am"):
            answer(attempt, 2)
    assert Answer.objects.count() == 1


def test_after_its_time_a_test_can_still_be_sent_in_and_counts_what_was_saved(row, learner):
    with time_machine.travel(NINE, tick=False) as clock:
        attempt = start(row)
        for order in (1, 2, 3):
            answer(attempt, order)
        clock.move_to("2027-05-03T12:00:00+01:00")
        attempt = actions.submit_attempt(attempt=attempt, by=learner)
    assert (attempt.score, attempt.passed) == (75, True)


def test_the_clock_sends_in_what_is_overdue(row, learner):
    with time_machine.travel(NINE, tick=False) as clock:
        attempt = start(row)
        answer(attempt)
        clock.move_to("2027-05-03T09:31:00+01:00")
        assert actions.end_overdue_attempts() == 0
        clock.move_to("2027-05-03T09:31:01+01:00")
        assert [actions.end_overdue_attempts() for _ in range(2)] == [1, 0]
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (25, False)
    assert events().count("attempt.submitted") == 1
    assert messages() == [(learner, "The time of your test was up")]


def test_the_clock_banks_what_was_passed(row):
    with time_machine.travel(NINE, tick=False) as clock:
        attempt = start(row)
        for order in (1, 2, 3):
            answer(attempt, order)
        clock.move_to("2027-05-03T10:00:00+01:00")
        actions.end_overdue_attempts()
    assert UnitAchievement.objects.get().unit == row.unit


def test_pages_when_time_is_up(client, row, learner):
    url = row.get_absolute_url()
    with time_machine.travel(NINE, tick=False) as clock:
        client.force_login(learner)
        answer(start(row))
        page = words_of(client.get(f"{url}test/2/"))
        assert "Your time is up at 9:30am , in 30 minutes ." in page
        clock.move_to("2027-05-03T09:32:00+01:00")
        client.logout()  # nothing was done for so long
        client.force_login(learner)
        assert client.get(f"{url}test/2/").url == f"{url}test/check/"
        response = client.post(f"{url}test/2/", {"chosen": "0"}, headers=BY_SCRIPT)
        assert response.status_code == 409
        page = words_of(client.get(f"{url}test/check/"))
        assert "Your test ended at 9:30am. What you had answered by then counts: 1 of 4 questions." in page
        assert "The time of your test is up." in words_of(client.get(f"{url}test/"))
        assert client.post(f"{url}test/check/", {"attempt": "1"}).url == f"{url}test/results/1/"


@pytest.mark.parametrize(
    ("adjustments", "purpose", "minutes"),
    [
        (["extra_time"], Purpose.ADJUSTMENTS_TESTS, 38),
        (["extra_time", "breaks"], Purpose.ADJUSTMENTS_TESTS, 45),
        (["extra_time"], Purpose.ADJUSTMENTS_ASSESSORS, 30),
        (["quiet"], Purpose.ADJUSTMENTS_TESTS, 30),
        (None, Purpose.ADJUSTMENTS_TESTS, 30),
    ],
)
def test_adjustments_give_time_where_their_owner_agreed(adjustments, purpose, minutes, row):
    member, content = row.enrolment.member, row.unit.contents.get()
    content.minutes = 30
    if adjustments is not None:
        LearningNeedsFactory(member=member, adjustments=adjustments)
    consent = ConsentFactory(member=member, purpose=purpose)
    assert minutes_for(member, content) == minutes
    with time_machine.travel(NINE, tick=False):
        assert start(row).minutes_left == minutes
    consent.withdrawn_at = timezone.now()
    consent.save()
    assert minutes_for(member, content) == 30
    assert minutes_for(MemberFactory(), content) == 30


def test_the_database_knows_no_test_that_ends_before_it_starts(row):
    attempt = start(row)
    with pytest.raises(IntegrityError, match="attempt_ends_after_it_starts"), transaction.atomic():
        Attempt.objects.update(ends_at=attempt.started_at)


# --- Two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_devices_answer_the_same_question_and_one_sends_in(counts):
    """What was saved is what was scored, whoever came first."""
    refused = 0
    for _ in range(ROUNDS):
        row = enrolled_unit()
        attempt, by = start(row), row.enrolment.member.user
        for order in (2, 3):
            answer(attempt, order)

        def send(attempt=attempt, by=by):
            actions.submit_attempt(attempt=attempt, by=by)

        def right(attempt=attempt):
            answer(attempt)

        def wrong(attempt=attempt):
            answer(attempt, chosen=[3])

        outcomes = at_once(right, wrong, send)
        assert outcomes[2] == "done"
        refused += outcomes.count("refused")
        attempt.refresh_from_db()
        kept = Answer.objects.filter(attempt=attempt, question__order=1).first()
        assert attempt.score == (75 if kept and kept.chosen == [0] else 50)
    counts(f"{ROUNDS} rounds of two answers and an end, {refused} answers came too late")


@pytest.mark.django_db(transaction=True)
def test_the_end_comes_at_the_moment_of_an_answer(monkeypatch, counts):
    """The clock's own idea of what is overdue is a moment ahead: either the answer counts, or it was refused."""
    monkeypatch.setattr(AttemptQuerySet, "overdue", lambda self: self.open().filter(ends_at__isnull=False))
    saved = 0
    for _ in range(ROUNDS):
        row = enrolled_unit()
        attempt = start(row)
        outcome, _ = at_once(lambda attempt=attempt: answer(attempt), actions.end_overdue_attempts)
        attempt.refresh_from_db()
        assert attempt.score == (25 if outcome == "done" else 0)
        saved += outcome == "done"
    counts(f"{ROUNDS} rounds of an answer and the end, {saved} answers in time")


@pytest.mark.django_db(transaction=True)
def test_sent_in_and_ended_by_the_clock_at_once_it_counts_once(monkeypatch):
    monkeypatch.setattr(AttemptQuerySet, "overdue", lambda self: self.open().filter(ends_at__isnull=False))
    for number in range(1, ROUNDS + 1):
        row = enrolled_unit()
        attempt, by = start(row), row.enrolment.member.user
        at_once(
            lambda attempt=attempt, by=by: actions.submit_attempt(attempt=attempt, by=by), actions.end_overdue_attempts
        )
        assert events().count("attempt.submitted") == number
