import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils import timezone

from apps.learning.models import Answer, Attempt, Page, PageRead, Question
from apps.learning.states import QuestionKind
from tests.learning.factories import PageFactory, QuestionFactory, UnitContentFactory
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return enrolled_unit()


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pass_mark", [0, 101])
def test_a_pass_mark_is_per_cent(pass_mark):
    with pytest.raises(IntegrityError, match="content_pass_mark_is_per_cent"):
        UnitContentFactory(pass_mark=pass_mark)


@pytest.mark.parametrize(
    ("statuses", "constraint"),
    [
        (["published", "published"], "content_one_published_per_unit"),
        (["draft", "in_review"], "content_one_draft_per_unit"),
    ],
)
def test_a_unit_has_one_version_of_each(statuses, constraint):
    unit = UnitFactory()
    first, second = statuses
    UnitContentFactory(unit=unit, status=first)
    with pytest.raises(IntegrityError, match=constraint):
        UnitContentFactory(unit=unit, status=second)


def test_a_version_has_a_number_of_its_own():
    content = UnitContentFactory(status="superseded")
    with pytest.raises(IntegrityError, match="content_one_per_version"):
        UnitContentFactory(unit=content.unit, version=content.version)


@pytest.mark.parametrize(
    ("fields", "constraint"), [({"order": 1}, "page_one_per_place"), ({"slug": "page-1"}, "page_one_per_slug")]
)
def test_a_page_has_a_place_and_an_address_of_its_own(fields, constraint):
    content = UnitContentFactory()
    with pytest.raises(IntegrityError, match=constraint):
        PageFactory(**{"content": content, "order": 9, "slug": "page-9"} | fields)


@pytest.mark.parametrize(
    ("fields", "constraint"), [({"order": 1}, "question_one_per_place"), ({"code": "q1"}, "question_one_per_code")]
)
def test_a_question_has_a_place_and_a_code_of_its_own(fields, constraint):
    content = UnitContentFactory()
    with pytest.raises(IntegrityError, match=constraint):
        QuestionFactory(**{"content": content, "order": 9, "code": "q9"} | fields)


def test_a_page_is_read_once(row):
    page = Page.objects.first()
    PageRead.objects.create(enrolled_unit=row, page=page)
    with pytest.raises(IntegrityError, match="page_read_once"):
        PageRead.objects.create(enrolled_unit=row, page=page)


def test_one_attempt_is_open_at_a_time(row):
    attempt_at(row)
    with pytest.raises(IntegrityError, match="attempt_one_open_per_unit"):
        attempt_at(row)


def test_attempts_have_numbers_of_their_own(row):
    attempt = attempt_at(row, submitted_at=timezone.now())
    with pytest.raises(IntegrityError, match="attempt_one_per_number"):
        Attempt.objects.create(enrolled_unit=row, content=attempt.content, number=attempt.number, questions=[])


@pytest.mark.parametrize(
    "fields",
    [
        {"submitted_at": timezone.now()},
        {"submitted_at": timezone.now(), "score": 75},
        {"submitted_at": timezone.now(), "passed": True},
        {"score": 75, "passed": True},
    ],
)
def test_what_is_sent_in_has_its_result(fields, row):
    with pytest.raises(IntegrityError, match="attempt_submitted_has_its_result"):
        Attempt.objects.create(enrolled_unit=row, content=row.unit.contents.get(), number=1, questions=[], **fields)


def test_a_question_is_answered_once_in_an_attempt(row):
    attempt = attempt_at(row, right=1)
    with pytest.raises(IntegrityError, match="answer_one_per_question"):
        Answer.objects.create(attempt=attempt, question=Question.objects.first(), chosen=[])


def test_what_was_answered_cannot_be_deleted(row):
    attempt_at(row, right=1)
    with pytest.raises(ProtectedError):
        Question.objects.first().delete()


# --- Who sees what, and what it says ---------------------------------------------------------------------------------


def test_an_attempt_is_visible_to_whoever_made_it():
    boss = MemberFactory()
    row = enrolled_unit(member__line_manager=boss)
    attempt = attempt_at(row)
    assert list(Attempt.objects.visible_to(row.enrolment.member.user)) == [attempt]
    for user in [boss.user, central_user(), MemberFactory().user]:
        assert not Attempt.objects.visible_to(user).exists()


def test_attempts_at_a_unit_are_of_one_person_in_all_their_enrolments(row):
    elsewhere = enrolled_unit(member=row.enrolment.member)
    attempts = [attempt_at(row), attempt_at(elsewhere)]
    attempt_at(enrolled_unit())  # somebody else's
    attempt_at(enrolled_unit(member=row.enrolment.member, code="2"))
    assert set(Attempt.objects.at(row)) == set(attempts)


def test_open_and_submitted(row):
    sent = attempt_at(row, submitted_at=timezone.now())
    open_attempt = attempt_at(row)
    assert list(Attempt.objects.open()) == [open_attempt]
    assert list(Attempt.objects.submitted()) == [sent]


@pytest.mark.parametrize(("kind", "right"), [(QuestionKind.SINGLE, [0]), (QuestionKind.MULTIPLE, [0, 1])])
def test_right_is_the_places_of_the_right_options(kind, right):
    assert QuestionFactory.build(kind=kind, code="q1").right == right


@pytest.mark.parametrize(("minutes", "words"), [(1, "1 minute"), (3, "3 minutes")])
def test_minutes_in_words(minutes, words):
    assert Page(minutes=minutes).minutes_words == words
