"""What members say of themselves, and what their managers say to it."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from apps.approvals.models.stand_in import DateRange
from apps.approvals.models.task import posts_of
from apps.capability.models.framework import Capability, Framework, FrameworkVersion, Level
from apps.capability.states import (
    ASSESSMENT_COLOURS,
    ASSESSMENT_MOVES,
    OPEN,
    SEEN_BY_MANAGER,
    AssessmentStatus,
    Stance,
)
from apps.core.rules import check_move
from apps.evidence.models import Evidence
from apps.members.models import Member, Organisation

LONGEST_EXAMPLE = 4000
LONGEST_COMMENT = 2000


class CycleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The central team's to keep."""
        return self if user.is_central else self.none()

    def open_on(self, day):
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def for_list(self):
        return self.select_related("department", "framework", "opened_by").order_by("-opens_on", "pk")


class Cycle(models.Model):
    """The weeks in which a department asks its people to assess themselves. Both dates are included."""

    department = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="cycles")
    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="cycle_closes_after_it_opens"),
            ExclusionConstraint(
                name="cycle_one_at_a_time",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    ("framework", RangeOperators.EQUAL),
                    (
                        DateRange("opens_on", "closes_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.framework}, {self.department}"


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; of one's reports, and the reports of whom one stands in for, only what they have shared."""
        own = user.member_or_none
        mine = Q(member__user=user)
        reports = Q(member__line_manager__in=posts_of(own), status__in=SEEN_BY_MANAGER) if own else Q(pk=None)
        return self.filter(mine | reports)

    def of(self, user):
        return self.filter(member__user=user)

    def of_reports(self, user):
        return self.visible_to(user).exclude(member__user=user)

    def real(self):
        return self.filter(is_practice=False)

    def open(self):
        return self.filter(status__in=OPEN)

    def for_page(self):
        return self.select_related("member", "version")

    def for_list(self):
        return self.for_page().order_by("-started_at", "pk")

    def open_first(self):
        """What waits for a conversation, the longest first; then what was agreed, the latest first."""
        return self.for_page().order_by(F("ended_at").desc(nulls_first=True), "shared_at", "pk")

    def numbers(self):
        """How many there are in `all`, and how many of them are `open`."""
        return self.aggregate(all=Count("pk"), open=Count("pk", filter=Q(status__in=OPEN)))

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Assessment(models.Model):
    """What a member says of themselves against one version of a framework. To change what was shared is another one.

    One for practice is never shown to anybody, and counts nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="assessments")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="assessments")
    is_practice = models.BooleanField(default=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, editable=False, related_name="assessments")
    status = models.CharField(
        max_length=20, choices=AssessmentStatus, default=AssessmentStatus.PRIVATE, editable=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Agreed, or taken back")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "framework", "is_practice"],
                condition=Q(status__in=OPEN),
                name="assessment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(is_practice=False)
                | Q(status__in=[AssessmentStatus.PRIVATE, AssessmentStatus.WITHDRAWN], shared_at=None),
                name="assessment_for_practice_is_not_shared",
            ),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.PRIVATE, shared_at=None, ended_at=None)
                | Q(status=AssessmentStatus.SHARED, shared_at__isnull=False, ended_at=None)
                | Q(status=AssessmentStatus.AGREED, shared_at__isnull=False, ended_at__isnull=False)
                | Q(status=AssessmentStatus.WITHDRAWN, ended_at__isnull=False),
                name="assessment_says_when_shared_and_ended",
            ),
        ]

    def __str__(self):
        return f"Self-assessment {self.pk}"

    def get_absolute_url(self):
        return reverse("capability:assessment_detail", args=[self.pk])

    def move_to(self, status):
        check_move(ASSESSMENT_MOVES, AssessmentStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return ASSESSMENT_COLOURS[AssessmentStatus(self.status)]

    @property
    def is_private(self):
        return self.status == AssessmentStatus.PRIVATE


class Answer(models.Model):
    """What a member says of one capability: a level, “not yet”, or neither so far. It stays as it was when shared."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    capability = models.ForeignKey(Capability, models.PROTECT, db_index=False, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, db_index=False, related_name="+")
    not_yet = models.BooleanField(default=False)
    ticked = ArrayField(models.CharField(max_length=20), default=list, help_text="Codes of statements")
    example = models.TextField(max_length=LONGEST_EXAMPLE, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "capability"], name="answer_one_for_each_capability"),
            models.CheckConstraint(condition=Q(level=None) | Q(not_yet=False), name="answer_is_a_level_or_not_yet"),
        ]

    def __str__(self):
        return f"Answer {self.pk}"

    @property
    def is_given(self):
        return self.not_yet or self.level_id is not None


class ManagerView(models.Model):
    """What a manager says to one answer. The member sees it once it is sent; from then on it stays as it is."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="views")
    capability = models.ForeignKey(Capability, models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance, blank=True)
    comment = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "capability", "by"], name="view_one_for_each_capability"),
            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(stance=""), name="view_sent_says_something"),
        ]

    def __str__(self):
        return f"View {self.pk}"
