"""Assignments in the demonstration: some wait to be marked, some to be checked, one is not yet met."""

from datetime import timedelta

from django.utils import timezone

from apps.console.population.people import BY_KEY
from apps.core import audit
from apps.learning.actions.reading import begin_unit
from apps.learning.models import (
    Circumstances,
    CriterionMark,
    DraftAnswer,
    Mark,
    MarkingTask,
    Submission,
    SubmittedAnswer,
    Work,
)
from apps.learning.queries import clock
from apps.learning.states import ContentStatus, Outcome, Result, TaskKind, TaskStatus, WorkStatus
from apps.qualifications.models import EnrolledUnit
from apps.qualifications.states import Status

SUITE = "CG-3815"
NOT_YET = [True, False, True, True, True]  # of five criteria, the second
MOST = 12  # learners besides the apprentice
ANSWERS = [
    "On Tuesday a customer asked me to leave a change of address off the record until her appeal was heard, because "
    "she feared that it would count against her. Honesty said that the record must be right. Impartiality said that I "
    "must not let my own wish to help decide. I put the change on the record and told her exactly who could see it.",
    "We answer most calls within the time we aim for. What that hides is how often people have to call again. I "
    "counted for five days: 14 of my 61 callers had rung about the same thing before. Customers notice that first.",
    "At nine I had a missed payment, eleven changes of circumstances and two complaints. I took the payment first, "
    "since somebody had no money that day, then the complaint that was near its limit. The changes of circumstances "
    "waited until the afternoon. I told the team leader which ones would not be done.",
    "I handed a case to the late shift with a note of what had been promised, to whom and by when. I rang to make "
    "sure that it had been read. It was: the colleague asked one question that my note should have answered.",
    "I would change one line in our letter. 23 of the 60 callers in a week asked what it meant. I would need the team "
    "that writes the letters, and a month to see whether the calls fall. If they do not, the line was not the reason.",
]
AGAIN = (
    "We answer most calls within the time we aim for. What that hides is how often people have to call again. I "
    "counted for five days: 14 of my 61 callers had rung about the same thing before, nine of them because a letter "
    "did not say what happens next. The standard I chose is that a customer knows the next step when the call ends."
)
SAFER = [
    "We take calls from people in distress, some of whom threaten to harm themselves. My employer has to assess that "
    "risk to us as well as to them, and to train us. I have to use the script, and to say when a call has shaken me.",
    "The risk is that an adviser takes the next call at once, shaken and alone. I put up a notice that breaks "
    "are allowed.",
    "In May a colleague was threatened by name. It was reported that day. Since then our surnames are not said.",
    "Early shifts begin before the building is staffed. The first two now arrive together and ring the supervisor.",
    "The doors need a pass, and a visitor is met. When somebody holds the door open for me, I still use my own pass.",
]
STRONGER = "You name the risk well. A notice is the weakest control: what would happen without anybody reading it?"
FEEDBACK = "Your count is a good start. Say which standard you measure against, and how a customer would notice it."


def make_demo_assignments(demo):
    """`demo`: {staff number: member} of the demo people."""
    assessor, assurer = (demo[BY_KEY[key].staff_number].user for key in ("assessor", "assurer"))
    apprentice = demo[BY_KEY["apprentice"].staff_number]
    rows = list(_studied().exclude(enrolment__member__in=demo.values())[:MOST])
    own = _studied("302").filter(enrolment__member=apprentice).first()
    if own:
        work, first = _send(own, SAFER, ago=9)
        _mark(work, first, assessor, NOT_YET, ago=3, checked_by=None, feedback=STRONGER)
    days_ago = iter([16, 6, 4, 2, 1])
    for row in rows[:4]:
        work, submission = _send(row, ANSWERS, ago=next(days_ago))
        _give(work, submission, assessor)
    for row in rows[4:5]:
        work, submission = _send(row, ANSWERS, ago=20)
        _mark(work, submission, assessor, NOT_YET, ago=12, checked_by=None)
        work, submission = _send(row, [ANSWERS[0], AGAIN, *ANSWERS[2:]], ago=1)
        _give(work, submission, assessor)
    for row, met in zip(rows[5:8], ([True] * 5, [True] * 5, NOT_YET), strict=False):
        work, submission = _send(row, ANSWERS, ago=8)
        _mark(work, submission, assessor, met, ago=2, checked_by=assurer)
    for row in rows[8:9]:
        work, submission = _send(row, ANSWERS, ago=14)
        _mark(work, submission, assessor, NOT_YET, ago=6, checked_by=None)
        _ask_for_time(work)
    for row in rows[9:10]:
        _send(row, ANSWERS, ago=3)  # nobody has it


