from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.capability.models import Answer, Capability
from apps.capability.states import AssessmentStatus
from apps.core.rules import check_move
from apps.core.search import found
from apps.members.models import Grade, Organisation, Region
from apps.secondments.states import (
    COLOURS,
    DRAFT_GRACE,
    GRACE,
    LONGEST,
    MEANWHILE,
    MOVES,
    SHOWN,
    WITH_HOST,
    ApplicationStatus,
    Kind,
    Pattern,
    Pays,
    Side,
    Status,
)

MOST_PLACES = 50


class OpportunityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is on the board, for whoever may work somewhere else; one's own; and what one is asked to publish."""
        own = Q(pk__in=_hosted(user))
        if user.is_central:
            return self.exclude(~own, status=Status.DRAFT)
        seen = own | self._to_publish(user)
        return self.filter(seen | Q(status__in=SHOWN) if user.member_or_none else seen)

    def hosted_by(self, user):
        return self.filter(pk__in=_hosted(user))

    def to_publish_by(self, user):
        """Those that wait for the central team, or for a champion of the host. Never one's own."""
        waiting = self.filter(status=Status.SUBMITTED).exclude(pk__in=_hosted(user))
        return waiting if user.is_central else waiting.filter(self._to_publish(user))

    def _to_publish(self, user):
        codes = [place.code for place in user.scopes_of(Role.CHAMPION) if place]
        places = Q(organisation__in=codes) | Q(organisation__department__in=codes)
        return Q(status=Status.SUBMITTED) & places if codes else Q(pk=None)

    def open(self):
        """Those that can be applied for now."""
        return self.filter(status=Status.PUBLISHED, deadline__gt=timezone.now())

    def overdue(self):
        """Those whose deadline is over, also for whoever had begun before it."""
        return self.filter(status=Status.PUBLISHED, deadline__lt=timezone.now() - DRAFT_GRACE - GRACE)

    def search(self, text):
        """Best first, titles before the rest: see core.search."""
        return found(self, text).order_by("-rank", "deadline", "pk")

    def for_list(self):
        return self.select_related("organisation", "region", "grade")

    def for_page(self):
        """With its capabilities in `aims`."""
        return self.for_list().prefetch_related(
            Prefetch("capabilities", OpportunityCapability.objects.for_page(), to_attr="aims")
        )

    def with_fit(self, member):
        """`wants`: how many capabilities it looks for; `fits`: of how many of them the member has said a level."""
        wanted = OpportunityCapability.objects.filter(opportunity=OuterRef("pk"), side=Side.WANTED)
        fitting = wanted.filter(capability__slug__in=said_by(member))
        return self.annotate(wants=_number(wanted), fits=_number(fitting))

    def for_somebody(self, member, *, has, lacks):
        """Open to a member who runs none of them: those that look for what they have, or give what they lack.

        `has`, `lacks`: slugs of capabilities."""
        aims = Q(side=Side.WANTED, capability__slug__in=has) | Q(side=Side.GAINED, capability__slug__in=lacks)
        fitting = OpportunityCapability.objects.filter(aims, opportunity=OuterRef("pk"))
        others = self.open().exclude(kind=Kind.IN).exclude(pk__in=_hosted(member.user))
        return others.filter(Exists(fitting)).for_page()

    def with_applicants(self):
        """`applied`: how many have applied so far; `waiting`: how many of them wait for an answer."""
        sent = ~Q(applications__status=ApplicationStatus.DRAFT) & Q(applications__submission__isnull=False)
        return self.annotate(
            applied=Count("applications", filter=sent),
            waiting=Count("applications", filter=Q(applications__status__in=WITH_HOST)),
        )

    def with_is_host(self, user):
        return self.annotate(is_host=Exists(Host.objects.standing().filter(opportunity=OuterRef("pk"), user=user)))

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


def said_by(member):
    """The slugs of the capabilities of which a member has said a level."""
    answers = Answer.objects.filter(assessment__member=member, assessment__is_practice=False, level__isnull=False)
    return answers.exclude(assessment__status=AssessmentStatus.WITHDRAWN).values("capability__slug")


def _number(rows):
    counted = rows.order_by().values("opportunity").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _hosted(user):
    return Host.objects.standing().filter(user=user).values("opportunity")


