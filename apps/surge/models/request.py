from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Min, Prefetch, Q
from django.urls import reverse

from apps.accounts.roles import Role
from apps.capability.models import Capability
from apps.core.rules import check_move
from apps.core.words import joined
from apps.members.models import Organisation, Region
from apps.surge.states import (
    RANKED,
    REQUEST_COLOURS,
    REQUEST_MOVES,
    RUNNING,
    WRITABLE,
    Base,
    OfferStatus,
    RequestRefusal,
    RequestStatus,
)

MOST_PEOPLE = 500  # in one line
MOST_LINES = 20


def led_by(user):
    """The organisations for which somebody asks: those of the grants, and all below."""
    codes = [scope.code for scope in user.scopes_of(Role.SURGE_LEAD)]
    return Organisation.objects.filter(Q(code__in=codes) | Q(department__in=codes))


class SurgeRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Surge leads of the department that asks; what was sent for the steering group and the central team."""
        if user.decides_surge:
            return self.filter(Q(submitted_at__isnull=False) | Q(organisation__in=led_by(user)))
        return self.filter(organisation__in=led_by(user))

    def running(self):
        return self.filter(status__in=RUNNING)

    def waiting(self):
        return self.filter(status=RequestStatus.SUBMITTED)

    def others(self):
        """Those that are still written, or are done with."""
        return self.exclude(status__in=RANKED)

    def ranked(self):
        """In the order in which people are found for them."""
        return self.filter(status__in=RANKED).order_by("rank", "submitted_at", "pk")

    def for_page(self):
        """With its `board`: the lines as they stand."""
        lines = Line.objects.standing().for_board()
        return self.select_related("organisation", "asked_by", "decided_by").prefetch_related(
            Prefetch("lines", lines, to_attr="board")
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class SurgeRequest(models.Model):
    """A department in a peak or a crisis asks for people. What it asks for is in its lines."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="surge_requests")
    title = models.CharField(max_length=150)
    why = models.TextField(max_length=2000)
    shifts = models.TextField(max_length=1000, blank=True, help_text="When the work is done, and what is paid for it")
    contact = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20, choices=RequestStatus, default=RequestStatus.DRAFT, editable=False)
    rank = models.PositiveIntegerField(
        default=0, editable=False, help_text="1 comes first among those that wait or run"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=RequestRefusal, blank=True, editable=False)
    comment = models.TextField(max_length=2000, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_note = models.TextField(max_length=1000, blank=True, editable=False)

    objects = SurgeRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="surge_request_decided_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="surge_request_decided_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=~Q(status=RequestStatus.REFUSED) | ~Q(reason=""), name="surge_request_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[RequestStatus.DRAFT, RequestStatus.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="surge_request_sent_says_when",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surge:request_detail", args=[self.pk])

    def move_to(self, status):
        check_move(REQUEST_MOVES, RequestStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return REQUEST_COLOURS[RequestStatus(self.status)]

    @property
    def is_writable(self):
        return self.status in WRITABLE

    @property
    def is_running(self):
        return self.status in RUNNING

    @property
    def is_ranked(self):
        return self.status in RANKED

    @property
    def gaps(self):
        """What is still missing, in words. Of one read `for_page`."""
        missing = [] if self.shifts else ["the shifts"]
        missing += [] if self.contact else ["whom to ask"]
        found = [f"It does not say {joined(missing)}."] if missing else []
        found += [] if self.board else ["It has no lines: nobody is asked for."]
        return found + [f"Line {line.number}: {line.gap}" for line in self.board if line.gap]

    @property
    def wanted(self):
        return sum(line.people or 0 for line in self.board)

    @property
    def granted(self):
        return sum(line.granted or 0 for line in self.board)

    @property
    def filled(self):
        return sum(line.filled for line in self.board)

    @property
    def still_open(self):
        return sum(line.still_open for line in self.board)


class LineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(request__in=SurgeRequest.objects.visible_to(user))

    def standing(self):
        return self.filter(dropped_at=None)

    def for_board(self):
        """Each with how many places are `filled`, how many people are `asked` now, and by when they `answer_by`."""
        filled = Count("deployments", Q(deployments__freed=False), distinct=True)
        asked = Q(offers__status=OfferStatus.OFFERED)
        return (
            self.select_related("skill", "region")
            .annotate(filled=filled, asked=Count("offers", asked, distinct=True))
            .annotate(answer_by=Min("offers__answer_by", filter=asked))
            .order_by("number")
        )

    def to_fill(self, on):
        """Of running requests, those that were agreed and are not over; of the request that comes first, first."""
        live = self.standing().filter(request__status__in=RUNNING, granted__gt=0, ends_on__gt=on)
        return live.order_by("request__rank", "request__submitted_at", "number")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Line(models.Model):
    """Some people of one kind, at one place, from a day to a day. What is not known yet is left empty, and shown."""

    request = models.ForeignKey(SurgeRequest, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=150, blank=True, help_text="What they do")
    skill = models.ForeignKey(Capability, models.PROTECT, null=True, related_name="+")
    people = models.PositiveSmallIntegerField(null=True)
    base = models.CharField(max_length=20, choices=Base, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    granted = models.PositiveSmallIntegerField(null=True, editable=False, help_text="How many were agreed")
    nobody_left_at = models.DateTimeField(null=True, editable=False, help_text="Everybody who fits was asked")
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["request", "number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="surge_line_once_in_a_request"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="surge_line_ends_after_start"),
            models.CheckConstraint(condition=Q(people__range=(1, MOST_PEOPLE)), name="surge_line_asks_for_somebody"),
            models.CheckConstraint(condition=Q(granted__lte=F("people")), name="surge_line_grants_what_was_asked"),
            models.CheckConstraint(
                condition=Q(granted=None)
                | Q(granted=0)
                | Q(people__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="surge_line_granted_is_complete",
            ),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("surge:line_detail", args=[self.pk])

    @property
    def what(self):
        return self.role or (str(self.skill) if self.skill_id else "People")

    @property
    def place(self):
        return self.get_base_display() if self.base else str(self.region) if self.region_id else ""

    @property
    def gap(self):
        """What it does not say yet, in words; empty where it is complete."""
        missing = [] if self.role or self.skill_id else ["what they do"]
        missing += [] if self.people else ["how many people"]
        missing += [] if self.base or self.region_id else ["where"]
        missing += [] if self.starts_on else ["from when"]
        missing += [] if self.ends_on else ["until when"]
        return f"does not say {joined(missing)}" if missing else ""

    @property
    def still_open(self):
        """Of one read `for_board`: places without anybody, whether somebody was asked or not."""
        return max((self.granted or 0) - self.filled, 0)
