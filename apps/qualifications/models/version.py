from dataclasses import dataclass

from django.conf import settings
from django.db import models

from apps.qualifications.combination import Rule
from apps.qualifications.models.catalogue import Qualification


@dataclass(frozen=True)
class VersionUnit:
    """A unit as it counted in a version."""

    code: str
    title: str
    credits: int | None
    tut_hours: int | None


class QualificationVersionQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("published_by").order_by("-number")


class QualificationVersion(models.Model):
    """A qualification as it was published once: whoever has asked for it under this version completes it by this one.

    `data`: as a catalogue file has it. `units`: those that could count, with what they counted.
    """

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    units = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = QualificationVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["qualification", "number"], name="qualification_version_one_per_number")
        ]

    def __str__(self):
        return f"Version {self.number}"

    @property
    def rule(self):
        """None where it was not known yet."""
        return Rule.from_data(self.data["rules"]) if self.data.get("rules") is not None else None

    def as_they_were(self, units):
        """What these units count in this version; one that it does not know counts as it is now."""
        known = {row["code"]: VersionUnit(**row) for row in self.units}
        return [known.get(unit.code, unit) for unit in units]
