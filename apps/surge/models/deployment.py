from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from apps.approvals.models.task import posts_of
from apps.core.rules import check_move
from apps.evidence.models import Evidence
from apps.members.models import Absence, Member
from apps.surge.models.request import Line, led_by
from apps.surge.states import (
    DEPLOYMENT_COLOURS,
    DEPLOYMENT_MOVES,
    EXTENSION_COLOURS,
    EXTENSION_MOVES,
    OFFER_COLOURS,
    OFFER_MOVES,
    ON_THE_WAY,
    DeclineReason,
    DeploymentStatus,
    EarlyEnd,
    ExtensionStatus,
    OfferStatus,
    Side,
)

REVIEW_BEFORE = timedelta(days=7)  # its end


class OfferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all for the steering group and the central team."""
        return self if user.decides_surge else self.filter(member__user=user)

    def waiting(self):
        return self.filter(status=OfferStatus.OFFERED)

    def overdue(self, at):
        return self.waiting().filter(answer_by__lte=at)

    def for_page(self):
        return self.select_related(
            "member__user", "member__organisation", "line__request__organisation", "line__skill", "line__region"
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Offer(models.Model):
    """Somebody of the roster is asked whether they go, and has a day to answer. `because`: why it is their turn."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="offers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="surge_offers")
    wave = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    because = ArrayField(models.CharField(max_length=200))
    status = models.CharField(max_length=20, choices=OfferStatus, default=OfferStatus.OFFERED, editable=False)
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=20, choices=DeclineReason, blank=True, editable=False)
    note = models.TextField(max_length=1000, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "member"], name="surge_offer_once_for_a_line"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="surge_offer_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(status=OfferStatus.DECLINED) | ~Q(reason=""), name="surge_offer_declined_says_why"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OfferStatus.ACCEPTED, OfferStatus.DECLINED], answered_at__isnull=False)
                | ~Q(status__in=[OfferStatus.ACCEPTED, OfferStatus.DECLINED]) & Q(answered_at=None),
                name="surge_offer_answered_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(status=OfferStatus.OFFERED), name="surge_offer_by_answer")
        ]

    def __str__(self):
        return f"{self.member} for {self.line}"

    def get_absolute_url(self):
        return reverse("surge:offer_detail", args=[self.pk])

    def move_to(self, status):
        check_move(OFFER_MOVES, OfferStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return OFFER_COLOURS[OfferStatus(self.status)]


def parties_of(user, path=""):
    """Q of the deployments in which somebody has a part: as the member, as their manager, or for who asked."""
    mine = Q(**{f"{path}member__user": user}) | Q(**{f"{path}line__request__organisation__in": led_by(user)})
    if own := user.member_or_none:
        mine |= Q(**{f"{path}member__line_manager__in": posts_of(own)})
        mine |= Q(**{f"{path}member__in": Member.objects.answering_to(own)})
    return mine


class DeploymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The member, who manages them, the department that asked; all for the steering group and central team."""
        return self if user.decides_surge else self.filter(parties_of(user))

    def involving(self, user):
        """Those in which this person has a part themselves, but for those that did not come about."""
        return self.filter(parties_of(user)).exclude(status=DeploymentStatus.CALLED_OFF)

    def to_start(self, on):
        return self.filter(status=DeploymentStatus.AGREED, absence__starts_on__lte=on)

    def to_end(self, on):
        return self.filter(status=DeploymentStatus.RUNNING, absence__ends_on__lt=on)

    def on_the_way(self):
        return self.filter(status__in=ON_THE_WAY)

    def for_page(self):
        return self.select_related(
            "absence",
            "evidence",
            "member__user",
            "member__organisation",
            "member__line_manager__user",
            "line__request__organisation",
            "line__request__asked_by",
            "line__skill",
            "line__region",
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Deployment(models.Model):
    """A member helps elsewhere for a while. Its days are its absence. It has one of the places of its line, until it
    is over; where it ends before its day, somebody else can have the place: it is `freed`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="deployment")
    line = models.ForeignKey(Line, models.PROTECT, related_name="deployments")
    member = models.ForeignKey(Member, models.PROTECT, related_name="deployments")
    place = models.PositiveSmallIntegerField(help_text="Of the places of its line, from 1")
    freed = models.BooleanField(default=False, editable=False)
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="deployment")
    status = models.CharField(max_length=20, choices=DeploymentStatus, default=DeploymentStatus.AGREED, editable=False)
    early_why = models.CharField(max_length=20, choices=EarlyEnd, blank=True, editable=False)
    early_note = models.TextField(max_length=1000, blank=True, editable=False)
    agreed_at = models.DateTimeField(auto_now_add=True)
    evidence = models.OneToOneField(Evidence, models.PROTECT, null=True, editable=False, related_name="+")

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "place"], condition=Q(freed=False), name="deployment_one_for_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(status=DeploymentStatus.CALLED_OFF) | Q(freed=True), name="deployment_called_off_is_freed"
            ),
            models.CheckConstraint(condition=Q(freed=False) | ~Q(early_why=""), name="deployment_freed_says_why"),
        ]

    def __str__(self):
        return str(self.line.request)

    def get_absolute_url(self):
        return reverse("surge:deployment_detail", args=[self.pk])

    def move_to(self, status):
        check_move(DEPLOYMENT_MOVES, DeploymentStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return DEPLOYMENT_COLOURS[DeploymentStatus(self.status)]

    @property
    def can_be_reviewed(self):
        """In its last week, and afterwards."""
        is_near = timezone.localdate() >= self.absence.ends_on - REVIEW_BEFORE
        return self.status == DeploymentStatus.ENDED or (self.status == DeploymentStatus.RUNNING and is_near)


class ExtensionQuerySet(models.QuerySet):
    def asked(self):
        return self.filter(status=ExtensionStatus.ASKED)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Extension(models.Model):
    """A deployment is to last longer. It does when both the member and their manager have agreed."""

    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="extensions")
    ends_on = models.DateField()
    why = models.TextField(max_length=1000)
    status = models.CharField(max_length=20, choices=ExtensionStatus, default=ExtensionStatus.ASKED, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    member_agreed_at = models.DateTimeField(null=True, editable=False)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    manager_agreed_at = models.DateTimeField(null=True, editable=False)
    declined_note = models.TextField(max_length=1000, blank=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment"], condition=Q(status=ExtensionStatus.ASKED), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(status=ExtensionStatus.AGREED)
                | Q(member_agreed_at__isnull=False, manager_agreed_at__isnull=False),
                name="extension_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(manager=None, manager_agreed_at=None)
                | Q(manager__isnull=False, manager_agreed_at__isnull=False),
                name="extension_agreed_by_a_manager",
            ),
        ]

    def __str__(self):
        return f"Extension to {self.ends_on}"

    def move_to(self, status):
        check_move(EXTENSION_MOVES, ExtensionStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return EXTENSION_COLOURS[ExtensionStatus(self.status)]


class DeploymentReview(models.Model):
    """How it went, as the member or the department says it. It never changes."""

    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="reviews")
    side = models.CharField(max_length=10, choices=Side)
    did = models.TextField(max_length=2000, help_text="What the member did, and what came of it")
    learnt = models.TextField(max_length=2000, help_text="What the member can do better now")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "side"], name="deployment_review_once_a_side")]

    def __str__(self):
        return f"{self.get_side_display()}: {self.deployment_id}"
