from django.db import models
from django.db.models import Q

from apps.learning.models.content import UnitContent
from apps.learning.states import AchievedBy
from apps.qualifications.states import Provenance


class Assignment(models.Model):
    """What a learner writes about their own work to show a unit: a brief, and criteria that an assessor marks.

    Days are working days. The brief is Markdown.
    """

    content = models.OneToOneField(UnitContent, models.CASCADE, related_name="assignment")
    title = models.CharField(max_length=200)
    brief = models.TextField()
    achieved_by = models.CharField(max_length=20, choices=AchievedBy)
    mark_days = models.PositiveSmallIntegerField(help_text="Until it is marked")
    resubmit_days = models.PositiveSmallIntegerField(help_text="Until it must be sent again after “not yet”")
    provenance = models.CharField(max_length=20, choices=Provenance)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mark_days__gte=1, resubmit_days__gte=1), name="assignment_days_are_at_least_one"
            )
        ]

    def __str__(self):
        return self.title


class Criterion(models.Model):
    """One thing to show. `outcome` is the place, from 1, of the unit's outcome that it belongs to."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    outcome = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    guidance = models.CharField(max_length=500)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "order"], name="criterion_one_per_place"),
            models.UniqueConstraint(fields=["assignment", "code"], name="criterion_one_per_code"),
        ]
        ordering = ["assignment", "order"]

    def __str__(self):
        return f"{self.code} {self.text}"
