"""Writing an assignment, sending it in, taking it back; what was sent in never changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from apps.core import uploads
from apps.core.models import AuditEvent, Job, Upload
from apps.core.rules import RuleBroken
from apps.core.tasks import remove_upload
from apps.learning import actions
from apps.learning.models import DraftAnswer, DraftFile, MarkingTask, Submission, SubmittedAnswer, SubmittedFile, Work
from apps.learning.states import TaskStatus, WorkStatus
from tests.core.upload_files import GOOD
from tests.learning.assignments import ANSWERS, assigned_unit, mark, marker, send_in, task_of, upload_of, write
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return assigned_unit()


def by(row):
    return row.enrolment.member.user


def criterion(row, order=1):
    return row.unit.contents.get().assignment.criteria.get(order=order)


def add(row, order=1, name="report.pdf"):
    file = uploads.checked(name, GOOD[name])
    return actions.add_work_file(enrolled_unit=row, criterion=criterion(row, order), file=file, by=by(row))


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_save_answer_to_criterion_keeps_what_is_written(row):
    write(row, ["Half a thou", "x"])
    write(row, ["Half a thought."])
    assert list(DraftAnswer.objects.order_by("criterion__order").values_list("text", flat=True)) == [
        "Half a thought.",
        "x",
    ]
    assert Work.objects.get().status == WorkStatus.DRAFT


def test_save_answer_to_criterion_is_the_learner_s(row):
    with pytest.raises(PermissionDenied):
        actions.save_answer_to_criterion(
            enrolled_unit=row, criterion=criterion(row), text="x", by=MemberFactory().user
        )


def test_save_answer_to_criterion_refuses_a_criterion_of_another_unit(row):
    other = assigned_unit(qualification__suite__code="CG-2")
    with pytest.raises(RuleBroken, match="not part of this assignment"):
        actions.save_answer_to_criterion(enrolled_unit=row, criterion=criterion(other), text="x", by=by(row))


def test_add_work_file_keeps_the_file_privately(row, media):
    draft = add(row)
    assert draft.upload.name == "report.pdf"
    assert (media / draft.upload.file.name).read_bytes() == GOOD["report.pdf"]
    assert draft.upload.file.name.startswith(f"uploads/{draft.upload.pk}-")


def test_add_work_file_leaves_no_bytes_where_it_is_refused(row, media):
    for _ in range(5):
        add(row)
    kept = set(media.rglob("*.pdf"))
    with pytest.raises(RuleBroken, match="You can add 5 files here"):
        add(row)
    assert set(media.rglob("*.pdf")) == kept
    assert Upload.objects.count() == 5


def test_remove_work_file_forgets_it_and_has_its_bytes_removed(row, media):
    upload = add(row).upload
    actions.remove_work_file(enrolled_unit=row, upload=upload, by=by(row))
    assert not DraftFile.objects.exists() and not Upload.objects.exists()
    job = Job.objects.get(kind="remove_upload")
    remove_upload(**job.payload)
    assert not list(media.rglob("*.pdf"))


def test_remove_work_file_keeps_what_was_sent_in(row, media):
    upload = add(row).upload
    send_in(row)
    marker()
    actions.withdraw_work(enrolled_unit=row, by=by(row))
    actions.remove_work_file(enrolled_unit=row, upload=upload, by=by(row))
    assert SubmittedFile.objects.get().upload == upload
    assert not Job.objects.filter(kind="remove_upload").exists()


# --- Sending in ------------------------------------------------------------------------------------------------------


def test_submit_work_copies_what_is_written_and_gives_it_to_an_assessor(row):
    assessor = marker()
    add(row)
    before = AuditEvent.objects.count()
    submission = send_in(row)
    assert submission.number == 1
    assert [answer.text for answer in submission.answers.order_by("criterion__order")] == ANSWERS
    assert submission.files.count() == 1
    work = Work.objects.get()
    assert work.status == WorkStatus.ALLOCATED
    assert task_of(row).holder == assessor
    events = AuditEvent.objects.order_by("pk")[before:].values_list("event", flat=True)
    assert list(events) == ["work.submitted", "marking.allocated"]


def test_submit_work_waits_where_nobody_is_free(row):
    send_in(row)
    assert Work.objects.get().status == WorkStatus.SUBMITTED
    task = task_of(row)
    assert (task.status, task.holder) == (TaskStatus.WAITING, None)


def test_submit_work_needs_something_for_each_criterion(row):
    write(row, ["Something", "   "])
    with pytest.raises(RuleBroken, match=r"Still empty: 2\.1"):
        actions.submit_work(enrolled_unit=row, by=by(row))
    assert not Submission.objects.exists()
    add(row, order=2)
    assert actions.submit_work(enrolled_unit=row, by=by(row))


def test_submit_work_twice_is_refused_and_so_is_writing_on(row):
    send_in(row)
    with pytest.raises(RuleBroken, match="You have sent this in"):
        actions.submit_work(enrolled_unit=row, by=by(row))
    with pytest.raises(RuleBroken, match="You have sent this in"):
        write(row, ["More"])
    assert Submission.objects.count() == MarkingTask.objects.count() == 1
    assert DraftAnswer.objects.get(criterion=criterion(row)).text == ANSWERS[0]


def test_withdraw_work_takes_it_out_of_the_queue_and_it_can_be_sent_again(row):
    marker()
    send_in(row)
    actions.withdraw_work(enrolled_unit=row, by=by(row))
    assert Work.objects.get().status == WorkStatus.WITHDRAWN
    assert MarkingTask.objects.get().status == TaskStatus.CLOSED
    assert send_in(row, ["Better", "Shorter"]).number == 2
    assert [answer.text for answer in Submission.objects.get(number=1).answers.order_by("criterion__order")] == ANSWERS


def test_withdraw_work_is_too_late_once_it_is_marked(row):
    marker()
    send_in(row)
    mark(row, True, False)
    with pytest.raises(RuleBroken, match="cannot become “taken back”"):
        actions.withdraw_work(enrolled_unit=row, by=by(row))


# --- What never changes ----------------------------------------------------------------------------------------------

CHANGES = [
    "UPDATE learning_submission SET number = 7",
    "DELETE FROM learning_submission",
    "UPDATE learning_submittedanswer SET text = 'better'",
    "DELETE FROM learning_submittedanswer",
    "UPDATE learning_submittedfile SET upload_id = gen_random_uuid()",
    "DELETE FROM learning_submittedfile",
    "UPDATE learning_criterionmark SET met = NOT met",
    "DELETE FROM learning_criterionmark",
    "UPDATE learning_mark SET result = 'met'",
    "UPDATE learning_mark SET replaced_at = now(), comment = 'other'",
    "DELETE FROM learning_mark",
    "UPDATE core_upload SET sha256 = 'x'",
]


@pytest.fixture
def marked(row):
    marker()
    add(row)
    send_in(row)
    mark(row, True, False)
    return row


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_can_change_what_was_sent_in_or_decided(statement, marked):
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert SubmittedAnswer.objects.count() == 2


def test_a_mark_can_only_be_replaced_once(marked):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE learning_mark SET replaced_at = now()")
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            cursor.execute("UPDATE learning_mark SET replaced_at = NULL")


def test_an_upload_that_nobody_sent_in_can_be_removed():
    upload_of(MemberFactory().user).delete()
    assert not Upload.objects.exists()
