"""What a learner does with an assignment: write, add files, send it in, take it back."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken
from apps.core.uploads.keep import forget, kept
from apps.core.words import date_words
from apps.learning.actions.allocation import close_tasks, give_out
from apps.learning.actions.reading import begin_unit, require_studying
from apps.learning.models import DraftAnswer, DraftFile, MarkingTask, Submission, SubmittedAnswer, SubmittedFile, Work
from apps.learning.models.work import MOST_FILES
from apps.learning.queries import clock
from apps.learning.queries.work import assignment_of, assignment_progress, draft_of
from apps.learning.states import WRITABLE, TaskKind, WorkStatus
from apps.qualifications.models import EnrolledUnit

SENT = "You have sent this in, so it cannot be changed. You can take it back until it has been marked."
MET = "Your assignment has been met, so there is nothing to change."
TOO_LATE = "The last day to send it again was {}. You can ask for more time."


def _writable(enrolled_unit, by):
    """The learner's work at this unit, locked, begun if it is not there yet; only while it may be written."""
    enrolled_unit = (
        EnrolledUnit.objects.for_page().select_for_update(of=["self"], no_key=True).get(pk=enrolled_unit.pk)
    )
    require_studying(enrolled_unit, by)
    if assignment_of(enrolled_unit) is None:
        raise RuleBroken("This unit has no assignment in the portal.")
    begin_unit(enrolled_unit)
    assignment = assignment_of(enrolled_unit)  # of the version that is theirs from now on
    work, _ = Work.objects.get_or_create(enrolled_unit=enrolled_unit, defaults={"assignment": assignment})
    work = Work.objects.for_page().locked().get(pk=work.pk)
    if work.status not in WRITABLE:
        raise RuleBroken(MET if work.status == WorkStatus.MET else SENT)
    return work


@transaction.atomic
def save_answer_to_criterion(*, enrolled_unit, criterion, text, by):
    """Keep what is written for one criterion. No audit line: until it is sent in, it is the learner's own note."""
    work = _writable(enrolled_unit, by)
    _require_of(work, criterion)
    answer, _ = DraftAnswer.objects.update_or_create(work=work, criterion=criterion, defaults={"text": text})
    return answer


def _require_of(work, criterion):
    if criterion.assignment_id != work.assignment_id:
        raise RuleBroken("That is not part of this assignment.")


def add_work_file(*, enrolled_unit, criterion, file, by):
    """Keep a file for one criterion: `file` as uploads.checked() made it."""
    with kept(file, by) as upload:
        work = _writable(enrolled_unit, by)
        _require_of(work, criterion)
        if DraftFile.objects.filter(work=work, criterion=criterion).count() >= MOST_FILES:
            raise RuleBroken(f"You can add {MOST_FILES} files here. Remove one first.")
        return DraftFile.objects.create(work=work, criterion=criterion, upload=upload)


@transaction.atomic
def remove_work_file(*, enrolled_unit, upload, by):
    """Take a file out of what is being written. One that was sent in before stays in that submission."""
    work = _writable(enrolled_unit, by)
    DraftFile.objects.filter(work=work, upload=upload).delete()
    if not SubmittedFile.objects.filter(upload=upload).exists():
        forget(upload)


@transaction.atomic
def submit_work(*, enrolled_unit, by):
    """Send the assignment in. What is sent never changes; it goes to an assessor, or waits until one is free."""
    work = _writable(enrolled_unit, by)
    progress = assignment_progress(work.enrolled_unit)
    if progress.is_appealed:
        raise RuleBroken("Your appeal is being looked at. You can send it again once it is answered.")
    if progress.is_too_late:
        raise RuleBroken(TOO_LATE.format(date_words(work.resubmit_by)))
    answers = draft_of(progress.assignment, work)
    if empty := [answer.criterion.code for answer in answers if answer.is_empty]:
        raise RuleBroken(f"Write something or add a file for each criterion first. Still empty: {', '.join(empty)}.")
    submission = Submission.objects.create(work=work, number=len(progress.submissions) + 1)
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(submission=submission, criterion=answer.criterion, text=answer.text) for answer in answers
    )
    SubmittedFile.objects.bulk_create(
        SubmittedFile(submission=submission, criterion=answer.criterion, upload=upload)
        for answer in answers
        for upload in answer.files
    )
    work.move_to(WorkStatus.SUBMITTED)
    work.save(update_fields=["status"])
    says = f"sent in the assignment of unit {work.enrolled_unit.unit}"
    audit.record("work.submitted", subject=work, by=by, says=says, number=submission.number)
    today, member = timezone.localdate(), work.enrolled_unit.enrolment.member
    task = MarkingTask.objects.create(
        kind=TaskKind.MARK,
        work=work,
        submission=submission,
        author=by,
        due_on=clock.days_after(today, progress.assignment.mark_days, member),
    )
    give_out(task, work)
    return submission


@transaction.atomic
def withdraw_work(*, enrolled_unit, by):
    """Take back what was sent in, until it has been marked. It can be changed and sent again."""
    work = Work.objects.for_page().locked().get(enrolled_unit=enrolled_unit)
    require_studying(work.enrolled_unit, by)
    work.move_to(WorkStatus.WITHDRAWN)
    work.save(update_fields=["status"])
    close_tasks(work, by)
    audit.record("work.withdrawn", subject=work, by=by, says=f"took back the assignment of unit {work.enrolled_unit}")
    return work
