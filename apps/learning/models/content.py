from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from apps.core.rules import check_move
from apps.learning import judging
from apps.learning.content_data import QUESTION
from apps.learning.content_file import LONGEST_ACCEPTED, LONGEST_UNIT
from apps.learning.models.own import OwnQuerySet
from apps.learning.states import (
    CHOICES,
    CONTENT_COLOURS,
    CONTENT_MOVES,
    OPEN_CONTENT,
    RELEASED,
    ContentStatus,
    Needed,
    QuestionKind,
)
from apps.qualifications.models import EnrolledUnit, Unit, UnitAchievement
from apps.qualifications.states import Provenance


class UnitContentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As a thing to look after: all for the central team, for an author those of their department's units.
        Learners come to it by the unit that they study."""
        return self.filter(unit__in=Unit.objects.written_by(user))

    def published(self):
        return self.filter(status=ContentStatus.PUBLISHED)

    def released(self):
        """Those that learners have, or had."""
        return self.filter(status__in=RELEASED)

    def open(self):
        return self.filter(status__in=OPEN_CONTENT)

    def for_learner(self, enrolled_unit):
        """The version that they began with, else the one that is published."""
        begun = UnitStart.objects.filter(enrolled_unit=enrolled_unit)
        return self.filter(
            Q(pk__in=begun.values("content"))
            | Q(~Exists(begun), unit=enrolled_unit.unit_id, status=ContentStatus.PUBLISHED)
        )

    def for_list(self):
        return self.select_related("unit__suite", "changed_by", "submitted_by", "published_by")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class UnitContent(models.Model):
    """One version of what the portal holds to learn a unit with: its pages, its bank of questions, its assignment, and
    what else the unit needs. The database refuses any change of one that is not a draft.

    `draw`: how many questions a test takes from the bank; `minutes`: how long it may last. None is all, and no limit.
    `hours_elsewhere`: how many hours of learning elsewhere the unit needs. What a file brought was written by nobody.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contents")
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    status = models.CharField(max_length=20, choices=ContentStatus, default=ContentStatus.DRAFT, editable=False)
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
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    sent_back_why = models.TextField(max_length=2000, blank=True, default="", editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)

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
            models.UniqueConstraint(fields=["unit", "version"], name="content_one_per_version"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(status=ContentStatus.PUBLISHED), name="content_one_published_per_unit"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(status__in=OPEN_CONTENT), name="content_one_draft_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RELEASED, published_at__isnull=False)
                | ~Q(status__in=RELEASED) & Q(published_at=None, published_by=None),
                name="content_published_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(published_by=F("drafted_by"))
                & ~Q(published_by=F("changed_by"))
                & ~Q(published_by=F("submitted_by")),
                name="content_not_published_by_who_wrote_it",
            ),
        ]

    def __str__(self):
        return f"{self.unit}, version {self.version}"

    def move_to(self, status):
        check_move(CONTENT_MOVES, ContentStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return CONTENT_COLOURS[ContentStatus(self.status)]

    @property
    def is_draft(self):
        return self.status == ContentStatus.DRAFT

    @property
    def is_in_review(self):
        return self.status == ContentStatus.IN_REVIEW

    @property
    def is_published(self):
        return self.status == ContentStatus.PUBLISHED

    @property
    def assignment_or_none(self):
        return getattr(self, "assignment", None)


class UnitStartQuerySet(OwnQuerySet):
    def not_achieved(self):
        unit, member = OuterRef("enrolled_unit__unit"), OuterRef("enrolled_unit__enrolment__member")
        return self.exclude(Exists(UnitAchievement.objects.filter(unit=unit, member=member)))


class UnitStart(models.Model):
    """That a learner has begun a unit, and with which version of its content. Others may be published meanwhile."""

    enrolled_unit = models.OneToOneField(EnrolledUnit, models.PROTECT, related_name="start")
    content = models.ForeignKey(UnitContent, models.PROTECT, related_name="starts")
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UnitStartQuerySet.as_manager()

    def __str__(self):
        return f"{self.enrolled_unit_id}: {self.content_id}"


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


class Course(models.Model):
    """Something to learn from elsewhere, on another site. The portal only says where it is."""

    content = models.ForeignKey(UnitContent, models.CASCADE, related_name="courses")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500)
    provider = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "order"], name="course_one_per_place"),
            models.CheckConstraint(condition=Q(link__startswith="https://"), name="course_link_is_https"),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="course_hours_are_some"),
        ]
        ordering = ["content", "order"]

    def __str__(self):
        return self.title


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As a thing to look after: learners come to it by their attempt."""
        return self if user.is_central else self.none()

    def alike(self, question):
        """This question in every version of its unit where it says the same."""
        same = {name: getattr(question, name) for name in QUESTION}
        return self.filter(content__unit=question.content.unit_id, **same)

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
    page = models.ForeignKey(Page, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolled_unit", "page"], name="page_read_once")]

    def __str__(self):
        return str(self.page)
