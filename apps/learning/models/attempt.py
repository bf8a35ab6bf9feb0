"""Goes at a unit's test, and what becomes of them."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from apps.learning import judging
from apps.learning.models.content import Question, UnitContent
from apps.learning.models.own import OwnQuerySet
from apps.qualifications.models import EnrolledUnit

A_DAY = timedelta(hours=24)  # the time in which only so many attempts are allowed
GRACE = timedelta(seconds=60)  # what reaches the server so long after the end is in time


class AttemptQuerySet(OwnQuerySet):
    def asking(self, question):
        return self.filter(content=question.content_id, questions__contains=[question.pk])

    def asking_any(self, questions):
        return self.filter(questions__overlap=list(questions.values_list("pk", flat=True)))

    def to_rescore(self, question):
        """Sent in with this question, and not scored again since it was retired."""
        done = Rescore.objects.filter(attempt=OuterRef("pk"), question=question)
        return self.submitted().asking(question).filter(~Exists(done))

    def open(self):
        return self.filter(submitted_at=None)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def overdue(self):
        """Open although their time is over."""
        return self.open().filter(ends_at__lt=timezone.now() - GRACE)


class Attempt(models.Model):
    """One go at a unit's test, in one version of it. `questions` holds those it was started with, in their order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolled_unit = models.ForeignKey(EnrolledUnit, models.PROTECT, related_name="attempts")
    content = models.ForeignKey(UnitContent, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    questions = ArrayField(models.BigIntegerField())
    started_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True, editable=False, help_text="Where there is a time limit")
    submitted_at = models.DateTimeField(null=True, editable=False)
    score = models.PositiveSmallIntegerField(null=True, editable=False, help_text="Per cent")
    passed = models.BooleanField(null=True, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolled_unit", "number"], name="attempt_one_per_number"),
            models.UniqueConstraint(
                fields=["enrolled_unit"], condition=Q(submitted_at=None), name="attempt_one_open_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, score=None, passed=None)
                | Q(submitted_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="attempt_submitted_has_its_result",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("started_at")), name="attempt_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(submitted_at=None), name="attempt_open_by_its_end"),
        ]

    def __str__(self):
        return f"Attempt {self.number}"

    @property
    def is_over(self):
        """Whether its time is up, and no answer is taken any more."""
        return self.ends_at is not None and timezone.now() > self.ends_at + GRACE

    @property
    def seconds_left(self):
        """Until its end; None without a time limit."""
        return self.ends_at and max(0, (self.ends_at - timezone.now()) // timedelta(seconds=1))

    @property
    def minutes_left(self):
        """Whole minutes until its end; None without a time limit."""
        return self.ends_at and max(0, (self.ends_at - timezone.now()) // timedelta(minutes=1))


class Answer(models.Model):
    """What was answered to one question of an attempt, saved as it was given: the places of the options chosen, or
    what was typed."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    chosen = ArrayField(models.PositiveSmallIntegerField(), default=list)
    text = models.CharField(max_length=judging.LONGEST_TYPED, blank=True, default="", db_default="")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="answer_one_per_question")]

    def __str__(self):
        return f"{self.question_id}: {self.text or self.chosen}"

    @property
    def is_empty(self):
        return not (self.chosen or self.text)


class Rescore(models.Model):
    """That an attempt was scored again without a question that was found bad. Nobody is worse off for it."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="rescores")
    question = models.ForeignKey(Question, models.PROTECT, related_name="rescores")
    score_before = models.PositiveSmallIntegerField(help_text="Per cent")
    score_after = models.PositiveSmallIntegerField(help_text="Per cent")
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    rescored_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="rescore_once_per_question"),
            models.CheckConstraint(condition=Q(score_after__gte=F("score_before")), name="rescore_takes_no_points"),
            models.CheckConstraint(
                condition=Q(passed_before=False) | Q(passed_after=True), name="rescore_takes_no_pass"
            ),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.score_before}% to {self.score_after}%"
