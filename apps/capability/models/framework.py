"""What somebody is assessed against: frameworks with their versions, levels, capabilities and statements."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.capability.states import VERSION_COLOURS, VERSION_MOVES, Provenance, VersionStatus
from apps.core.rules import check_move
from apps.members.models import Grade, JobFamily


class Framework(models.Model):
    """A set of capabilities for some grades, whatever its version."""

    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=200, help_text="That of its latest published version")

    def __str__(self):
        return self.title


class FrameworkVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is published is open to everybody; the central team sees the rest too."""
        return self if user.is_central else self.exclude(status=VersionStatus.DRAFT)

    def published(self):
        return self.filter(status=VersionStatus.PUBLISHED)

    def offered_to(self, member):
        """For the member's grade. Whoever has none on record may choose among all."""
        rows = self.published().order_by("title", "pk")
        return rows.filter(grades__contains=[member.grade_id]) if member.grade_id else rows

    def for_list(self):
        return self.select_related("framework", "loaded_by", "published_by").order_by(
            "framework__title", "-loaded_at", "pk"
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class FrameworkVersion(models.Model):
    """A framework as it was loaded from a file. Once published it never changes, and nor does what belongs to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False)
    grades = ArrayField(models.CharField(max_length=10), help_text="Codes of those for whom it was written")
    audience_note = models.TextField(max_length=1000, blank=True)
    wording = models.TextField(max_length=2000, blank=True, help_text="Where the words come from")
    expected_provenance = models.CharField(max_length=20, choices=Provenance, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the file says, however it is written")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "version"], name="framework_version_once"),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(status=VersionStatus.PUBLISHED),
                name="framework_one_published_version",
            ),
            models.CheckConstraint(
                condition=~Q(published_by=F("loaded_by")), name="framework_published_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, published_at=None, published_by=None)
                | ~Q(status=VersionStatus.DRAFT)
                & Q(published_at__isnull=False)
                & (Q(published_by__isnull=False) | Q(loaded_by=None)),
                name="framework_published_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"

    def move_to(self, status):
        check_move(VERSION_MOVES, VersionStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return VERSION_COLOURS[VersionStatus(self.status)]


class Level(models.Model):
    """A level of a version. `order` counts from 1, the lowest; 0 is “not yet”."""

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="levels")
    slug = models.SlugField(max_length=50)
    title = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()
    definition = models.TextField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="level_once_in_a_version"),
            models.UniqueConstraint(fields=["version", "order"], name="level_one_in_each_place"),
            models.CheckConstraint(condition=Q(order__gte=1), name="level_above_not_yet"),
        ]
        ordering = ["version", "order"]

    def __str__(self):
        return self.title


class Capability(models.Model):
    """One of the capabilities, or skills, of a version. What it develops into may be of another framework."""

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="capabilities")
    code = models.CharField(max_length=10)
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    summary = models.TextField(max_length=500)
    descriptor = models.TextField(max_length=2000, blank=True)
    develops_into = ArrayField(models.SlugField(max_length=100), default=list, help_text="Slugs of capabilities")
    provenance = models.CharField(max_length=20, choices=Provenance, blank=True)
    statements_provenance = models.CharField(max_length=20, choices=Provenance, blank=True)

    class Meta:
        verbose_name_plural = "capabilities"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="capability_code_once_in_a_version"),
            models.UniqueConstraint(fields=["version", "slug"], name="capability_once_in_a_version"),
            models.UniqueConstraint(fields=["version", "order"], name="capability_one_in_each_place"),
        ]
        ordering = ["version", "order"]

    def __str__(self):
        return self.title


class Statement(models.Model):
    """What somebody does who is at a level of a capability."""

    capability = models.ForeignKey(Capability, models.PROTECT, related_name="statements")
    level = models.ForeignKey(Level, models.PROTECT, related_name="statements")
    code = models.CharField(max_length=20)
    text = models.TextField(max_length=1000)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["capability", "code"], name="statement_once_in_a_capability")]
        ordering = ["capability", "order"]

    def __str__(self):
        return self.code


class ExpectedLevel(models.Model):
    """The level expected of a grade, or of a role (a job family, perhaps at a grade): of each capability, or of one.

    Where several fit, a role goes before a grade alone, and one capability before all.
    """

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="expected_levels")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+")
    job_family = models.ForeignKey(JobFamily, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=200, blank=True, help_text="What the role profile is called")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "grade", "job_family", "capability"],
                nulls_distinct=False,
                name="expected_level_once_for_whom_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(grade__isnull=False) | Q(job_family__isnull=False), name="expected_level_is_for_somebody"
            ),
        ]

    def __str__(self):
        return f"{self.level} for {self.role or self.grade}"
