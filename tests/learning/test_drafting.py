"""Drafts of what there is to learn a unit with: written, reviewed, published, and never changed under a learner."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.learning import actions, content_data
from apps.learning.models import PageRead, Question, UnitContent, UnitStart
from apps.learning.permissions import can_publish_content, can_write_content
from apps.learning.queries import assignment_progress, progress_of
from apps.learning.queries.content import faults_of
from apps.notifications.models import Message
from apps.qualifications.models import EnrolledUnit
from tests.learning.drafting import PAGE, author_of, draft, in_review, published, the_unit
from tests.learning.factories import UnitContentFactory
from tests.learning.studying import enrolled_unit
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import UnitFactory
from tests.qualifications.trail import events, forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return central_user()


@pytest.fixture
def reviewer():
    return central_user()


def newcomer():
    """Somebody who studies the unit and has not begun it."""
    return EnrolledUnit.objects.for_page().get(pk=enrolled_unit().pk)


def begun(version):
    """Somebody who has read the first page of what is published."""
    row = newcomer()
    actions.read_page(enrolled_unit=row, page=version.pages.first(), by=row.enrolment.member.user)
    return row


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_draft_content_copies_what_is_published(writer):
    before = published()
    forget()
    written = draft(writer)
    assert content_data.all_of(written) == content_data.all_of(before)
    assert (written.version, written.status, written.drafted_by) == (2, "draft", writer)
    assert events() == ["content.drafted"]
    with pytest.raises(RuleBroken, match="There is a draft for this unit already"):
        draft(writer)


def test_draft_content_of_a_new_unit_begins_with_nothing(writer):
    written = actions.draft_content(unit=UnitFactory(), by=writer)
    assert (written.version, content_data.parts_of(written)["pages"]) == (1, [])
    assert {fault.part for fault in faults_of(written)} == {"settings", "pages", "questions"}


def test_each_change_is_kept_and_on_record(writer):
    written = draft(writer)
    forget()
    page = actions.save_part(content=written, part="pages", values=PAGE, by=writer)
    actions.save_part(content=written, part="pages", row=page, values=PAGE | {"title": "No"}, by=writer)
    actions.move_part(content=written, part="pages", row=page, up=True, by=writer)
    actions.edit_content(content=written, values={"pass_mark": 60}, by=writer)
    course = {"title": "Tone", "link": "https://learn.example/", "provider": "Learning Hub", "hours": None}
    course = actions.save_part(content=written, part="courses", values=course, by=writer)
    actions.remove_part(content=written, part="courses", row=course, by=writer)
    actions.remove_assignment(content=written, by=writer)
    assert [(page.order, page.slug, page.title) for page in written.pages.all()] == [
        (1, "saying-no", "No"),
        (2, "listening", "Listening"),
    ]
    written = UnitContent.objects.get(pk=written.pk)
    assert (written.pass_mark, written.courses.count(), written.assignment_or_none) == (60, 0, None)
    assert events() == ["content.edited"] * 7


def test_a_first_row_stays_first_when_moved_up(writer):
    written = draft(writer)
    question = written.questions.first()
    forget()
    actions.move_part(content=written, part="questions", row=question, up=True, by=writer)
    assert written.questions.first() == question and not events()


def test_a_page_and_a_question_have_names_of_their_own(writer):
    written = draft(writer)
    pages = [PAGE, PAGE | {"body": "Say **how**."}]
    slugs = [actions.save_part(content=written, part="pages", values=page, by=writer).slug for page in pages]
    asked = {"kind": "short", "scenario": "S", "text": "T", "accepted": ["a"], "why": "W"}
    assert slugs == ["saying-no", "saying-no-2"]
    assert actions.save_part(content=written, part="questions", values=asked, by=writer).code == "q9"


def test_criteria_need_an_assignment(writer):
    written = draft(writer)
    actions.remove_assignment(content=written, by=writer)
    with pytest.raises(RuleBroken, match="Write the assignment first"):
        actions.save_part(content=UnitContent.objects.get(pk=written.pk), part="criteria", values={}, by=writer)


def test_each_criterion_has_a_code_of_its_own(writer):
    written = draft(writer)
    values = {"code": "2.1", "outcome": 1, "text": "Show", "guidance": "How"}
    with pytest.raises(RuleBroken, match="Another criterion of this assignment has that code"):
        actions.save_part(content=written, part="criteria", values=values, by=writer)
    first = written.assignment.criteria.get(order=1)
    with pytest.raises(RuleBroken, match="Another criterion of this assignment has that code"):
        actions.save_part(content=written, part="criteria", row=first, values=values, by=writer)


def test_what_is_wrong_is_said_where_it_is_put_right(writer):
    written = draft(writer)
    page = actions.save_part(content=written, part="pages", values=PAGE | {"body": "word " * 401}, by=writer)
    question = written.questions.get(order=3)
    options = [{"text": "A", "correct": False}, {"text": "B", "correct": False}]
    values = {"options": options, "why": " "}
    actions.save_part(content=written, part="questions", row=question, values=values, by=writer)
    criterion = written.assignment.criteria.get(order=2)
    actions.save_part(content=written, part="criteria", row=criterion, values={"outcome": 1}, by=writer)
    actions.edit_content(content=written, values={"hours_elsewhere": 200}, by=writer)
    assert [tuple(fault) for fault in faults_of(UnitContent.objects.get(pk=written.pk))] == [
        ("settings", None, "hours elsewhere: must be a number from 0 to 100, to one decimal place"),
        ("pages", page.pk, "Page 2, body: must be 400 words or fewer"),
        ("questions", question.pk, "Question 3, why: must be a text"),
        ("questions", question.pk, "Question 3, options: one option must be correct, not 0"),
        ("criteria", None, "Criteria: nothing shows the unit’s outcome 2, “Do”"),
    ]
    with pytest.raises(RuleBroken, match="5 things must be put right first"):
        actions.submit_content(content=written, by=writer)
    assert UnitContent.objects.get(pk=written.pk).is_draft


# --- From a draft to what learners have ------------------------------------------------------------------------------


def test_a_second_person_publishes(writer, reviewer):
    before, written = published(), in_review(writer)
    with pytest.raises(PermissionDenied):
        actions.publish_content(content=written, by=writer)
    forget()
    actions.publish_content(content=written, by=reviewer)
    assert list(UnitContent.objects.order_by("version").values_list("version", "status")) == [
        (1, "superseded"),
        (2, "published"),
    ]
    assert before.pk != written.pk and events() == ["content.published"]
    assert Message.objects.get(recipient=writer).subject == "Your draft is published"
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.publish_content(content=written, by=reviewer)


def test_the_database_lets_nobody_publish_their_own(writer):
    written = in_review(writer)
    for field in ("drafted_by", "changed_by", "submitted_by"):
        assert getattr(written, field) == writer
    UnitContent.objects.published().update(status="superseded")
    with pytest.raises(IntegrityError, match="content_not_published_by_who_wrote_it"):
        UnitContent.objects.open().update(published_by=writer, status="published", published_at=timezone.now())


def test_sent_back_it_can_be_changed_and_sent_again(writer, reviewer):
    written = in_review(writer)
    with pytest.raises(RuleBroken, match="so it cannot be changed"):
        actions.save_part(content=written, part="pages", values=PAGE, by=writer)
    forget()
    actions.send_back_content(content=written, why="Say it in fewer words.", by=reviewer)
    assert events() == ["content.sent_back"]
    assert Message.objects.get(recipient=writer).facts == [["What to change", "Say it in fewer words."]]
    actions.save_part(content=written, part="pages", values=PAGE, by=writer)
    written = actions.submit_content(content=written, by=writer)
    assert (written.status, written.sent_back_why) == ("in_review", "")


def test_whoever_writes_it_takes_it_back_before_it_is_answered(writer, reviewer):
    written = in_review(writer)
    with pytest.raises(PermissionDenied):
        actions.take_back_content(content=written, by=MemberFactory().user)
    forget()
    written = actions.take_back_content(content=written, by=writer)
    assert (written.status, events()) == ("draft", ["content.taken_back"])
    with pytest.raises(RuleBroken):
        actions.publish_content(content=written, by=reviewer)
    with pytest.raises(RuleBroken):
        actions.take_back_content(content=written, by=writer)


def test_the_same_part_sent_twice_is_one(writer):
    written = draft(writer)
    first = actions.save_part(content=written, part="pages", values=PAGE, by=writer)
    before = written.pages.count()
    assert actions.save_part(content=written, part="pages", values=PAGE, by=writer) == first
    assert written.pages.count() == before
    actions.save_part(content=written, part="pages", values=PAGE | {"title": "Another"}, by=writer)
    assert written.pages.count() == before + 1


def test_a_draft_given_up_makes_room_for_another(writer):
    written = draft(writer)
    forget()
    actions.discard_content(content=written, by=writer)
    assert events() == ["content.discarded"]
    assert draft(writer).version == 3


# --- Under a learner -------------------------------------------------------------------------------------------------


def test_whoever_has_begun_keeps_their_version(writer, reviewer):
    before = published()
    row = begun(before)
    actions.publish_content(content=in_review(writer), by=reviewer)
    assert [page.title for page, _ in progress_of(row).pages] == ["Listening"]
    assert assignment_progress(row).assignment == before.assignment
    assert [page.title for page, _ in progress_of(newcomer()).pages] == ["Listening", "Saying no"]


def test_a_test_in_progress_is_finished_on_the_version_it_was_begun_with(writer, reviewer):
    before = published()
    row = newcomer()
    by = row.enrolment.member.user
    attempt = actions.start_attempt(enrolled_unit=row, by=by)
    written = draft(writer)
    actions.edit_content(content=written, values={"pass_mark": 100}, by=writer)
    for question in written.questions.filter(order__lte=4):
        actions.save_part(content=written, part="questions", row=question, values={"text": "Another?"}, by=writer)
    actions.publish_content(content=actions.submit_content(content=written, by=writer), by=reviewer)
    for question in Question.objects.filter(pk__in=attempt.questions)[:6]:
        assert question.text == "What do you do?"
        actions.save_answer(attempt=attempt, question=question, chosen=question.right, by=by)
    attempt = actions.submit_attempt(attempt=attempt, by=by)
    assert (attempt.content, attempt.score, attempt.passed) == (before, 75, True)
    new = newcomer()
    assert actions.start_attempt(enrolled_unit=new, by=new.enrolment.member.user).content == written


def test_pages_alone_can_be_renewed_for_all(writer, reviewer):
    row = begun(published())
    written = in_review(writer)
    actions.publish_content(content=written, by=reviewer, for_all=True)
    assert [(page.title, is_read) for page, is_read in progress_of(row).pages] == [
        ("Listening", True),
        ("Saying no", False),
    ]
    assert UnitStart.objects.get().content == written and PageRead.objects.count() == 2


@pytest.mark.parametrize("values", [{"pass_mark": 60}, {"hours_elsewhere": 3}])
def test_what_is_asked_is_not_changed_for_those_who_have_begun(values, writer, reviewer):
    begun(published())
    written = draft(writer)
    actions.edit_content(content=written, values=values, by=writer)
    actions.submit_content(content=written, by=writer)
    with pytest.raises(RuleBroken, match="those who have begun keep their version"):
        actions.publish_content(content=written, by=reviewer, for_all=True)
    assert UnitContent.objects.get(pk=written.pk).is_in_review


def test_retired_it_is_taught_out(writer):
    version = published()
    row = begun(version)
    forget()
    actions.retire_content(content=version, why="The law has changed.", by=writer)
    assert events() == ["content.retired"]
    by = row.enrolment.member.user
    assert actions.start_attempt(enrolled_unit=row, by=by).content == version
    new = newcomer()
    assert progress_of(new) is None
    with pytest.raises(RuleBroken, match="There is no test for this unit"):
        actions.start_attempt(enrolled_unit=new, by=new.enrolment.member.user)
    assert actions.draft_content(unit=version.unit, by=writer).pages.exists()  # from where it was left


def test_a_question_found_bad_is_retired_in_every_version_that_asks_it(writer, reviewer):
    first = published()
    second = actions.publish_content(content=in_review(writer), by=reviewer)
    written = draft(writer)
    changed = written.questions.get(code="q2")
    actions.save_part(content=written, part="questions", row=changed, values={"text": "And now?"}, by=writer)
    for code in ("q1", "q2"):
        actions.retire_question(question=second.questions.get(code=code), why="Two are right.", by=reviewer)
    retired = Question.objects.exclude(retired_at=None).order_by("code", "content__version")
    assert [(question.code, question.content) for question in retired] == [
        ("q1", first),
        ("q1", second),
        ("q1", written),
        ("q2", first),
        ("q2", second),
    ]


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE learning_unitcontent SET pass_mark = 1",
        "UPDATE learning_unitcontent SET status = 'draft', published_at = NULL",
        "DELETE FROM learning_unitcontent",
        "UPDATE learning_page SET body = ''",
        "DELETE FROM learning_page",
        'INSERT INTO learning_page (content_id, "order", slug, title, minutes, body) '
        "SELECT id, 9, 'x', 'x', 1, 'x' FROM learning_unitcontent",
        "UPDATE learning_question SET text = ''",
        "UPDATE learning_question SET text = '', retired_why = 'x'",
        "DELETE FROM learning_question",
        "UPDATE learning_assignment SET brief = ''",
        "UPDATE learning_criterion SET text = ''",
        "DELETE FROM learning_criterion",
    ],
)
@pytest.mark.parametrize("status", ["published", "superseded", "in_review"])
def test_what_is_no_draft_never_changes(statement, status, writer):
    version = published()
    if status == "in_review":
        UnitContentFactory(unit=version.unit, status="draft")  # one that may
        UnitContent.objects.open().update(status="in_review")
    UnitContent.objects.published().update(status="superseded" if status == "superseded" else "published")
    with pytest.raises(IntegrityError, match="never change"), connection.cursor() as cursor:
        cursor.execute(statement)


# --- Who ------------------------------------------------------------------------------------------------------------


def test_an_author_writes_for_their_own_department_and_does_not_publish():
    unit, other = the_unit(), UnitFactory(suite__code="CG-2")
    author = author_of(unit)
    assert can_write_content(author, unit) and not can_write_content(author, other)
    written = UnitContentFactory(unit=unit, status="in_review")
    assert not can_publish_content(author, written)
    theirs = UnitContentFactory(unit=other)
    assert list(UnitContent.objects.visible_to(author)) == [written]
    assert set(UnitContent.objects.visible_to(central_user())) == {written, theirs}
    assert not UnitContent.objects.visible_to(MemberFactory().user).exists()


def test_nobody_else_drafts():
    unit = published().unit
    with pytest.raises(PermissionDenied):
        actions.draft_content(unit=unit, by=MemberFactory().user)
    written = draft(central_user())
    with pytest.raises(PermissionDenied):
        actions.save_part(content=written, part="pages", values=PAGE, by=MemberFactory().user)


def test_only_the_central_team_retires():
    version = published()
    with pytest.raises(PermissionDenied):
        actions.retire_content(content=version, why="No.", by=author_of(version.unit))
