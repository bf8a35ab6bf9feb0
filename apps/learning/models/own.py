from django.db import models


class OwnQuerySet(models.QuerySet):
    """Rows that belong to an enrolled unit: `enrolled_unit` of their model leads to whose they are."""

    def visible_to(self, user):
        return self.filter(enrolled_unit__enrolment__member__user=user)

    def at(self, enrolled_unit):
        """All of this person's at the unit, in whichever of their enrolments."""
        return self.filter(
            enrolled_unit__unit=enrolled_unit.unit_id,
            enrolled_unit__enrolment__member=enrolled_unit.enrolment.member_id,
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)
