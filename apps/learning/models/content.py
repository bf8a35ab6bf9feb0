from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.learning import judging
from apps.learning.content_file import LONGEST_ACCEPTED, LONGEST_UNIT
from apps.learning.states import CHOICES, Needed, QuestionKind
from apps.qualifications.models import EnrolledUnit, Unit
from apps.qualifications.states import Provenance


class UnitContentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As a thing to look after: learners come to it by the unit that they study."""
        return self if user.is_central else self.none()

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class UnitContent(models.Model):
    """What the portal holds to learn a unit with: its pages, its bank of questions, and what else the unit needs.

    `draw`: how many questions a test takes from the bank; `minutes`: how long it may last. None is all, and no limit.
    `hours_elsewhere`: how many hours of learning elsewhere the unit needs.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="content")
    about = models.TextField()
    outcomes = models.JSONField(default=list)
    provenance = models.CharField(max_length=20, choices=Provenance)
    pass_mark = models.PositiveSmallIntegerField(help_text="Per cent")
    attempts = models.PositiveSmallIntegerField(help_text="In any 24 hours")
    draw = models.PositiveSmallIntegerField(null=True, help_text="Questions in a test, of all in the bank")
    minutes = models.PositiveSmallIntegerField(null=True, help_text="For a test")
    reflection = models.CharField(
        max_length=10, choices=Needed, default=Needed.OPTIONAL, db_default=Needed.OPTIONAL.value
    )
    hours_elsewhere = models.DecimalField(max_digits=4, decimal_places=1, default=0, db_default=0)

    objects = UnitContentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="content_pass_mark_is_per_cent"
            ),
            models.CheckConstraint(
                condition=(Q(draw=None) | Q(draw__gte=1)) & (Q(minutes=None) | Q(minutes__gte=1)),
                name="content_test_has_questions_and_time",
            ),
            models.CheckConstraint(condition=Q(hours_elsewhere__gte=0), name="content_hours_elsewhere_in_reason"),
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


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As a thing to look after: learners come to it by their attempt."""
        return self if user.is_central else self.none()

    def live(self):
        return self.filter(retired_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Question(models.Model):
    """A question set in a situation at work. `options`: a list of {"text", "correct"}; answers are places in it.

    A number is right within `tolerance` of `value`, a few words if they are among `accepted`. One that was found bad
    is retired: no test asks it any more, and it counts in none.
    """

    content = models.ForeignKey(UnitContent, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    scenario = models.TextField()
    text = models.TextField()
    options = models.JSONField(default=list)
    value = models.DecimalField(max_digits=judging.DIGITS, decimal_places=judging.PLACES, null=True)
    tolerance = models.DecimalField(max_digits=judging.DIGITS, decimal_places=judging.PLACES, null=True)
    unit = models.CharField(max_length=LONGEST_UNIT, blank=True, default="", db_default="")
    accepted = ArrayField(models.CharField(max_length=LONGEST_ACCEPTED), default=list, db_default=[])
    why = models.TextField()
    retired_at = models.DateTimeField(null=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    retired_why = models.TextField(max_length=2000, blank=True, default="", db_default="", editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "order"], name="question_one_per_place"),
            models.UniqueConstraint(fields=["content", "code"], name="question_one_per_code"),
            models.CheckConstraint(
                condition=Q(kind__in=CHOICES, value=None, tolerance=None, accepted=[])
                | Q(kind=QuestionKind.NUMERIC, value__isnull=False, tolerance__gte=0, accepted=[])
                | Q(kind=QuestionKind.SHORT, value=None, tolerance=None, accepted__len__gte=1),
                name="question_can_be_answered",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None, retired_why="")
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_why=""),
                name="question_retired_says_when_by_whom_and_why",
            ),
        ]
        ordering = ["content", "order"]

    def __str__(self):
        return self.text

    @property
    def is_typed(self):
        """Whether the answer is written and not chosen."""
        return self.kind not in CHOICES

    @property
    def right(self):
        """The places of the right options."""
        return [place for place, option in enumerate(self.options) if option.get("correct")]

    @property
    def right_words(self):
        """What would have been right, a text for each."""
        if self.kind == QuestionKind.NUMERIC:
            return [" ".join(filter(None, [_plain(self.value), self.unit]))]
        if self.kind == QuestionKind.SHORT:
            return self.accepted[:1]
        return [self.options[place]["text"] for place in self.right]

    def is_right(self, answer):
        """Whether this answer is right; None, or one without anything in it, is not."""
        if answer is None:
            return False
        if self.kind == QuestionKind.NUMERIC:
            number = judging.number_in(answer.text, self.unit)
            return number is not None and abs(number - self.value) <= self.tolerance
        if self.kind == QuestionKind.SHORT:
            return judging.same_words(answer.text) in {judging.same_words(text) for text in self.accepted}
        return answer.chosen == self.right


def _plain(number):
    """12.5, not 12.5000"""
    return f"{number.normalize():f}"


class PageRead(models.Model):
    """That a member has read a page: what "carry on" goes by."""

    enrolled_unit = models.ForeignKey(EnrolledUnit, models.CASCADE, related_name="pages_read")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolled_unit", "page"], name="page_read_once")]

    def __str__(self):
        return str(self.page)
