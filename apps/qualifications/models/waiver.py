from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.members.models import Member
from apps.qualifications.models.catalogue import Qualification
from apps.qualifications.states import Requirement


class WaiverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all for the central team."""
        return self if user.is_central else self.filter(member__user=user)

    def current(self):
        return self.filter(ended_at=None)

    def for_list(self):
        return self.select_related("member", "qualification", "given_by", "ended_by").order_by("-given_at", "-pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Waiver(models.Model):
    """The central team lets somebody take a qualification although a rule says no: which rules, and why."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="waivers")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="waivers")
    rules = ArrayField(models.CharField(max_length=20, choices=Requirement))
    reason = models.TextField(max_length=1000)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "qualification"], condition=Q(ended_at=None), name="waiver_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(rules=[]) & ~Q(reason=""), name="waiver_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="waiver_ended_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.qualification}"

    @property
    def rules_words(self):
        return [Requirement(rule).label for rule in self.rules]
