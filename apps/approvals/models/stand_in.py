from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.members.models import Member
from apps.members.models.absence import DateRange


class StandInQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those for whom one stands in, all for the central team."""
        own = user.member_or_none
        return self if user.is_central else self.filter(Q(manager=own) | Q(deputy=own)) if own else self.none()

    def standing(self, on=None):
        """Those of today, or of another day."""
        day = on or timezone.localdate()
        return self.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)

    def not_over(self):
        """Those of today and those to come."""
        return self.filter(ended_at=None, ends_on__gte=timezone.localdate()).order_by("starts_on", "pk")

    def between(self, starts_on, ends_on):
        """Those that hold on any of these days."""
        return self.filter(ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)

    def for_list(self):
        return self.select_related("manager", "deputy")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class StandIn(models.Model):
    """Who decides for a manager between two dates, both included. The manager may still decide, too."""

    manager = models.ForeignKey(Member, models.PROTECT, related_name="stand_ins")
    deputy = models.ForeignKey(Member, models.PROTECT, related_name="stands_in")
    starts_on = models.DateField()
    ends_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Ended before its time")

    objects = StandInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(manager=F("deputy")), name="stand_in_is_somebody_else"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stand_in_ends_after_start"),
            ExclusionConstraint(
                name="stand_in_one_at_a_time",
                expressions=[
                    ("manager", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
            ),
        ]
        indexes = [models.Index(fields=["deputy"], condition=Q(ended_at=None), name="stand_in_by_deputy")]

    def __str__(self):
        return f"{self.deputy} for {self.manager}"
