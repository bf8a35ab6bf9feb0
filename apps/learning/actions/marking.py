"""Marking, its quality check, and appeals: each ends in a mark that counts, and the marks before it stay."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import emails, permissions, sampling
from apps.learning.actions.allocation import close_tasks, give_out, locked
from apps.learning.actions.circumstances import start_clock, stop_clock
from apps.learning.actions.parts import achieve_by_parts
from apps.learning.actions.reading import require_studying
from apps.learning.models import CriterionMark, Mark, MarkingNote, MarkingTask, Work
from apps.learning.queries import clock
from apps.learning.queries.work import assignment_progress, criteria_of
from apps.learning.states import Outcome, Result, TaskKind, TaskStatus, WorkStatus
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit

GONE = "This has been decided already, or is with somebody else now. What is decided does not change here."


def _own(task, by, kind):
    """The task with its work, locked, while it is this person's to decide."""
    task, work = locked(task)
    if task.kind != kind or task.status != TaskStatus.ALLOCATED or task.holder_id != by.pk:
        raise RuleBroken(GONE)
    require(permissions.can_decide_task(by, task))
    return task, work


@transaction.atomic
def save_marking(*, task, rows, comment, by):
    """Keep what is put down so far: [(criterion, met or None, feedback)]. No audit line: it is a note."""
    task, _ = _own(task, by, TaskKind.MARK)
    for criterion, met, feedback in [*rows, (None, None, comment)]:
        values = {"met": met, "feedback": feedback}
        MarkingNote.objects.update_or_create(task=task, by=by, criterion=criterion, defaults=values)


