"""What the pages of an assignment show, to the learner and to whoever has the work before them. Reading only."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from apps.learning.models import (
    Assignment,
    Criterion,
    CriterionMark,
    DraftAnswer,
    DraftFile,
    Mark,
    MarkingTask,
    UnitContent,
    Work,
)
from apps.learning.queries import clock
from apps.learning.queries.changes import changes_between
from apps.learning.states import OPEN_TASKS, Result, TaskKind, TaskStatus, WorkStatus


@dataclass
class Answer:
    """One criterion with what is written for it, and after a submission what became of it."""

    criterion: Criterion
    text: str = ""
    files: list = field(default_factory=list)
    saved_at: object = None
    changes: list = field(default_factory=list)  # since the submission before; empty where there was none
    mark: CriterionMark | None = None

    @property
    def is_empty(self):
        return not (self.text.strip() or self.files)

    @property
    def is_changed(self):
        return any(piece.kind != "same" for piece in self.changes)


def assignment_of(enrolled_unit):
    """The one that the learner has begun, else that of their version of the unit; None where it has none."""
    begun = Work.objects.filter(enrolled_unit=enrolled_unit)
    return Assignment.objects.filter(
        Q(works__in=begun) | Q(~Exists(begun), content__in=UnitContent.objects.for_learner(enrolled_unit))
    ).first()


def criteria_of(assignment):
    return list(assignment.criteria.order_by("order"))


def work_at(enrolled_unit):
    """The learner's work at this unit, or None where nothing has been written yet."""
    return Work.objects.filter(enrolled_unit=enrolled_unit).first()


def draft_of(assignment, work):
    """Each criterion with what is written so far."""
    rows = {row.criterion_id: row for row in DraftAnswer.objects.filter(work=work)} if work else {}
    files = _by_criterion(DraftFile.objects.filter(work=work).select_related("upload")) if work else {}
    return [
        Answer(
            criterion,
            text=rows[criterion.pk].text if criterion.pk in rows else "",
            files=files.get(criterion.pk, []),
            saved_at=rows[criterion.pk].saved_at if criterion.pk in rows else None,
        )
        for criterion in criteria_of(assignment)
    ]


def answers_of(submission, mark=None):
    """Each criterion with what was sent in, what was changed since the submission before, and how `mark` judges it."""
    given = {row.criterion_id: row.text for row in submission.answers.all()}
    files = _by_criterion(submission.files.select_related("upload"))
    before = submission.work.submissions.filter(number__lt=submission.number).order_by("-number").first()
    then = {row.criterion_id: row.text for row in before.answers.all()} if before else {}
    marks = {row.criterion_id: row for row in mark.criteria.all()} if mark else {}
    return [
        Answer(
            criterion,
            text=given.get(criterion.pk, ""),
            files=files.get(criterion.pk, []),
            changes=changes_between(then.get(criterion.pk, ""), given.get(criterion.pk, "")) if before else [],
            mark=marks.get(criterion.pk),
        )
        for criterion in criteria_of(submission.work.assignment)
    ]


def _by_criterion(rows):
    found = {}
    for row in rows:
        found.setdefault(row.criterion_id, []).append(row.upload)
    return found


def marks_of(submission):
    """Every decision on it, the one that counts first."""
    return list(submission.marks.order_by("-pk"))


def current_mark(submission):
    return Mark.objects.current().filter(submission=submission).first()


@dataclass(frozen=True)
class Progress:
    """Where a learner's assignment stands, and what they can do about it."""

    assignment: Assignment
    work: Work | None
    submissions: list  # the latest first, each with `current`: the mark that counts, or None
    tasks: list  # of the latest submission and of an appeal
    is_asking: bool  # for more time

    @property
    def status(self):
        return WorkStatus(self.work.status) if self.work else None

    @property
    def latest(self):
        return self.submissions[0] if self.submissions else None

    @property
    def marking(self):
        """The task that the clock of the latest submission goes by."""
        return next((task for task in self.tasks if task.kind == TaskKind.MARK and task.status in OPEN_TASKS), None)

    @property
    def check(self):
        """The look of a quality assurer at the decision that counts, while it is awaited."""
        return next((task for task in self.tasks if task.kind == TaskKind.CHECK and task.status in OPEN_TASKS), None)

    @property
    def appeal(self):
        return next((task for task in self.tasks if task.kind == TaskKind.APPEAL), None)

    @property
    def is_appealed(self):
        return self.appeal is not None and self.appeal.status in OPEN_TASKS

    @property
    def is_too_late(self):
        return self.has_a_date and clock.is_over(self.work)

    @property
    def has_a_date(self):
        """Whether it has to be sent again by a day: after “not yet”, also where it was taken back since."""
        return self.status in (WorkStatus.REFERRED, WorkStatus.WITHDRAWN) and self.work.resubmit_by is not None

    @property
    def can_write(self):
        return self.work is None or (self.work.is_writable and not self.is_appealed and not self.is_too_late)

    @property
    def can_withdraw(self):
        return self.status in (WorkStatus.SUBMITTED, WorkStatus.ALLOCATED)

    @property
    def can_appeal(self):
        return self.status == WorkStatus.REFERRED and self.appeal is None

    @property
    def can_ask_for_time(self):
        return self.has_a_date and not self.is_asking


def assignment_progress(enrolled_unit):
    """None where the unit has no assignment."""
    assignment = assignment_of(enrolled_unit)
    if assignment is None:
        return None
    work = work_at(enrolled_unit)
    submissions = list(work.submissions.order_by("-number")) if work else []
    marks = {mark.submission_id: mark for mark in Mark.objects.current().filter(submission__in=submissions)}
    for submission in submissions:
        submission.current = marks.get(submission.pk)
    tasks = MarkingTask.objects.filter(work=work).exclude(status=TaskStatus.CLOSED) if work else []
    latest = submissions[0].pk if submissions else None
    return Progress(
        assignment=assignment,
        work=work,
        submissions=submissions,
        tasks=[task for task in tasks if task.submission_id == latest or task.kind == TaskKind.APPEAL],
        is_asking=bool(work) and work.circumstances.open().exists(),
    )


def is_met(enrolled_unit):
    """Whether the assignment is met and nobody is to look at that any more."""
    check = MarkingTask.objects.open().filter(work=OuterRef("pk"), kind=TaskKind.CHECK, mark__result=Result.MET)
    return Work.objects.at(enrolled_unit).filter(~Exists(check), status=WorkStatus.MET).exists()