class Opportunity(models.Model):
    """Somewhere to work for a while and come back from, as its host writes it. `organisation` None is a host outside
    the Civil Service, which `host_name` names."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    host_name = models.CharField(max_length=200)
    work = models.TextField(max_length=4000, help_text="What one would do")
    learn = models.TextField(max_length=2000, help_text="What one would learn")
    place = models.CharField(max_length=150)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    pattern = models.CharField(max_length=20, choices=Pattern)
    week = models.PositiveSmallIntegerField(default=100, help_text="Per cent of a full week")
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+", help_text="None: any grade")
    pays = models.CharField(max_length=20, choices=Pays)
    starts_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField(default=1)
    deadline = models.DateTimeField()
    contact = models.CharField(max_length=300, help_text="Who to ask, and how")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    sent_back = models.TextField(max_length=1000, blank=True, editable=False, help_text="What is to be changed first")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_why = models.TextField(max_length=1000, blank=True, editable=False)
    search_text = models.TextField(editable=False)
    search = models.GeneratedField(
        expression=SearchVector("title", config="english", weight="A")
        + SearchVector("search_text", config="english", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=LONGEST), name="opportunity_two_years_at_most"
            ),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=MOST_PLACES), name="opportunity_has_places"),
            models.CheckConstraint(
                condition=Q(week__gte=1, week__lte=100) & (~Q(kind=Kind.PROJECT) | Q(week__lte=20)),
                name="opportunity_project_is_part_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.SUBMITTED], published_at=None, published_by=None)
                | Q(status__in=SHOWN, published_at__isnull=False, published_by__isnull=False)
                | Q(status=Status.CANCELLED),
                name="opportunity_published_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED, cancelled_at__isnull=False) & ~Q(cancelled_why="")
                | ~Q(status=Status.CANCELLED) & Q(cancelled_at=None, cancelled_why=""),
                name="opportunity_cancelled_says_when_and_why",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="opportunity_search"),
            models.Index(fields=["deadline"], condition=Q(status=Status.PUBLISHED), name="opportunity_open"),
            models.Index(
                fields=["-published_at"], condition=Q(status=Status.PUBLISHED), name="opportunity_by_newness"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("secondments:opportunity_detail", args=[self.slug])

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status

    @property
    def is_open(self):
        return self.status == Status.PUBLISHED and timezone.now() < self.deadline

    @property
    def standing(self):
        """Its status, as people see it: whoever had begun may still send theirs, but it is closed to all others."""
        is_over = self.status == Status.PUBLISHED and not self.is_open
        return Status.CLOSED if is_over else Status(self.status)

    @property
    def colour(self):
        return COLOURS[self.standing]

    @property
    def draft_until(self):
        """Until when somebody may send what they had begun before the deadline."""
        return self.deadline + DRAFT_GRACE

    @property
    def days_left(self):
        return (timezone.localdate(self.deadline) - timezone.localdate()).days

    @property
    def meanwhile(self):
        return MEANWHILE[Kind(self.kind)]

    @property
    def grade_words(self):
        return str(self.grade) if self.grade_id else "Any grade"

    @property
    def length_words(self):
        return "1 month" if self.months == 1 else f"{self.months} months"

    @property
    def week_words(self):
        return "full time" if self.week == 100 else f"{self.week}% of a full week"

    @property
    def wanted(self):
        """Of an opportunity read `for_page`."""
        return [aim for aim in self.aims if aim.side == Side.WANTED]

    @property
    def gained(self):
        return [aim for aim in self.aims if aim.side == Side.GAINED]


class OpportunityCapabilityQuerySet(models.QuerySet):
    def wanted(self):
        return self.for_page().filter(side=Side.WANTED)

    def for_page(self):
        return self.select_related("capability").order_by("side", "capability__version", "capability__order")


class OpportunityCapability(models.Model):
    """A capability that an opportunity wants, or that one gains there."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="capabilities")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)

    objects = OpportunityCapabilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunity capabilities"
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "capability", "side"], name="opportunity_capability_once_on_a_side"
            )
        ]

    def __str__(self):
        return str(self.capability)


class HostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of what one runs oneself; all for the central team."""
        return self if user.is_central else self.filter(opportunity__in=_hosted(user))

    def standing(self):
        return self.filter(ended_at=None)


class Host(models.Model):
    """Who runs an opportunity. Whoever began it is one; they name others, and there is always one left."""

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="hosts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hosted")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = HostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "user"], condition=Q(ended_at=None), name="host_once_for_an_opportunity"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.opportunity}"
