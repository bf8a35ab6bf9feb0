from django.db import models
from django.db.models import Count, F, Q

from apps.members.models.member import Member
from apps.members.models.organisation import Grade, JobFamily, Organisation

FEWEST = 10  # people of whom a move is told: fewer could be recognised
STEP = 5  # numbers are rounded to this


class MoveQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those of one's reports, all for the central team."""
        return self if user.is_central else self.filter(member__in=Member.objects.visible_to(user))

    def of_people_like(self, member):
        """To another job family or grade, from where the member is now. Nobody restricted, and not the member."""
        others = self.filter(member__restricted=False).exclude(member=member)
        same = others.filter(from_family=member.job_family_id, from_grade=member.grade_id)
        return same.exclude(to_family=F("from_family"), to_grade=F("from_grade"))

    def told(self):
        """[{"to_family", "to_grade", "people"}], most first: of each move that is not rare how many made it, rounded.

        Names of the two are in "family" and "grade".
        """
        names = {"family": F("to_family__title"), "grade": F("to_grade__name"), "order": F("to_grade__order")}
        rows = self.filter(to_family__isnull=False, to_grade__isnull=False).order_by()
        counted = rows.values("to_family", "to_grade", **names).annotate(people=Count("member", distinct=True))
        found = counted.filter(people__gte=FEWEST).order_by("-people", "order", "to_family")
        return [row | {"people": row["people"] // STEP * STEP} for row in found]


class Move(models.Model):
    """A change of grade, job family or organisation, as an HR feed told it: for what people like somebody did next."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="moves")
    told_on = models.DateField(help_text="The day that the HR feed is of")
    from_grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+")
    to_grade = models.ForeignKey(Grade, models.PROTECT, null=True, db_index=False, related_name="+")
    from_family = models.ForeignKey(JobFamily, models.PROTECT, null=True, db_index=False, related_name="+")
    to_family = models.ForeignKey(JobFamily, models.PROTECT, null=True, db_index=False, related_name="+")
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation"))
                | Q(from_grade__isnull=True, to_grade__isnull=False)
                | Q(from_grade__isnull=False, to_grade__isnull=True)
                | ~Q(from_grade=F("to_grade"))
                | Q(from_family__isnull=True, to_family__isnull=False)
                | Q(from_family__isnull=False, to_family__isnull=True)
                | ~Q(from_family=F("to_family")),
                name="move_changes_something",
            )
        ]
        indexes = [models.Index(fields=["from_family", "from_grade"], name="move_by_start")]

    def __str__(self):
        return f"Move of {self.member_id}, told on {self.told_on}"
