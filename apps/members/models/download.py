from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.rules import check_move
from apps.members.states import DOWNLOAD_MOVES, LIVE_DOWNLOADS, DownloadStatus

KEPT = timedelta(days=7)


class DownloadQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def live(self):
        return self.filter(status__in=LIVE_DOWNLOADS)

    def over(self):
        """Their week is over; one that could not be made is counted from when it was asked for."""
        before = timezone.now() - KEPT
        return self.filter(
            Q(status=DownloadStatus.READY, ready_at__lte=before)
            | Q(status=DownloadStatus.REQUESTED, requested_at__lte=before)
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Download(models.Model):
    """A document of everything that is held about a person, which they asked for. It is there for a week."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="downloads")
    status = models.CharField(max_length=20, choices=DownloadStatus, default=DownloadStatus.REQUESTED, editable=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, editable=False)
    file = models.FileField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status__in=LIVE_DOWNLOADS), name="download_one_live_per_person"
            ),
            models.CheckConstraint(
                condition=Q(status=DownloadStatus.READY, ready_at__isnull=False) & ~Q(file="") & ~Q(sha256="")
                | ~Q(status=DownloadStatus.READY) & Q(file="", sha256=""),
                name="download_ready_has_a_file_and_no_other",
            ),
        ]

    def __str__(self):
        return f"Download of {self.user_id}"

    @property
    def until(self):
        """The moment from which it is not there any more."""
        return self.ready_at + KEPT if self.ready_at else None

    def move_to(self, status):
        check_move(DOWNLOAD_MOVES, DownloadStatus(self.status), status)
        self.status = status
