from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from apps.core.rules import check_move
from apps.members.models.feed import FeedImport
from apps.members.states import FEED_KINDS, LIVE_UPLOADS, UPLOAD_COLOURS, UPLOAD_MOVES, UploadStatus

KEPT = timedelta(days=7)  # the file until somebody confirms it, and what was wrong with it


class FeedUploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What HR sends is the central team's to look at."""
        return self if user.is_central else self.none()

    def live(self):
        return self.filter(status__in=LIVE_UPLOADS)

    def waiting(self):
        return self.filter(status=UploadStatus.WAITING)

    def forgotten(self):
        """Those that nobody confirmed for a week."""
        open_ones = self.filter(status__in=[UploadStatus.CHECKING, UploadStatus.WAITING])
        return open_ones.filter(uploaded_at__lte=timezone.now() - KEPT)

    def with_old_faults(self):
        return self.filter(ended_at__lte=timezone.now() - KEPT).exclude(faults=[])

    def for_list(self):
        return self.select_related("uploaded_by", "confirmed_by", "ended_by", "applied").order_by("-uploaded_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class FeedUpload(models.Model):
    """An HR feed that somebody of the central team uploaded. It is checked, and taken over when another one of them
    confirms it.

    `details` are [kind, fields, people]; `faults` the first [line, column, rule, value]; `fingerprint` stands for
    everything that the file would change. The file is kept until it is decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    status = models.CharField(max_length=20, choices=UploadStatus, default=UploadStatus.CHECKING, editable=False)
    as_of = models.DateField(help_text="The day that the file describes")
    file = models.FileField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField(default=0, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    details = models.JSONField(default=list, editable=False)
    warnings = models.JSONField(default=list, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    faults = models.JSONField(default=list, editable=False)
    fault_count = models.PositiveIntegerField(default=0, editable=False)
    reason = models.TextField(max_length=1000, blank=True, editable=False, help_text="Why it was not taken over")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)
    applied = models.OneToOneField(FeedImport, models.PROTECT, null=True, editable=False, related_name="upload")

    objects = FeedUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Value(1), condition=Q(status__in=LIVE_UPLOADS), name="upload_one_live"),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("uploaded_by")), name="upload_not_confirmed_by_who_uploaded"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="upload_confirmed_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[UploadStatus.CONFIRMED, UploadStatus.APPLIED])
                | Q(confirmed_by__isnull=False),
                name="upload_applied_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(status=UploadStatus.APPLIED, applied__isnull=False)
                | ~Q(status=UploadStatus.APPLIED) & Q(applied=None),
                name="upload_applied_names_its_feed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LIVE_UPLOADS, ended_at=None) & ~Q(file="")
                | ~Q(status__in=LIVE_UPLOADS) & Q(ended_at__isnull=False, file=""),
                name="upload_has_a_file_until_it_ends",
            ),
        ]

    def __str__(self):
        return f"Upload of {self.as_of}"

    @property
    def colour(self):
        return UPLOAD_COLOURS[self.status]

    @property
    def counts_in_order(self):
        """[(kind, people)]: the database keeps no order of what is in a JSON column."""
        return [(kind, self.counts[kind]) for kind in FEED_KINDS if kind in self.counts]

    @property
    def is_live(self):
        return self.status in LIVE_UPLOADS

    def move_to(self, status):
        check_move(UPLOAD_MOVES, UploadStatus(self.status), status)
        self.status = status
