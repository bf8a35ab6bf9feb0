from uuid import uuid4

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from apps.core.models import Upload
from apps.core.rules import check_move
from apps.evidence.states import MOVES, Kind, Status
from apps.members.models import Member

MOST_KEPT = 200  # pieces of one person's
LONGEST_NOTE = 5000


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. Others come to it by the thing it was shared with, whose app says who they are."""
        return self.filter(member__user=user)

    def kept(self):
        return self.filter(status=Status.KEPT)

    def for_list(self):
        """The latest first, each with its file and `open_shares`."""
        return self.select_related("member", "upload").prefetch_related(OPEN_SHARES).order_by("-dated_on", "-pk")

    def locked(self):
        return self.select_for_update(of=["self"])


class Evidence(models.Model):
    """Something that shows what a member can do: a note, a file or a link, which is theirs alone.

    They add it to what they do elsewhere in the portal; whoever reads that then reads it too. From the first time that
    it was shared it stays as it was: `shared_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    dated_on = models.DateField(help_text="The day that it is of")
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    link = models.URLField(max_length=500, blank=True)
    upload = models.OneToOneField(Upload, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.KEPT, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    shared_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.NOTE, link="", upload=None) & ~Q(note="")
                | Q(kind=Kind.FILE, link="", upload__isnull=False)
                | Q(kind=Kind.LINK, link__startswith="https://", upload=None),
                name="evidence_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.KEPT, withdrawn_at=None)
                | Q(status=Status.WITHDRAWN, withdrawn_at__isnull=False, shared_at__isnull=False),
                name="evidence_withdrawn_was_shared",
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "title", "dated_on"],
                condition=Q(shared_at=None),
                name="evidence_once_until_shared",
            ),
        ]
        indexes = [models.Index(fields=["member", "-dated_on"], name="evidence_of_member")]

    def __str__(self):
        return f"Evidence {self.pk}"

    def get_absolute_url(self):
        return reverse("evidence:evidence_detail", args=[self.pk])

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status


class EvidenceShare(models.Model):
    """That a piece of evidence is part of something others may read: what it is, where, and who they are, in words."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="shares")
    subject = models.CharField(max_length=250)
    link = models.CharField(max_length=200, help_text="The page of it, for the member")
    seen_by = models.CharField(max_length=200)
    shared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "link"], condition=Q(ended_at=None), name="evidence_shared_once_with_a_thing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("shared_at")), name="evidence_share_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["link"], condition=Q(ended_at=None), name="evidence_shared_with")]

    def __str__(self):
        return f"Share {self.pk}"


OPEN_SHARES = Prefetch(
    "shares", EvidenceShare.objects.filter(ended_at=None).order_by("shared_at", "pk"), to_attr="open_shares"
)
