from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.core.models import Upload
from apps.core.rules import check_move
from apps.learning.models.assignment import Assignment, Criterion
from apps.learning.models.own import OwnQuerySet
from apps.learning.states import (
    CIRCUMSTANCES_MOVES,
    WORK_COLOURS,
    WORK_MOVES,
    WRITABLE,
    CircumstancesStatus,
    WorkStatus,
)
from apps.qualifications.models import EnrolledUnit

LONGEST_ANSWER = 10_000  # letters
MOST_FILES = 5  # for each criterion


class WorkQuerySet(OwnQuerySet):
    def for_page(self):
        return self.select_related(
            "assignment",
            "enrolled_unit__unit",
            "enrolled_unit__enrolment__member__user",
            "enrolled_unit__enrolment__member__organisation",
        )


class Work(models.Model):
    """A learner's answer to the assignment of a unit: what is being written, and all that was sent in.

    `resubmit_by` is the last day on which it can be sent again; from `clock_stopped_on` its days do not count.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolled_unit = models.OneToOneField(EnrolledUnit, models.PROTECT, related_name="work")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="works")
    status = models.CharField(max_length=20, choices=WorkStatus, default=WorkStatus.DRAFT, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    resubmit_by = models.DateField(null=True, editable=False)
    clock_stopped_on = models.DateField(null=True, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(clock_stopped_on=None) | Q(resubmit_by__isnull=False), name="work_stopped_clock_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(status=WorkStatus.REFERRED) | Q(resubmit_by__isnull=False),
                name="work_referred_says_until_when",
            ),
        ]

    def __str__(self):
        return f"Work {self.reference}"

    def move_to(self, status):
        check_move(WORK_MOVES, WorkStatus(self.status), status)
        self.status = status

    @property
    def reference(self):
        """How it is called without a name: those who mark do not learn whose it is."""
        return str(self.pk)[:6].upper()

    @property
    def colour(self):
        return WORK_COLOURS[WorkStatus(self.status)]

    @property
    def is_writable(self):
        return self.status in WRITABLE


class DraftAnswer(models.Model):
    """What is written for one criterion so far, saved as it is written. It stays when it has been sent in."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "criterion"], name="draft_answer_one_per_criterion")]

    def __str__(self):
        return f"{self.work_id}: {self.criterion_id}"


class DraftFile(models.Model):
    """A file that is to be sent in for one criterion."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="files")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["upload__uploaded_at", "pk"]

    def __str__(self):
        return f"{self.work_id}: {self.upload_id}"


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The learner's own. Those who mark come to it by their task."""
        return self.filter(work__enrolled_unit__enrolment__member__user=user)


class Submission(models.Model):
    """What was sent in, the first time or again. The database refuses any change of it and of what it holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="submission_one_per_number")]

    def __str__(self):
        return f"Submission {self.number}"


class SubmittedAnswer(models.Model):
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_ANSWER, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "criterion"], name="submitted_answer_one_per_criterion")
        ]

    def __str__(self):
        return f"{self.submission_id}: {self.criterion_id}"


class SubmittedFile(models.Model):
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "upload"], name="submitted_file_once")]
        ordering = ["upload__uploaded_at", "pk"]

    def __str__(self):
        return f"{self.submission_id}: {self.upload_id}"


class CircumstancesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The learner's own, and all for the central team, who decide. Nobody else reads why somebody needs time."""
        return self if user.is_central else self.filter(asked_by=user)

    def open(self):
        return self.filter(status=CircumstancesStatus.ASKED)

    def for_list(self):
        return self.select_related(
            "work__enrolled_unit__unit", "work__enrolled_unit__enrolment__member__organisation", "decided_by"
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Circumstances(models.Model):
    """More time asked for, with the reason. Until it is answered the clock stands still."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="circumstances")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(
        max_length=20, choices=CircumstancesStatus, default=CircumstancesStatus.ASKED, editable=False
    )
    days = models.PositiveSmallIntegerField(null=True, editable=False, help_text="Working days more")
    answer = models.TextField(max_length=2000, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CircumstancesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "circumstances"
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=Q(status=CircumstancesStatus.ASKED), name="circumstances_one_open_per_work"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="circumstances_not_decided_by_who_asked"
            ),
            models.CheckConstraint(
                condition=Q(status=CircumstancesStatus.ASKED, decided_at=None, decided_by=None)
                | ~Q(status=CircumstancesStatus.ASKED) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="circumstances_decided_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status=CircumstancesStatus.AGREED, days__gte=1)
                | ~Q(status=CircumstancesStatus.AGREED) & Q(days=None),
                name="circumstances_agreed_says_how_many_days",
            ),
        ]

    def __str__(self):
        return f"Circumstances {self.work_id}"

    def move_to(self, status):
        check_move(CIRCUMSTANCES_MOVES, CircumstancesStatus(self.status), status)
        self.status = status
