from datetime import timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.learning.states import QuestionKind
from apps.qualifications.models import EnrolledUnit, Unit
from apps.qualifications.states import Provenance

A_DAY = timedelta(hours=24)  # the time in which only so many attempts are allowed


class UnitContent(models.Model):
    """What the portal holds to learn a unit with: its pages and its test."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="content")
    about = models.TextField()
    outcomes = models.JSONField(default=list)
    provenance = models.CharField(max_length=20, choices=Provenance)
    pass_mark = models.PositiveSmallIntegerField(help_text="Per cent")
    attempts = models.PositiveSmallIntegerField(help_text="In any 24 hours")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="content_pass_mark_is_per_cent"
            )
        ]

    def __str__(self):
        return str(self.unit)


class Page(models.Model):
    """A short page to read. The body is Markdown."""

    content = models.ForeignKey(UnitContent, models.CASCADE, related_name="pages")
    order = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "order"], name="page_one_per_place"),
            models.UniqueConstraint(fields=["content", "slug"], name="page_one_per_slug"),
        ]
        ordering = ["content", "order"]

    def __str__(self):
        return self.title

    @property
    def minutes_words(self):
        return f"{self.minutes} {'minute' if self.minutes == 1 else 'minutes'}"


class Question(models.Model):
    """A question set in a situation at work. `options`: a list of {"text", "correct"}; answers are places in it."""

    content = models.ForeignKey(UnitContent, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    scenario = models.TextField()
    text = models.TextField()
    options = models.JSONField()
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "order"], name="question_one_per_place"),
            models.UniqueConstraint(fields=["content", "code"], name="question_one_per_code"),
        ]
        ordering = ["content", "order"]

    def __str__(self):
        return self.text

    @property
    def right(self):
        """The places of the right options."""
        return [place for place, option in enumerate(self.options) if option.get("correct")]


class PageRead(models.Model):
    """That a member has read a page: what "carry on" goes by."""

    enrolled_unit = models.ForeignKey(EnrolledUnit, models.CASCADE, related_name="pages_read")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolled_unit", "page"], name="page_read_once")]

    def __str__(self):
        return str(self.page)


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolled_unit__enrolment__member__user=user)

    def at(self, enrolled_unit):
        """All that this person made at the unit, in whichever of their enrolments."""
        return self.filter(
            enrolled_unit__unit=enrolled_unit.unit_id,
            enrolled_unit__enrolment__member=enrolled_unit.enrolment.member_id,
        )

    def open(self):
        return self.filter(submitted_at=None)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Attempt(models.Model):
    """One go at a unit's test. `questions` holds the questions it was started with, in their order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolled_unit = models.ForeignKey(EnrolledUnit, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    questions = ArrayField(models.BigIntegerField())
    started_at = models.DateTimeField(auto_now_add=True)
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
        ]

    def __str__(self):
        return f"Attempt {self.number}"


class Answer(models.Model):
    """What was answered to one question of an attempt, saved as it was given: the places of the options chosen."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    chosen = ArrayField(models.PositiveSmallIntegerField())
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="answer_one_per_question")]

    def __str__(self):
        return f"{self.question_id}: {self.chosen}"
