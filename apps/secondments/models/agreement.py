from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from apps.approvals.models.task import posts_of
from apps.core.rules import check_move
from apps.members.models import Member
from apps.secondments.models.application import Application
from apps.secondments.models.opportunity import Host
from apps.secondments.states import VERSION_COLOURS, VERSION_MOVES, Party, Pays, VersionStatus

LONGEST_TERMS = 4000


def parties_of(user, path):
    """Q of what a person has a part in, as member, as home manager or as host: `path` leads to the application."""
    hosted = Host.objects.standing().filter(user=user).values("opportunity")
    mine = Q(**{f"{path}member__user": user}) | Q(**{f"{path}opportunity__in": hosted})
    if own := user.member_or_none:
        mine |= Q(**{f"{path}member__line_manager__in": posts_of(own)})
        mine |= Q(**{f"{path}member__in": Member.objects.answering_to(own)})
    return mine


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The three who sign it; all for the central team."""
        return self if user.is_central else self.filter(parties_of(user, "application__"))

    def to_sign_by(self, user):
        """Those in which this person has a part and that not all have signed."""
        return self.filter(parties_of(user, "application__"), versions__status=VersionStatus.OPEN)

    def for_page(self):
        versions = AgreementVersion.objects.for_page()
        return self.select_related(
            "application__member__user", "application__member__line_manager", "application__opportunity__organisation"
        ).prefetch_related(Prefetch("versions", versions, to_attr="read"))

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Agreement(models.Model):
    """What the member, their own department and the host agree on before it starts. Any change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.OneToOneField(Application, models.PROTECT, related_name="agreement")
    begun_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    def __str__(self):
        return f"Agreement for “{self.application.opportunity}”"

    def get_absolute_url(self):
        return reverse("secondments:agreement_detail", args=[self.pk])

    @property
    def latest(self):
        """The last version written. Of one read `for_page`."""
        return self.read[0] if self.read else None


class AgreementVersionQuerySet(models.QuerySet):
    def for_page(self):
        """The latest first, each with `signed`."""
        signatures = Prefetch("signatures", Signature.objects.select_related("user").order_by("signed_at"), "signed")
        return self.select_related("written_by", "excepted_by").prefetch_related(signatures).order_by("-number")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class AgreementVersion(models.Model):
    """A text of an agreement. What it says never changes: `content` is the text that is signed, `digest` its SHA-256.

    One for longer than two years is signed only when the central team has made an exception.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    pays = models.CharField(max_length=20, choices=Pays)
    pays_from = models.DateField(null=True, help_text="The first of the month from which the host pays")
    vat_note = models.CharField(max_length=500, blank=True)
    supervisor = models.CharField(max_length=200, help_text="Who manages them at the host")
    terms = models.TextField(max_length=LONGEST_TERMS)
    content = models.JSONField(help_text="[label, words] as it is read and signed")
    digest = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=20, choices=VersionStatus, default=VersionStatus.OPEN, editable=False)
    why_longer = models.TextField(max_length=1000, blank=True, help_text="Why it is longer than two years")
    excepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    excepted_at = models.DateTimeField(null=True, editable=False)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(status=VersionStatus.OPEN), name="agreement_one_open_version"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(status=VersionStatus.AGREED), name="agreement_one_agreed_version"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(excepted_by=None, excepted_at=None)
                | Q(excepted_by__isnull=False, excepted_at__isnull=False) & ~Q(why_longer=""),
                name="agreement_exception_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(excepted_by=F("written_by")), name="agreement_exception_by_somebody_else"
            ),
        ]

    def __str__(self):
        return f"Version {self.number}"

    def move_to(self, status):
        check_move(VERSION_MOVES, VersionStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return VERSION_COLOURS[VersionStatus(self.status)]

    @property
    def waits_for_exception(self):
        return bool(self.why_longer) and self.excepted_at is None

    @property
    def unsigned(self):
        """The parties still to sign. Of one read `for_page`."""
        done = {row.party for row in self.signed}
        return [party for party in Party if party not in done]


class Signature(models.Model):
    """That a party agreed to a version: who, when, and to which text. It never changes."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=10, choices=Party)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="signature_one_for_a_party"),
            models.UniqueConstraint(fields=["version", "user"], name="signature_by_three_people"),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_party_display()}"
