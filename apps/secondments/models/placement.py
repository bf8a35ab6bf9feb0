from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.rules import check_move
from apps.evidence.models import Evidence
from apps.members.models import Absence
from apps.secondments.models.agreement import Agreement, parties_of
from apps.secondments.states import (
    OVER,
    PLACEMENT_COLOURS,
    PLACEMENT_MOVES,
    REMIND_BEFORE,
    EarlyEnd,
    PlacementStatus,
    ReviewSide,
)

REVIEW_BEFORE = timedelta(days=30)  # its end


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The member, who manages them at home, and the host; all for the central team."""
        return self if user.is_central else self.filter(parties_of(user, "agreement__application__"))

    def involving(self, user):
        """Those in which this person has a part themselves, but for those that are over and done with."""
        done = [PlacementStatus.RETURNED, PlacementStatus.CALLED_OFF]
        return self.filter(parties_of(user, "agreement__application__")).exclude(status__in=done)

    def to_start(self, on):
        return self.filter(status=PlacementStatus.AGREED, absence__starts_on__lte=on)

    def to_end(self, on):
        return self.filter(status=PlacementStatus.RUNNING, absence__ends_on__lt=on)

    def ending(self, *, on):
        """Those of whose end somebody is reminded."""
        until = on + timedelta(days=max(REMIND_BEFORE))
        return self.filter(status=PlacementStatus.RUNNING, absence__ends_on__range=(on, until))

    def for_page(self):
        return self.select_related(
            "absence",
            "evidence",
            "agreement__application__member__user",
            "agreement__application__member__line_manager__user",
            "agreement__application__opportunity__organisation",
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Placement(models.Model):
    """A member's time somewhere else, from the day in the agreement until they are back. Its days are its absence."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="placement")
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="placement")
    status = models.CharField(max_length=20, choices=PlacementStatus, default=PlacementStatus.AGREED, editable=False)
    early_why = models.CharField(max_length=20, choices=EarlyEnd, blank=True, editable=False)
    early_note = models.TextField(max_length=1000, blank=True, editable=False)
    return_plan = models.TextField(max_length=2000, blank=True, editable=False)
    returned_on = models.DateField(null=True, editable=False)
    evidence = models.OneToOneField(Evidence, models.PROTECT, null=True, editable=False, related_name="+")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=PlacementStatus.RETURNED, returned_on__isnull=False)
                | ~Q(status=PlacementStatus.RETURNED) & Q(returned_on=None),
                name="placement_returned_says_when",
            ),
            models.CheckConstraint(
                condition=Q(early_why="") | Q(status__in=[PlacementStatus.RUNNING, *OVER]),
                name="placement_ended_early_had_begun",
            ),
        ]

    def __str__(self):
        return str(self.agreement.application.opportunity)

    def get_absolute_url(self):
        return reverse("secondments:placement_detail", args=[self.pk])

    def move_to(self, status):
        check_move(PLACEMENT_MOVES, PlacementStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return PLACEMENT_COLOURS[PlacementStatus(self.status)]

    @property
    def member(self):
        return self.agreement.application.member

    @property
    def opportunity(self):
        return self.agreement.application.opportunity

    @property
    def can_be_reviewed(self):
        """In its last month, and afterwards."""
        is_near = timezone.localdate() >= self.absence.ends_on - REVIEW_BEFORE
        return self.status in OVER or (self.status == PlacementStatus.RUNNING and is_near)


class PlacementReview(models.Model):
    """How it went, as the member or the host says it. It never changes."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="reviews")
    side = models.CharField(max_length=10, choices=ReviewSide)
    did = models.TextField(max_length=2000, help_text="What the member did, and what came of it")
    learnt = models.TextField(max_length=2000, help_text="What the member can do better now")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "side"], name="placement_review_once_a_side")]

    def __str__(self):
        return f"{self.get_side_display()}: {self.placement_id}"
