from django.conf import settings
from django.db import models

from apps.members.models import Member
from apps.secondments.models.opportunity import Opportunity

MOST_ASKED = 30  # people whom the hosts of one opportunity may ask: a search is no mailing list


class ApproachQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those that were sent to oneself."""
        return self.filter(models.Q(by=user) | models.Q(member__user=user))


class Approach(models.Model):
    """That a host asked somebody whom they found in the talent search to look at an opportunity. Once for each."""

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="approaches")
    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="approaches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "approaches"
        constraints = [
            models.UniqueConstraint(fields=["member", "opportunity"], name="approach_once_for_an_opportunity")
        ]

    def __str__(self):
        return f"Approach {self.pk}"
