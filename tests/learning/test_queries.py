from datetime import timedelta

import pytest
from django.utils import timezone

from apps.learning import queries
from apps.learning.models import Page, PageRead
from apps.qualifications.models import EnrolledUnit
from tests.learning.factories import amend
from tests.learning.studying import attempt_at, enrolled_unit
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return enrolled_unit()


def progress_of(row):
    return queries.progress_of(EnrolledUnit.objects.for_page().get(pk=row.pk))


def hours_ago(hours):
    return timezone.now() - timedelta(hours=hours)


def test_a_unit_without_content_has_no_progress():
    assert progress_of(EnrolmentFactory().enrolled_units.first()) is None


def test_progress_of_pages(row):
    first, second = Page.objects.order_by("order")
    progress = progress_of(row)
    assert progress.pages == [(first, False), (second, False)]
    assert (progress.next_page, progress.pages_read, progress.minutes_left) == (first, 0, 6)
    PageRead.objects.create(enrolled_unit=row, page=first)
    progress = progress_of(row)
    assert (progress.next_page, progress.pages_read, progress.minutes_left) == (second, 1, 3)
    PageRead.objects.create(enrolled_unit=row, page=second)
    progress = progress_of(row)
    assert (progress.next_page, progress.pages_read, progress.minutes_left) == (None, 2, 0)


def test_pages_that_somebody_else_read_are_not_read(row):
    PageRead.objects.create(enrolled_unit=enrolled_unit(), page=Page.objects.first())
    assert progress_of(row).pages_read == 0


def test_progress_of_attempts(row):
    progress = progress_of(row)
    assert (progress.attempts, progress.open_attempt, progress.passed) == ([], None, False)
    assert (progress.attempts_left, progress.next_try_at) == (3, None)
    failed = attempt_at(row, submitted_at=hours_ago(30))
    open_attempt = attempt_at(row)
    progress = progress_of(row)
    assert (progress.attempts, progress.open_attempt) == ([open_attempt, failed], open_attempt)
    assert progress.attempts_left == 3  # that one was more than a day ago


def test_attempts_come_back_one_by_one(row):
    sent = [attempt_at(row, submitted_at=hours_ago(hours)) for hours in (25, 23, 10, 1)]
    progress = progress_of(row)
    assert progress.attempts_left == 0
    assert progress.next_try_at == sent[1].submitted_at + timedelta(hours=24)


def test_with_fewer_attempts_allowed_than_made_one_waits_for_the_last_that_counts(row):
    sent = [attempt_at(row, submitted_at=hours_ago(hours)) for hours in (20, 10, 5)]
    amend(attempts=1)
    progress = progress_of(row)
    assert (progress.attempts_left, progress.next_try_at) == (0, sent[-1].submitted_at + timedelta(hours=24))


def test_attempts_in_another_enrolment_count_but_are_shown_there(row):
    elsewhere = enrolled_unit(member=row.enrolment.member)
    attempt_at(elsewhere, submitted_at=hours_ago(1))
    progress = progress_of(row)
    assert (progress.attempts, progress.attempts_left) == ([], 2)


def test_a_unit_achieved_in_another_enrolment_is_passed(row):
    UnitAchievementFactory(member=row.enrolment.member, unit=row.unit)
    assert progress_of(row).passed


def test_a_unit_achieved_by_somebody_else_is_not(row):
    UnitAchievementFactory(unit=row.unit)
    assert not progress_of(row).passed


def test_questions_of_keeps_the_order_of_the_attempt(row):
    attempt = attempt_at(row, right=2)
    attempt.questions = attempt.questions[::-1]
    found = queries.questions_of(attempt)
    assert [question.pk for question, _ in found] == attempt.questions
    assert [answer and answer.chosen for _, answer in found] == [None, None, [0], [0]]


def test_progress_asks_four_times(row, django_assert_num_queries):
    attempt_at(row, submitted_at=hours_ago(1))
    loaded = EnrolledUnit.objects.for_page().get(pk=row.pk)
    with django_assert_num_queries(4):  # content, pages read, attempts, pages
        queries.progress_of(loaded)
