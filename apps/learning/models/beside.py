"""What belongs to a unit beside its pages, test and assignment: conversations about it, and learning elsewhere."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core.models import Upload
from apps.core.rules import check_move
from apps.learning.models.own import OwnQuerySet
from apps.learning.states import REFLECTION_COLOURS, REFLECTION_MOVES, PartnerKind, ReflectionStatus
from apps.qualifications.models import EnrolledUnit

MOST_HOURS = 100  # of one piece of learning elsewhere


class ReflectionQuerySet(OwnQuerySet):
    def visible_to(self, user):
        """One's own, and those that one was asked to confirm, unless they were taken back."""
        asked = Q(partner=user) & ~Q(status=ReflectionStatus.WITHDRAWN)
        return self.filter(Q(learner=user) | asked)

    def kept(self):
        return self.exclude(status=ReflectionStatus.WITHDRAWN)

    def waiting_for(self, user):
        return self.filter(partner=user, status=ReflectionStatus.ASKED)

    def for_page(self):
        return self.select_related("enrolled_unit__unit", "enrolled_unit__enrolment", "learner", "partner")


class Reflection(models.Model):
    """A conversation about a unit, as the learner writes it down: what was learnt, and what changes at work.

    It is the learner's own record, or `partner` was asked to confirm it. Nobody else reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolled_unit = models.ForeignKey(EnrolledUnit, models.PROTECT, related_name="reflections")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    partner_kind = models.CharField(max_length=10, choices=PartnerKind)
    partner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    held_on = models.DateField()
    learnt = models.TextField(max_length=4000)
    changes = models.TextField(max_length=4000)
    status = models.CharField(max_length=10, choices=ReflectionStatus, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    comment = models.TextField(max_length=1000, blank=True, editable=False)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolled_unit", "held_on", "partner_kind"],
                condition=~Q(status=ReflectionStatus.WITHDRAWN),
                name="reflection_one_per_day_and_partner",
            ),
            models.CheckConstraint(condition=~Q(partner=F("learner")), name="reflection_not_confirmed_by_the_learner"),
            models.CheckConstraint(
                condition=Q(status=ReflectionStatus.RECORDED, partner=None, answered_at=None)
                | Q(status=ReflectionStatus.ASKED, partner__isnull=False, answered_at=None)
                | Q(
                    status__in=[ReflectionStatus.CONFIRMED, ReflectionStatus.DECLINED],
                    partner__isnull=False,
                    answered_at__isnull=False,
                )
                | Q(status=ReflectionStatus.WITHDRAWN),
                name="reflection_answered_says_by_whom_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["partner"], condition=Q(status=ReflectionStatus.ASKED), name="reflection_to_confirm")
        ]
        ordering = ["-held_on", "-recorded_at"]

    def __str__(self):
        return f"Reflection {self.pk}"

    def move_to(self, status):
        check_move(REFLECTION_MOVES, ReflectionStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return REFLECTION_COLOURS[ReflectionStatus(self.status)]

    @property
    def can_be_withdrawn(self):
        return ReflectionStatus.WITHDRAWN in REFLECTION_MOVES[ReflectionStatus(self.status)]


class ElsewhereQuerySet(OwnQuerySet):
    def counted(self):
        """Without those that were entered by mistake."""
        return self.filter(struck_at=None)


class Elsewhere(models.Model):
    """Learning for a unit that happened elsewhere, as the learner declares it. By mistake: struck out, not deleted."""

    enrolled_unit = models.ForeignKey(EnrolledUnit, models.PROTECT, related_name="elsewhere")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    done_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    evidence = models.TextField(max_length=2000)
    upload = models.OneToOneField(Upload, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True, editable=False)

    objects = ElsewhereQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "learning elsewhere"
        constraints = [
            models.UniqueConstraint(
                fields=["enrolled_unit", "title", "done_on"], condition=Q(struck_at=None), name="elsewhere_once_a_day"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=MOST_HOURS), name="elsewhere_hours_in_reason"),
        ]
        ordering = ["-done_on", "-pk"]

    def __str__(self):
        return self.title