@transaction.atomic
def mark_submission(*, task, rows, comment, by):
    """Decide: [(criterion, met, feedback)] for each. It is met if every criterion is.

    The learner is told at once. Of some decisions a quality assurer looks at how they were made: what is met counts
    for the unit once that is done.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after the other: they are counted
    task, work = _own(task, by, TaskKind.MARK)
    assignment = work.assignment
    if {criterion.pk for criterion, *_ in rows} != {criterion.pk for criterion in criteria_of(assignment)}:
        raise RuleBroken("Decide for each criterion first.")
    if any(not met and not feedback.strip() for _, met, feedback in rows):
        raise RuleBroken("Say for each criterion that is not yet met what is missing.")
    result = Result.MET if all(met for _, met, _ in rows) else Result.REFERRED
    mark = _mark(task, result, rows, comment, by)
    _end(task, Outcome(result.value), "")
    MarkingNote.objects.filter(task=task).delete()
    says = f"marked a submission: {result.label.lower()}"
    audit.record("submission.marked", subject=work, by=by, says=says, number=task.submission.number)
    _set_result(work, result)
    number = Mark.objects.filter(assessor=by, kind=TaskKind.MARK).count()
    is_checked = sampling.is_sampled(by.pk, number)
    if is_checked:
        _have_checked(task, work, mark)
    _conclude(work, mark, is_checked)
    return mark


@transaction.atomic
def confirm_mark(*, task, reason="", by):
    """A quality assurer agrees with how it was marked."""
    task, work = _own(task, by, TaskKind.CHECK)
    _require_current(task)
    _end(task, Outcome.CONFIRMED, reason)
    audit.record("mark.confirmed", subject=work, by=by, says="confirmed how a submission was marked")
    if task.mark.result == Result.MET:
        is_banked = _bank(work)
        letter = emails.mark_confirmed(work, is_banked)
        send_message(recipient=task.author, occasion=f"confirmed {task.mark_id}", **letter)
    return task


@transaction.atomic
def overturn_mark(*, task, reason, not_yet=(), by):
    """A quality assurer decides otherwise, and says why: `not_yet` are the criteria that are not met after all."""
    task, work = _own(task, by, TaskKind.CHECK)
    _require_current(task)
    before = task.mark
    result = Result.REFERRED if before.result == Result.MET else Result.MET
    if result == Result.REFERRED and not not_yet:
        raise RuleBroken("Say which criteria are not yet met.")
    missing = {criterion.pk for criterion in not_yet}
    rows = [
        (row.criterion, row.criterion_id not in missing, reason if row.criterion_id in missing else row.feedback)
        for row in before.criteria.select_related("criterion")
    ]
    mark = _mark(task, result, rows, reason, by)
    _end(task, Outcome.OVERTURNED, reason)
    says = f"changed how a submission was marked, to: {result.label.lower()}"
    audit.record("mark.overturned", subject=work, by=by, says=says, number=task.submission.number)
    if result == Result.MET:
        close_tasks(work, by)
    _set_result(work, result)
    _conclude(work, mark, False)
    send_message(recipient=before.assessor, occasion=f"overturned {before.pk}", **emails.mark_overturned(work, mark))
    return mark


@transaction.atomic
def appeal_mark(*, enrolled_unit, reason, by):
    """The learner asks somebody else to look at “not yet”, once. Until it is answered the clock stands still."""
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    work = Work.objects.for_page().locked().filter(enrolled_unit=enrolled_unit).first()
    progress = assignment_progress(enrolled_unit)
    if work is None or work.status != WorkStatus.REFERRED:
        raise RuleBroken("There is no decision of “not yet” that you could appeal against.")
    if progress.appeal or MarkingTask.objects.filter(work=work, kind=TaskKind.APPEAL).exists():
        raise RuleBroken("You have appealed already. An appeal can be made once for each assignment.")
    mark = progress.latest.current
    task = MarkingTask.objects.create(
        kind=TaskKind.APPEAL,
        work=work,
        submission=progress.latest,
        mark=mark,
        marked_by=mark.assessor,
        author=by,
        asked=reason,
        due_on=clock.days_after(timezone.localdate(), clock.APPEAL_DAYS, enrolled_unit.enrolment.member),
    )
    stop_clock(work)
    says = f"appealed against the decision on the assignment of unit {enrolled_unit.unit}"
    audit.record("mark.appealed", subject=work, by=by, says=says)
    give_out(task, work)
    return task


@transaction.atomic
def decide_appeal(*, task, is_upheld, reason, by):
    """Somebody who has not decided about this work before says whether it is met after all. It is the last word."""
    task, work = _own(task, by, TaskKind.APPEAL)
    _require_current(task)
    mark = task.mark
    if is_upheld:
        rows = [(row.criterion, True, row.feedback) for row in mark.criteria.select_related("criterion")]
        mark = _mark(task, Result.MET, rows, reason, by)
    _end(task, Outcome.OVERTURNED if is_upheld else Outcome.CONFIRMED, reason)
    says = f"answered an appeal: {'met after all' if is_upheld else 'the decision stands'}"
    audit.record("appeal.decided", subject=work, by=by, says=says)
    start_clock(work)
    if is_upheld:
        close_tasks(work, by)
        _set_result(work, Result.MET)
        _conclude(work, mark, False)
    else:
        send_message(recipient=task.author, occasion=f"appeal {task.pk}", **emails.appeal_dismissed(work, task))
    return task


def _require_current(task):
    if task.mark.replaced_at is not None:
        raise RuleBroken("Another decision has taken the place of this one, so there is nothing left to look at.")


def _mark(task, result, rows, comment, by):
    """The mark that counts from now on. The one before it stays, and says that another took its place."""
    Mark.objects.current().filter(submission=task.submission).update(replaced_at=timezone.now())
    mark = Mark.objects.create(
        submission=task.submission, kind=task.kind, assessor=by, author=task.author, result=result, comment=comment
    )
    CriterionMark.objects.bulk_create(
        CriterionMark(mark=mark, criterion=criterion, met=met, feedback=feedback.strip())
        for criterion, met, feedback in rows
    )
    return mark


def _end(task, outcome, reason):
    task.move_to(TaskStatus.DONE)
    task.outcome, task.reason, task.closed_at = outcome, reason, timezone.now()
    task.save(update_fields=["status", "outcome", "reason", "closed_at"])


def _set_result(work, result):
    if work.status != result.value:  # a later submission may have been met before this one was looked at again
        work.move_to(WorkStatus(result.value))
    work.clock_stopped_on = work.resubmit_by = None
    if result == Result.REFERRED:
        member, days = work.enrolled_unit.enrolment.member, work.assignment.resubmit_days
        work.resubmit_by = clock.resubmit_by(member, days, on=timezone.localdate())
    work.save(update_fields=["status", "resubmit_by", "clock_stopped_on"])


def _have_checked(task, work, mark):
    member = work.enrolled_unit.enrolment.member
    check = MarkingTask.objects.create(
        kind=TaskKind.CHECK,
        work=work,
        submission=task.submission,
        mark=mark,
        marked_by=mark.assessor,
        author=task.author,
        due_on=clock.days_after(timezone.localdate(), clock.CHECK_DAYS, member),
    )
    audit.record("mark.sampled", subject=check, by=None, says="chose a decision for a quality check")
    give_out(check, work)


def _conclude(work, mark, is_checked):
    """Tell the learner, and bank the unit where nobody is to look at it any more."""
    is_banked = mark.result == Result.MET and not is_checked and _bank(work)
    letter = emails.work_marked(work, mark, is_banked=is_banked, is_checked=is_checked)
    send_message(recipient=mark.author, occasion=f"mark {mark.pk}", **letter)


def _bank(work):
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=work.enrolled_unit_id)
    return achieve_by_parts(enrolled_unit=enrolled_unit, by=enrolled_unit.enrolment.member.user)
