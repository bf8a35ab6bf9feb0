"""Start dates of a qualification with a provider: their places, their funding, and who waits for one."""

from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from apps.core.rules import check_move
from apps.core.words import date_words, price_words
from apps.members.models import Member
from apps.qualifications.models.catalogue import Qualification
from apps.qualifications.states import (
    GRACE,
    LIVE_PLACES,
    PLACE_COLOURS,
    PLACE_MOVES,
    TAKING,
    PlaceStatus,
    Provenance,
)


class OfferingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Start dates are part of the catalogue, which is open to everybody."""
        return self

    def upcoming(self):
        """Those that can still be asked for, the next one first."""
        return self.filter(is_open=True, starts_on__gte=timezone.localdate()).order_by("starts_on", "provider", "pk")

    def for_list(self):
        """All, the latest start first, with how many wait for a place: `waiting`."""
        waiting = Count("all_places", filter=Q(all_places__status=PlaceStatus.WAITING))
        return self.select_related("qualification").annotate(waiting=waiting).order_by("-starts_on", "provider", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Offering(models.Model):
    """A qualification with one provider from a start to an end date, for so many people, at a price.

    `taken` counts the places that are held or offered, `funded_taken` and `spent_gbp` what the central funding has
    paid for: the database refuses more than there is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="offerings")
    provider = models.CharField(max_length=150)
    provenance = models.CharField(max_length=20, choices=Provenance, default=Provenance.CONFIRMED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveSmallIntegerField()
    price_gbp = models.DecimalField(max_digits=8, decimal_places=2, null=True, help_text="Excluding VAT")
    funded_places = models.PositiveSmallIntegerField(default=0)
    funding_gbp = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    is_open = models.BooleanField(default=True, help_text="Whether it can still be asked for")
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    funded_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    spent_gbp = models.DecimalField(max_digits=9, decimal_places=2, default=0, editable=False)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "provider", "starts_on"], name="offering_one_per_provider_and_start"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="offering_ends_after_start"),
            models.CheckConstraint(condition=Q(places__gt=0), name="offering_has_places"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="offering_never_oversold"),
            models.CheckConstraint(
                condition=Q(funded_taken__lte=F("funded_places")), name="offering_funds_no_more_places"
            ),
            models.CheckConstraint(
                condition=Q(spent_gbp__gte=0, spent_gbp__lte=F("funding_gbp")), name="offering_never_overspent"
            ),
            models.CheckConstraint(condition=Q(price_gbp=None) | Q(price_gbp__gt=0), name="offering_price_above_zero"),
            models.CheckConstraint(
                condition=Q(funded_places=0, funding_gbp=0)
                | Q(funded_places__gt=0, funded_places__lte=F("places"), funding_gbp__gt=0, price_gbp__isnull=False),
                name="offering_funding_pays_a_price",
            ),
        ]
        indexes = [models.Index(fields=["qualification", "starts_on"], name="offering_by_start")]

    def __str__(self):
        return f"{date_words(self.starts_on)} with {self.provider}"

    @property
    def is_upcoming(self):
        return self.is_open and self.starts_on >= timezone.localdate()

    @property
    def free(self):
        return self.places - self.taken

    @property
    def has_funding(self):
        """Whether the central funding would pay for one more place."""
        return self.funded_taken < self.funded_places and self.spent_gbp + self.price_gbp <= self.funding_gbp

    @property
    def price_words(self):
        return price_words(self.price_gbp)


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all for the central team."""
        return self if user.is_central else self.filter(member__user=user)

    def live(self):
        return self.filter(status__in=LIVE_PLACES)

    def waiting(self):
        """In the order in which they came."""
        return self.filter(status=PlaceStatus.WAITING).order_by("joined_at", "pk")

    def pending_of(self, user):
        """What somebody waits for, or is offered."""
        rows = self.filter(member__user=user, status__in=[PlaceStatus.WAITING, PlaceStatus.OFFERED])
        return rows.select_related("offering__qualification").order_by("status", "joined_at")

    def run_out(self):
        """Offered or kept until a moment that has passed."""
        return self.filter(status__in=TAKING, until__lt=timezone.now() - GRACE)

    def for_page(self):
        return self.select_related("offering__qualification", "member__user")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Place(models.Model):
    """One person's place on an offering: waited for, offered until a moment, held, or given back.

    A place that is held for a request not sent yet has a moment, too, until which it is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    offering = models.ForeignKey(Offering, models.PROTECT, related_name="all_places")
    member = models.ForeignKey(Member, models.PROTECT, related_name="places")
    status = models.CharField(max_length=20, choices=PlaceStatus, default=PlaceStatus.WAITING, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    funded_gbp = models.DecimalField(max_digits=8, decimal_places=2, null=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "member"], condition=Q(status__in=LIVE_PLACES), name="place_one_live_per_member"
            ),
            models.CheckConstraint(
                condition=Q(status=PlaceStatus.OFFERED, until__isnull=False)
                | Q(status=PlaceStatus.HELD)
                | ~Q(status__in=TAKING) & Q(until=None),
                name="place_offered_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE_PLACES, ended_at=None)
                | ~Q(status__in=LIVE_PLACES) & Q(ended_at__isnull=False),
                name="place_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(funded_gbp=None) | Q(status=PlaceStatus.HELD), name="place_funded_is_held"
            ),
        ]
        indexes = [
            models.Index(fields=["offering", "joined_at"], name="place_by_turn"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="place_by_end"),
        ]

    def __str__(self):
        return f"{self.member}: {self.offering}"

    def get_absolute_url(self):
        return reverse("qualifications:place_detail", args=[self.pk])

    def move_to(self, status):
        check_move(PLACE_MOVES, PlaceStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return PLACE_COLOURS[PlaceStatus(self.status)]

    @property
    def has_run_out(self):
        return self.until is not None and timezone.now() > self.until + GRACE


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(member__user=user)

    def untold(self):
        return self.filter(told_at=None, ended_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Interest(models.Model):
    """Somebody wants to hear, once, when a qualification that cannot be started now opens."""

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="interests")
    member = models.ForeignKey(Member, models.PROTECT, related_name="interests")
    registered_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Not wanted any more")

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "member"],
                condition=Q(told_at=None, ended_at=None),
                name="interest_one_open_per_member",
            )
        ]

    def __str__(self):
        return f"{self.member}: {self.qualification}"