def _studied(code="301"):
    """Where a unit with an assignment of five criteria is studied, and not achieved yet; one for each learner."""
    rows = EnrolledUnit.objects.with_achievement().filter(
        achieved=False, enrolment__status=Status.IN_PROGRESS, unit__suite__code=SUITE, unit__code=code
    )
    return rows.filter(
        unit__contents__status=ContentStatus.PUBLISHED,
        unit__contents__assignment__isnull=False,
        work=None,
        enrolment__member__user__isnull=False,
    ).select_related("enrolment__member__user")


def _send(row, texts, *, ago):
    """Written and sent in so many days ago; it waits."""
    at, author = timezone.now() - timedelta(days=ago), row.enrolment.member.user
    assignment = begin_unit(row).assignment
    work, _ = Work.objects.get_or_create(enrolled_unit=row, defaults={"assignment": assignment})
    criteria = list(assignment.criteria.order_by("order"))
    for criterion, text in zip(criteria, texts, strict=True):
        DraftAnswer.objects.update_or_create(work=work, criterion=criterion, defaults={"text": text})
    submission = Submission.objects.create(work=work, number=work.submissions.count() + 1, submitted_at=at)
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(submission=submission, criterion=criterion, text=text)
        for criterion, text in zip(criteria, texts, strict=True)
    )
    _task(work, submission, TaskKind.MARK, at, assignment.mark_days)
    _set(work, WorkStatus.SUBMITTED)
    says = f"sent in the assignment of unit {row.unit}"
    audit.record("work.submitted", subject=work, by=author, says=says, number=submission.number)
    return work, submission


def _task(work, submission, kind, at, days, **fields):
    member = work.enrolled_unit.enrolment.member
    task = MarkingTask.objects.create(
        kind=kind,
        work=work,
        submission=submission,
        author=member.user,
        due_on=clock.days_after(timezone.localdate(at), days, member),
        **fields,
    )
    MarkingTask.objects.filter(pk=task.pk).update(opened_at=at)
    return task


def _set(work, status, **fields):
    Work.objects.filter(pk=work.pk).update(status=status, **fields)


def _give(work, submission, holder, kind=TaskKind.MARK):
    tasks = MarkingTask.objects.filter(submission=submission, kind=kind)
    now = timezone.now()
    tasks.update(status=TaskStatus.ALLOCATED, holder=holder, allocated_at=now, told_at=now)
    if kind == TaskKind.MARK:
        _set(work, WorkStatus.ALLOCATED)


def _mark(work, submission, assessor, met, *, ago, checked_by, feedback=FEEDBACK):
    at, result = timezone.now() - timedelta(days=ago), Result.MET if all(met) else Result.REFERRED
    _give(work, submission, assessor)
    task = MarkingTask.objects.filter(submission=submission, kind=TaskKind.MARK)
    task.update(status=TaskStatus.DONE, outcome=Outcome(result.value), closed_at=at, allocated_at=at)
    author = work.enrolled_unit.enrolment.member.user
    mark = Mark.objects.create(
        submission=submission, kind=TaskKind.MARK, assessor=assessor, author=author, result=result, marked_at=at
    )
    criteria = work.assignment.criteria.order_by("order")
    CriterionMark.objects.bulk_create(
        CriterionMark(mark=mark, criterion=criterion, met=is_met, feedback="" if is_met else feedback)
        for criterion, is_met in zip(criteria, met, strict=True)
    )
    audit.record("submission.marked", subject=work, by=assessor, says=f"marked a submission: {result.label.lower()}")
    until = clock.days_after(timezone.localdate(at), work.assignment.resubmit_days, author.member)
    _set(work, WorkStatus(result.value), resubmit_by=None if result == Result.MET else until)
    if checked_by:
        _task(work, submission, TaskKind.CHECK, at, clock.CHECK_DAYS, mark=mark, marked_by=assessor)
        _give(work, submission, checked_by, TaskKind.CHECK)


def _ask_for_time(work):
    member = work.enrolled_unit.enrolment.member
    reason = "I am on another team until the end of the month and cannot collect the figures there. Ten days would do."
    asked = Circumstances.objects.create(work=work, asked_by=member.user, reason=reason)
    _set(work, WorkStatus.REFERRED, clock_stopped_on=timezone.localdate())
    audit.record("circumstances.asked", subject=asked, by=member.user, says="asked for more time for an assignment")
