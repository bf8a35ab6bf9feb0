from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.qualifications.models.enrolment import Enrolment
from apps.qualifications.states import DeferralReason


class DeferralQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Deferral(models.Model):
    """A break in a study: since when, why, and until when it is meant to last."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="deferrals")
    reason = models.CharField(max_length=20, choices=DeferralReason)
    since = models.DateField(default=timezone.localdate)
    return_on = models.DateField()
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Returned, or withdrawn")

    objects = DeferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(ended_at=None), name="deferral_one_open_per_enrolment"
            ),
            models.CheckConstraint(condition=Q(return_on__gt=F("since")), name="deferral_returns_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.since} to {self.return_on}"
