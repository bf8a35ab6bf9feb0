from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.rules import check_move
from apps.learning.models.assignment import Criterion
from apps.learning.models.work import Submission, Work
from apps.learning.states import OPEN_TASKS, TASK_MOVES, Outcome, Result, TaskKind, TaskStatus
from apps.members.models import Grant
from apps.qualifications.models import Suite

# Who may have which tasks. An appeal goes to a quality assurer, or to another assessor where there is none.
ROLES = {
    TaskKind.MARK: [Role.ASSESSOR],
    TaskKind.CHECK: [Role.QUALITY_ASSURER],
    TaskKind.APPEAL: [Role.QUALITY_ASSURER, Role.ASSESSOR],
}


class MarkingSuite(models.Model):
    """A suite that an assessor or quality assurer was given. Whoever was given none marks all suites."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="marking_suites")
    suite = models.ForeignKey(Suite, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "suite"], name="marking_suite_once")]

    def __str__(self):
        return f"{self.grant_id}: {self.suite_id}"


class MarkQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None)


class Mark(models.Model):
    """A decision on a submission. Another takes its place after a check or an appeal; it is never changed itself."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=TaskKind)
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=Result)
    comment = models.TextField(max_length=4000, blank=True)
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(replaced_at=None), name="mark_one_current_per_submission"
            ),
            models.CheckConstraint(condition=~Q(assessor=F("author")), name="mark_not_by_the_author"),
        ]
        indexes = [models.Index(fields=["assessor", "kind"], name="mark_by_assessor")]

    def __str__(self):
        return f"{self.get_result_display()}, {self.submission_id}"


class CriterionMark(models.Model):
    mark = models.ForeignKey(Mark, models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    met = models.BooleanField()
    feedback = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "criterion"], name="criterion_mark_once"),
            models.CheckConstraint(condition=Q(met=True) | ~Q(feedback=""), name="criterion_mark_not_yet_says_why"),
        ]

    def __str__(self):
        return f"{self.criterion_id}: {'met' if self.met else 'not yet'}"


class MarkingTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one has in one's queue by a role that holds today; all for the central team, who give it out."""
        if user.is_central:
            return self
        kinds = [kind for kind, roles in ROLES.items() if any(user.has_role(role) for role in roles)]
        return self.filter(holder=user, kind__in=kinds) if kinds else self.none()

    def held_by(self, user):
        return self.filter(holder=user)

    def open(self):
        return self.filter(status__in=OPEN_TASKS)

    def waiting(self):
        return self.filter(status=TaskStatus.WAITING)

    def allocated(self):
        return self.filter(status=TaskStatus.ALLOCATED)

    def late(self):
        return self.open().filter(due_on__lt=timezone.localdate())

    def for_list(self):
        return self.select_related(
            "submission", "holder", "mark", "work__assignment", "work__enrolled_unit__unit__suite"
        ).order_by("due_on", "opened_at", "pk")

    def with_learner(self):
        return self.select_related("work__enrolled_unit__enrolment__member__organisation")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class MarkingTask(models.Model):
    """A submission that waits for somebody's decision, and who has it. Who had it before is in the audit trail.

    `mark` is the decision that is checked or appealed against, `marked_by` whose it is; `asked` what the learner says
    in an appeal. `author` and `marked_by` are here so that the database can refuse them as holders.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=TaskKind)
    work = models.ForeignKey(Work, models.PROTECT, related_name="tasks")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="tasks")
    mark = models.ForeignKey(Mark, models.PROTECT, null=True, related_name="tasks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="marking_tasks"
    )
    status = models.CharField(max_length=10, choices=TaskStatus, default=TaskStatus.WAITING, editable=False)
    due_on = models.DateField()
    asked = models.TextField(max_length=2000, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    allocated_at = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    reason = models.TextField(max_length=4000, blank=True, editable=False)

    objects = MarkingTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind"], name="marking_task_one_per_submission_and_kind"),
            models.UniqueConstraint(fields=["work"], condition=Q(kind=TaskKind.APPEAL), name="appeal_once_per_work"),
            models.CheckConstraint(condition=~Q(holder=F("author")), name="marking_task_not_with_the_author"),
            models.CheckConstraint(condition=~Q(holder=F("marked_by")), name="marking_task_not_with_who_marked"),
            models.CheckConstraint(
                condition=Q(kind=TaskKind.MARK, mark=None, marked_by=None)
                | ~Q(kind=TaskKind.MARK) & Q(mark__isnull=False, marked_by__isnull=False),
                name="marking_task_of_a_mark_says_which",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.WAITING, holder=None, allocated_at=None)
                | Q(
                    status__in=[TaskStatus.ALLOCATED, TaskStatus.DONE],
                    holder__isnull=False,
                    allocated_at__isnull=False,
                )
                | Q(status=TaskStatus.CLOSED),
                name="marking_task_has_a_holder_if_it_should",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN_TASKS, closed_at=None)
                | ~Q(status__in=OPEN_TASKS) & Q(closed_at__isnull=False),
                name="marking_task_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.DONE) & ~Q(outcome="") | ~Q(status=TaskStatus.DONE) & Q(outcome=""),
                name="marking_task_done_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], condition=Q(status=TaskStatus.ALLOCATED), name="marking_task_in_a_queue"),
            models.Index(fields=["due_on"], condition=Q(status__in=OPEN_TASKS), name="marking_task_open"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.submission_id}"

    def move_to(self, status):
        check_move(TASK_MOVES, TaskStatus(self.status), status)
        self.status = status

    @property
    def is_late(self):
        return self.status in OPEN_TASKS and self.due_on < timezone.localdate()


class MarkingNote(models.Model):
    """What somebody who marks has put down for one criterion so far; without one, on the whole."""

    task = models.ForeignKey(MarkingTask, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="+")
    met = models.BooleanField(null=True)
    feedback = models.TextField(max_length=4000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "by", "criterion"], nulls_distinct=False, name="marking_note_one_per_criterion"
            )
        ]

    def __str__(self):
        return f"{self.task_id}: {self.criterion_id}"
