from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from apps.members.models.member import Member
from apps.members.states import AbsenceKind


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those of one's reports, all for the central team."""
        return self if user.is_central else self.filter(member__in=Member.objects.visible_to(user))

    def standing(self):
        return self.filter(cancelled_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Absence(models.Model):
    """Days on which a member works somewhere else, the first and the last included: whatever sends people away has
    its row here, so that nobody is in two places at once."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=20, choices=AbsenceKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cancelled_at = models.DateTimeField(null=True, editable=False, help_text="It did not come to it")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            ExclusionConstraint(
                name="absence_one_place_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.member}"
