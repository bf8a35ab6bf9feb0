from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.capability.models import Capability
from apps.members.models import Member
from apps.members.states import Purpose
from apps.surge.states import BASE_REGIONS, Base, Reach


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all for the steering group and the central team, who fill requests."""
        return self if user.decides_surge else self.filter(member__user=user)

    def live(self):
        return self.filter(left_at=None)

    def ready(self):
        """Those who can be asked: they have not left, are in post, and agree to be on the roster today."""
        return self.live().filter(member__in=Member.objects.consenting(Purpose.SURGE_ROSTER))

    def for_page(self):
        return self.select_related(
            "member__user", "member__organisation", "member__grade", "member__region", "member__line_manager"
        ).prefetch_related("skills")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class RosterEntry(models.Model):
    """That a member can be asked to help elsewhere at short notice: from which base, how far, and with what skills.

    Whoever joins again has a new one.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="roster_entries")
    base = models.CharField(max_length=20, choices=Base, blank=True, help_text="Empty for who belongs to no base")
    reach = models.CharField(max_length=20, choices=Reach)
    skills = models.ManyToManyField(Capability, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "roster entries"
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(left_at=None), name="roster_entry_one_live"),
            models.CheckConstraint(
                condition=~Q(reach=Reach.BASE) | ~Q(base=""), name="roster_entry_has_the_base_it_keeps_to"
            ),
        ]

    def __str__(self):
        return f"{self.member} on the surge roster"

    @property
    def region_code(self):
        """Where they are: at their base, or where the HR record has them."""
        return BASE_REGIONS[Base(self.base)] if self.base else self.member.region_id or ""


class AwayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.decides_surge else self.filter(member__user=user)

    def standing(self):
        return self.filter(removed_at=None)

    def ahead(self):
        """Those that are not over."""
        return self.standing().filter(ends_on__gte=timezone.localdate()).order_by("starts_on", "pk")


class Away(models.Model):
    """Days on which somebody of the roster cannot be deployed. Why is nobody's business."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="surge_away")
    starts_on = models.DateField()
    ends_on = models.DateField()
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = AwayQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "away"
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_ends_after_start")]

    def __str__(self):
        return f"{self.member_id} away from {self.starts_on}"
