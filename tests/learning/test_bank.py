"""How questions do, and one that was found bad."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.learning import actions
from apps.learning.actions import bank
from apps.learning.models import Answer, Attempt, Question, Rescore, UnitContent
from apps.learning.queries import statistics
from apps.qualifications.models import UnitAchievement
from tests.console.central import sign_in_central
from tests.learning.factories import QuestionFactory, amend, behind_the_database
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import GrantFactory, MemberFactory, central_user
from tests.qualifications.racing import ROUNDS, at_once
from tests.qualifications.trail import events, forget, jobs, messages, nothing_happened
from tests.reading import budget, words_of

pytestmark = pytest.mark.django_db
WHY = "Two answers are right."


def sent(row, right, **fields):
    """Sent in with so many right, the first ones."""
    return attempt_at(row, right=right, submitted_at=timezone.now(), **fields)


def question(row, order):
    return Question.objects.get(content=row.unit.contents.get(), order=order)


def retire(row, order, by=None):
    return actions.retire_question(question=question(row, order), why=WHY, by=by or central_user())


# --- A question that is retired --------------------------------------------------------------------------------------


def test_retire_question():
    row, by = enrolled_unit(), central_user()
    retired = retire(row, 4, by)
    assert (retired.retired_by, retired.retired_why) == (by, WHY)
    assert (events(), jobs()) == (["question.retired"], ["rescore_attempts"])
    attempt = actions.start_attempt(enrolled_unit=row, by=row.enrolment.member.user)
    assert retired.pk not in attempt.questions and len(attempt.questions) == 3
    with pytest.raises(RuleBroken, match="retired already"):
        retire(row, 4)


def test_retire_question_is_the_central_team_s_but_not_where_it_could_be_for_oneself():
    row = enrolled_unit()
    for by in (MemberFactory().user, row.enrolment.member.user):
        with pytest.raises(PermissionDenied):
            retire(row, 1, by)
    own = enrolled_unit()
    sent(own, 2)
    learner = GrantFactory(user=own.enrolment.member.user, role=Role.CENTRAL).user
    with pytest.raises(PermissionDenied):
        retire(own, 1, learner)
    assert nothing_happened()


def test_the_last_question_cannot_be_retired():
    row = enrolled_unit()
    for order in (1, 2, 3):
        retire(row, order)
    with pytest.raises(RuleBroken, match="the last question"):
        retire(row, 4)


def test_what_was_sent_in_is_scored_again():
    """Of four questions the last is bad: two right of four become two of three, three right become three of three."""
    failed, passed, worse = enrolled_unit(), enrolled_unit(), enrolled_unit()
    amend(pass_mark=66)
    first, second = sent(failed, 2), sent(passed, 3, passed=True)
    third = sent(worse, 3, passed=True)  # it had the bad one right, and another one wrong
    Answer.objects.filter(attempt=third, question=question(worse, 3)).update(chosen=[3])
    Answer.objects.create(attempt=third, question=question(worse, 4), chosen=[0, 1])
    forget()
    retire(failed, 4)
    sweep()
    for attempt, score in [(first, 66), (second, 100), (third, 75)]:
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed) == (score, True)
    records = Rescore.objects.order_by("score_before", "score_after")
    assert list(records.values_list("score_before", "score_after", "passed_before", "passed_after")) == [
        (50, 66, False, True),
        (75, 75, True, True),
        (75, 100, True, True),
    ]
    assert UnitAchievement.objects.get().member == failed.enrolment.member
    assert messages() == [(failed.enrolment.member.user, "You have passed after all")]
    assert events().count("attempt.rescored") == 3
    assert AuditEvent.objects.filter(event="attempt.rescored").first().details["question"] == "q4"


def test_scored_again_twice_changes_nothing():
    row = enrolled_unit()
    attempt = sent(row, 2)
    retired = retire(row, 4)
    for _ in range(2):
        actions.rescore_attempts(question=retired)
    attempt.refresh_from_db()
    assert (attempt.score, Rescore.objects.count(), len(messages())) == (66, 1, 0)


def test_many_are_scored_again_part_by_part(monkeypatch):
    monkeypatch.setattr(bank, "AT_ONCE", 2)
    rows = [enrolled_unit() for _ in range(5)]
    for row in rows:
        sent(row, 2)
    retire(rows[0], 4)
    while Job.objects.filter(kind="rescore_attempts", state="pending").exists():
        sweep()
    assert Rescore.objects.count() == 5
    assert Job.objects.filter(kind="rescore_attempts", state="done").count() >= 3


def test_a_test_that_is_open_is_scored_without_it():
    row = enrolled_unit()
    attempt = attempt_at(row, right=3)
    retire(row, 4)
    actions.submit_attempt(attempt=attempt, by=row.enrolment.member.user)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (100, True)


def test_the_database_takes_no_pass_away():
    attempt = sent(enrolled_unit(), 3, passed=True)
    record = {"attempt": attempt, "question_id": attempt.questions[0], "score_before": 75, "passed_before": True}
    for after, constraint in [
        ({"score_after": 75, "passed_after": False}, "rescore_takes_no_pass"),
        ({"score_after": 74, "passed_after": True}, "rescore_takes_no_points"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Rescore.objects.create(**record, **after)


@pytest.mark.django_db(transaction=True)
def test_sent_in_while_a_question_is_retired_it_is_scored_without_it(counts):
    """Whoever comes first: in the end no result counts the question."""
    after = 0
    for _ in range(ROUNDS):
        row, central = enrolled_unit(), central_user()
        attempt, by = attempt_at(row, right=2), row.enrolment.member.user
        order = 4 - UnitContent.objects.get(unit=row.unit).questions.exclude(retired_at=None).count()
        if order < 3:
            with behind_the_database():
                Question.objects.update(retired_at=None, retired_by=None, retired_why="")
            order = 4
        at_once(
            lambda attempt=attempt, by=by: actions.submit_attempt(attempt=attempt, by=by),
            lambda row=row, order=order, central=central: retire(row, order, central),
        )
        while Job.objects.filter(kind="rescore_attempts", state="pending").exists():
            sweep()
        attempt.refresh_from_db()
        after += Rescore.objects.filter(attempt=attempt, score_before__lt=66).exists()
        assert attempt.score >= 66
    counts(f"{ROUNDS} pairs of an end and a retirement, {after} of them scored again")


# --- How questions do ------------------------------------------------------------------------------------------------


def many(row, number=24):
    """Half of them know it all but the last question, half only that one."""
    questions = list(row.unit.contents.get().questions.order_by("order"))
    pks = [question.pk for question in questions]
    for place in range(number):
        attempt = Attempt.objects.create(
            enrolled_unit=row,
            content=questions[0].content,
            number=place + 1,
            questions=pks,
            submitted_at=timezone.now(),
            score=50,
            passed=False,
        )
        for asked in questions:
            knows = (asked.order == 4) != (place % 2 == 0)
            chosen = asked.right if knows else [3]
            Answer.objects.create(attempt=attempt, question=asked, chosen=chosen)


def test_items_of():
    row = enrolled_unit()
    many(row)
    first, *_, last = statistics.items_of(row.unit.contents.get())
    assert (first.asked, first.facility, first.is_doubtful) == ("25", 50, False)
    assert (last.facility, last.discrimination, last.is_doubtful) == (50, -1.0, True)
    assert first.answers == (
        ("Option 0", "10", True),  # 12 to the nearest 5
        ("Option 1", "fewer than 5", False),
        ("Option 2", "fewer than 5", False),
        ("Option 3", "10", False),
        ("No answer", "fewer than 5", False),
    )


def test_items_of_few_say_nothing():
    row = enrolled_unit()
    many(row, number=19)
    assert {
        (item.asked, item.facility, item.discrimination, item.answers)
        for item in statistics.items_of(row.unit.contents.get())
    } == {("fewer than 20", None, None, ())}


def test_items_where_all_had_the_same():
    row = enrolled_unit()
    many(row)
    Answer.objects.all().delete()
    [item, *_] = statistics.items_of(row.unit.contents.get())
    assert (item.facility, item.discrimination) == (0, None)


def test_what_was_typed_is_not_shown():
    row = enrolled_unit()
    asked = QuestionFactory(content=row.unit.contents.get(), order=5, code="s1", kind="short")
    many(row)
    Answer.objects.filter(question=asked).update(chosen=[], text="my password")
    item = statistics.items_of(row.unit.contents.get())[-1]
    assert item.answers == (
        ("hand over", "fewer than 5", True),
        ("Another answer", "25", False),
        ("No answer", "fewer than 5", False),
    )


# --- The pages of the central team -----------------------------------------------------------------------------------


def test_pages_of_the_bank(client):
    row = enrolled_unit()
    many(row)
    sign_in_central(client)
    assert "4 questions" in words_of(client.get("/console/tests/"))
    content = row.unit.contents.get()
    page = words_of(client.get(f"/console/tests/{content.pk}/"))
    assert "q4: What is right in q4? Look at it" in page
    assert "Asked 25 times. Right: 50% . Tells apart: -1.0" in page
    url = f"/console/tests/questions/{question(row, 4).pk}/"
    assert "This question has been asked in 25 tests." in words_of(client.get(url))
    response = client.post(url, {"why": " "})
    assert response.status_code == 422 and "Say what is wrong with it" in words_of(response)
    assert client.post(url, {"why": WHY}).url == f"/console/tests/{content.pk}/"
    sweep()
    page = words_of(client.get(url))
    assert "Retired question" in page and WHY in page and "25 tests" in page
    assert client.post(url, {"why": WHY}).status_code == 409


def test_test_detail_queries(client):
    row = enrolled_unit()
    sign_in_central(client)
    client.get("/console/tests/")
    for number in (2, 24):
        Answer.objects.all().delete()
        Attempt.objects.all().delete()
        many(row, number)
        with budget(8):
            client.get(f"/console/tests/{row.unit.contents.get().pk}/")


def test_the_learner_reads_that_a_question_no_longer_counts(client):
    row = enrolled_unit()
    sent(row, 2)
    retire(row, 4)
    sweep()
    client.force_login(row.enrolment.member.user)
    page = words_of(client.get(f"{row.get_absolute_url()}test/results/1/"))
    assert "2 of 3 right, 66%" in page
    assert "No longer counts" in page and "counts for nobody" in page and WHY not in page
