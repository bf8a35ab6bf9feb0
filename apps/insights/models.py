from datetime import date

from django.db import models

from apps.accounts.roles import Role


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of each they see their own part: permissions.can_read_scope says which."""
        return self if user.is_central or user.has_role(Role.HEAD_OF_PROFESSION) else self.none()

    def latest_first(self):
        return self.order_by("-as_of")


class Snapshot(models.Model):
    """The figures as published for one day, already rounded: page, chart and CSV read nothing else."""

    as_of = models.DateField(unique=True)
    published_at = models.DateTimeField(auto_now=True)
    figures = models.JSONField()

    objects = SnapshotQuerySet.as_manager()

    def __str__(self):
        return f"Figures as of {self.as_of}"

    @property
    def hr_feed_day(self):
        """The day of the HR feed that the headcounts come from, or None."""
        day = self.figures["hr_feed"]
        return date.fromisoformat(day) if day else None


class CapabilityFiguresQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As of the snapshot that they belong to."""
        return self.filter(snapshot__in=Snapshot.objects.visible_to(user))


class CapabilityFigures(models.Model):
    """Where the people of one scope stand against each framework, as published: a page reads one row."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="capability")
    scope = models.CharField(max_length=20, blank=True, help_text="Code of a department, or empty for the profession")
    figures = models.JSONField()

    objects = CapabilityFiguresQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "capability figures"
        constraints = [models.UniqueConstraint(fields=["snapshot", "scope"], name="capability_figures_once_a_day")]

    def __str__(self):
        return f"{self.snapshot}, {self.scope or 'all departments'}"
