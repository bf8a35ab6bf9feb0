from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

UPLOAD_KINDS = ["pdf", "docx", "odt", "png", "jpeg"]


class AuditEventQuerySet(models.QuerySet):
    def about(self, *things):
        """The history of these things together, oldest first."""
        which = Q(pk=None)
        for thing in things:
            which |= Q(subject_type=thing._meta.label, subject_id=str(thing.pk))
        return self.filter(which).select_related("by").order_by("at", "pk")


class AuditEvent(models.Model):
    """One line of the audit trail. Written once, never changed; outlives what it describes.

    The database role of the web and the workers may only insert and select here (grant_web_role).
    """

    event = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    says = models.CharField(max_length=300)
    details = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject")]

    def __str__(self):
        return f"{self.event} {self.subject_type} {self.subject_id}"

    @property
    def sentence(self):
        """ "Priya Shah asked for study time"; without a person, the portal did it."""
        return f"{self.by or 'The portal'} {self.says}"


class Heartbeat(models.Model):
    """When something that must go on by itself last did: the sweep, each time a worker runs it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class SearchWord(models.Model):
    """A word that stands in a text that is searched: see core.search. Triggers write them; none is removed."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_typing_errors")]

    def __str__(self):
        return self.word


class JobState(models.TextChoices):
    PENDING = "pending", "Pending"
    CLAIMED = "claimed", "Claimed"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "May have gone out"
    SUPPRESSED = "suppressed", "Came too late"


FINISHED = [JobState.DONE, JobState.FAILED, JobState.UNKNOWN, JobState.SUPPRESSED]


class JobQuerySet(models.QuerySet):
    def due(self):
        return self.filter(state=JobState.PENDING, available_at__lte=timezone.now()).order_by("available_at", "pk")

    def lapsed(self):
        """Claimed, but the lease ran out: the worker died."""
        return self.filter(state=JobState.CLAIMED, leased_until__lte=timezone.now())

    def for_list(self):
        return self.order_by("-created_at", "-pk")

    def visible_to(self, user):
        """Work as such is the central team's to look at."""
        return self if user.is_central else self.none()

    def locked(self):
        """Only the rows nobody else holds: one that is being claimed or ended is passed over, not waited for."""
        return self.select_for_update(skip_locked=True)


class Job(models.Model):
    """Work an action handed over. The row is the record of it: the broker only carries its id."""

    kind = models.CharField(max_length=50)
    key = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField(default=timezone.now)
    not_after = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_one_per_kind_and_key"),
            models.CheckConstraint(
                condition=Q(state=JobState.PENDING, lease=None, leased_until=None, finished_at=None)
                | Q(state=JobState.CLAIMED, lease__isnull=False, leased_until__isnull=False, finished_at=None)
                | Q(state__in=FINISHED, lease=None, leased_until=None, finished_at__isnull=False),
                name="job_state_fits_its_lease_and_times",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.FAILED, JobState.UNKNOWN], last_error=""),
                name="job_failed_or_unknown_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.SUPPRESSED, not_after=None), name="job_suppressed_had_a_limit"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "available_at"], condition=~Q(state=JobState.DONE), name="job_not_done")
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class Scan(models.TextChoices):
    """What the virus scanner says of a file, where settings name one."""

    NONE = "none", "Not asked"
    CHECKING = "checking", "Being checked"
    CLEAN = "clean", "Nothing found"
    HARMFUL = "harmful", "Something harmful found"


class UploadQuerySet(models.QuerySet):
    def locked(self):
        return self.select_for_update(no_key=True)

    def visible_to(self, user):
        """Whoever uploaded it. Others come to a file by the thing that it belongs to, never by its own number."""
        return self.filter(owner=user)


class Upload(models.Model):
    """A file that somebody uploaded, after it was looked into: the row says what it is, the bytes are private.

    It is never changed, but for what the scanner says: another file is another row. `kind` is what the content is,
    whatever the name said.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField(help_text="Bytes")
    file = models.FileField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(file="") & ~Q(sha256=""), name="upload_has_its_bytes"),
            models.CheckConstraint(condition=Q(kind__in=UPLOAD_KINDS), name="upload_of_a_known_kind"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="upload_scan_known"),
        ]

    def __str__(self):
        return self.name

    @property
    def may_be_opened(self):
        return self.scan in (Scan.NONE, Scan.CLEAN)

    @property
    def size_words(self):
        """120 KB, 3.4 MB"""
        return f"{self.size / 1_000_000:.1f} MB" if self.size >= 1_000_000 else f"{max(1, self.size // 1000)} KB"
