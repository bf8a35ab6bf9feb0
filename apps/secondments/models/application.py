from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.rules import check_move
from apps.evidence.models import Evidence
from apps.members.models import Member
from apps.secondments.models.opportunity import Host, Opportunity, OpportunityCapability
from apps.secondments.states import (
    APPLICATION_COLOURS,
    APPLICATION_MOVES,
    ENDED_WITH_REASON,
    GRACE,
    LIVE,
    ApplicationStatus,
    EndReason,
)
from apps.secondments.states import Status as OpportunityStatus

LONGEST_TEXT = 3000
MOST_EVIDENCE = 10


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those sent to what one hosts."""
        hosted = Host.objects.standing().filter(user=user).values("opportunity")
        return self.filter(Q(member__user=user) | Q(opportunity__in=hosted, submission__isnull=False))

    def of(self, user):
        return self.filter(member__user=user)

    def sent_to(self, opportunity):
        return self.filter(opportunity=opportunity, submission__isnull=False)

    def live(self):
        return self.filter(status__in=LIVE)

    def in_vain(self, on):
        """Those in reserve for what is filled and has begun."""
        filled = {"opportunity__status": OpportunityStatus.FILLED, "opportunity__starts_on__lte": on}
        return self.filter(status=ApplicationStatus.RESERVE, **filled)

    def for_list(self):
        return self.select_related("opportunity", "member").order_by("-created_at", "pk")

    def for_host(self):
        """As its host lists them: what was sent, never what is being written."""
        return self.select_related("submission", "opportunity").order_by("submission__submitted_at", "pk")

    def for_page(self):
        return self.select_related(
            "opportunity__organisation", "opportunity__region", "opportunity__grade", "member__user", "submission"
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Application(models.Model):
    """A member's way to one opportunity, from the first draft to the placement. What its host reads is its submission,
    never what is here."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="applications")
    member = models.ForeignKey(Member, models.PROTECT, related_name="applications")
    why = models.TextField(max_length=LONGEST_TEXT, blank=True, help_text="Why this, and what the member offers")
    benefit = models.TextField(max_length=LONGEST_TEXT, blank=True, help_text="What the member's team gains from it")
    evidence = models.ManyToManyField(Evidence, related_name="+")
    saved_at = models.DateTimeField(null=True, editable=False)
    status = models.CharField(
        max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True, editable=False)
    end_note = models.TextField(
        max_length=1000, blank=True, editable=False, help_text="What the host tells the member"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "opportunity"], condition=Q(status__in=LIVE), name="application_one_live"
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE, ended_at=None, end_reason="")
                | Q(status__in=ENDED_WITH_REASON, ended_at__isnull=False) & ~Q(end_reason="")
                | Q(status=ApplicationStatus.CALLED_OFF, ended_at__isnull=False, end_reason=""),
                name="application_ended_says_when_and_why",
            ),
        ]
        indexes = [models.Index(fields=["opportunity", "status"], name="application_by_opportunity")]

    def __str__(self):
        return f"{self.member}: {self.opportunity}"

    def get_absolute_url(self):
        return reverse("secondments:application_detail", args=[self.pk])

    def move_to(self, status):
        check_move(APPLICATION_MOVES, ApplicationStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return APPLICATION_COLOURS[ApplicationStatus(self.status)]

    @property
    def host_words(self):
        """Where it stands, as its host says it."""
        says = {ApplicationStatus.SUBMITTED: "Waits for your answer", ApplicationStatus.OFFERED: "Place offered"}
        return says.get(self.status) or self.get_status_display()

    @property
    def send_until(self):
        """Whoever began before the deadline has a little longer."""
        deadline = self.opportunity.deadline
        return self.opportunity.draft_until if self.created_at < deadline else deadline

    @property
    def can_be_sent(self):
        """Whether it arrives in time now. A minute is given to what was on its way."""
        is_published = self.opportunity.status == OpportunityStatus.PUBLISHED
        return is_published and timezone.now() <= self.send_until + GRACE


class Statement(models.Model):
    """How somebody shows a capability that is wanted, in their own words."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="statements")
    wanted = models.ForeignKey(OpportunityCapability, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "wanted"], name="statement_one_for_a_wanted_one")
        ]

    def __str__(self):
        return f"{self.application_id}: {self.wanted}"


class Submission(models.Model):
    """An application as it was sent: all that its host reads. It never changes."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="submission")
    submitted_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField(help_text="name, work, statements, why, evidence")

    def __str__(self):
        return str(self.application_id)
