from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from apps.core.rules import check_move
from apps.members.models import Organisation
from apps.qualifications.models.catalogue import Qualification, Suite, Unit, written_for
from apps.qualifications.states import DRAFT_COLOURS, DRAFT_MOVES, OPEN_DRAFTS, DraftKind, DraftStatus


class CatalogueDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the central team; for an author those of their own departments."""
        return self if user.is_central else self.filter(department__in=written_for(user))

    def open(self):
        return self.filter(status__in=OPEN_DRAFTS)

    def for_list(self):
        """`is_change`: whether what it is about is in the catalogue already."""
        qualifications = Qualification.objects.filter(code=OuterRef("code"))
        units = Unit.objects.filter(suite=OuterRef("suite"), code=OuterRef("code"))
        is_change = Q(Exists(qualifications), kind=DraftKind.QUALIFICATION) | Q(Exists(units), kind=DraftKind.UNIT)
        rows = self.annotate(is_change=models.Case(models.When(is_change, then=True), default=False))
        people = ["drafted_by", "edited_by", "submitted_by", "decided_by"]
        return rows.select_related("suite", "department", *people).order_by("-changed_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class CatalogueDraft(models.Model):
    """A qualification or a unit as somebody wants it to be: new, or in the place of the one with this code.

    `data` is a row of a catalogue file. `department`: for whom a departmental author drafts it; none is the central
    team's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=DraftKind)
    suite = models.ForeignKey(Suite, models.PROTECT, related_name="drafts")
    code = models.CharField(max_length=40)
    department = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    data = models.JSONField()
    status = models.CharField(max_length=20, choices=DraftStatus, default=DraftStatus.DRAFT, editable=False)
    revision = models.PositiveIntegerField(default=1, help_text="One more with each change")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    changed_at = models.DateTimeField(auto_now=True, help_text="The last change, of what it says or where it stands")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(max_length=2000, blank=True, help_text="Why it was sent back or put away")

    objects = CatalogueDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "suite", "code"],
                condition=Q(status__in=OPEN_DRAFTS),
                name="catalogue_draft_one_open_per_subject",
            ),
            models.CheckConstraint(
                condition=~Q(status=DraftStatus.PUBLISHED)
                | ~Q(decided_by=F("drafted_by")) & ~Q(decided_by=F("edited_by")) & ~Q(decided_by=F("submitted_by")),
                name="catalogue_draft_published_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[DraftStatus.DRAFT, DraftStatus.DISCARDED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="catalogue_draft_sent_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[DraftStatus.DRAFT, DraftStatus.IN_REVIEW])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="catalogue_draft_decided_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status=DraftStatus.SENT_BACK) | ~Q(reason=""),
                name="catalogue_draft_sent_back_says_why",
            ),
        ]
        indexes = [models.Index(fields=["-changed_at"], name="catalogue_draft_by_change")]

    def __str__(self):
        return self.title or self.code

    def get_absolute_url(self):
        return reverse("console:draft_detail", args=[self.pk])

    def move_to(self, status):
        check_move(DRAFT_MOVES, DraftStatus(self.status), status)
        self.status = status

    @property
    def title(self):
        return self.data.get("title") or ""

    @property
    def is_unit(self):
        return self.kind == DraftKind.UNIT

    @property
    def is_written(self):
        """Whether it can still be changed."""
        return self.status in (DraftStatus.DRAFT, DraftStatus.SENT_BACK)

    @property
    def colour(self):
        return DRAFT_COLOURS[DraftStatus(self.status)]

    @property
    def published(self):
        """What is in the catalogue under this code, or None."""
        if self.is_unit:
            return self.suite.units.select_related("suite").filter(code=self.code).first()
        return Qualification.objects.select_related("suite", "successor", "version").filter(code=self.code).first()
