from datetime import date

from django.db import models

from apps.accounts.roles import Role
from apps.insights.states import SHAPE, Topic


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of each they see their own part: permissions.can_read_scope says which."""
        may = user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)
        return self.filter(shape=SHAPE) if may else self.none()

    def latest_first(self):
        return self.order_by("-as_of")


class Snapshot(models.Model):
    """The figures as published for one day, already rounded: page, chart and CSV read nothing else."""

    as_of = models.DateField(unique=True)
    published_at = models.DateTimeField(auto_now=True)
    shape = models.PositiveSmallIntegerField(default=SHAPE, help_text="Of the figures, as the pages know them")
    figures = models.JSONField()

    objects = SnapshotQuerySet.as_manager()

    def __str__(self):
        return f"Figures as of {self.as_of}"

    @property
    def hr_feed_day(self):
        """The day of the HR feed that the headcounts come from, or None."""
        day = self.figures["hr_feed"]
        return date.fromisoformat(day) if day else None


class AnswersQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As of the snapshot that they belong to."""
        return self.filter(snapshot__in=Snapshot.objects.visible_to(user))


class Answers(models.Model):
    """The published figures of one scope about one topic: a page reads a row, whatever there is beside it."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="answers")
    topic = models.CharField(max_length=20, choices=Topic)
    scope = models.CharField(max_length=40, blank=True, help_text="Code of an organisation, or empty: the profession")
    figures = models.JSONField()

    objects = AnswersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "answers"
        constraints = [models.UniqueConstraint(fields=["snapshot", "topic", "scope"], name="answers_once_a_day")]

    def __str__(self):
        return f"{self.snapshot}, {self.get_topic_display()}, {self.scope or 'all departments'}"
