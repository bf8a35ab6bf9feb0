from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.roles import Role
from apps.members.models.organisation import Organisation
from apps.members.states import EmploymentStatus, Standing


class GrantQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.filter(user=user)

    def current(self):
        """Those that hold today. One that was ended early holds no more from that moment, nor does a leaver's."""
        today = timezone.localdate()
        dates = Q(ends_on=None) | Q(ends_on__gte=today)
        grants = self.filter(dates, starts_on__lte=today, ended_at=None, user__is_active=True)
        return grants.exclude(user__member__status=EmploymentStatus.LEFT)

    def coming(self):
        """Those that begin on a later day."""
        return self.filter(starts_on__gt=timezone.localdate(), ended_at=None)

    def over(self):
        """Those that were, or were ended, or whose person has left."""
        return self.exclude(pk__in=self.current().values("pk")).exclude(pk__in=self.coming().values("pk"))

    def for_list(self):
        return self.select_related("user__member", "organisation", "given_by", "ended_by").order_by(
            "-starts_on", "-pk"
        )

    def overlapping(self, starts_on, ends_on):
        """Those that hold on some day from the first date to the last, which may be open."""
        until = Q(starts_on__lte=ends_on) if ends_on else Q()
        return self.filter(until, Q(ends_on=None) | Q(ends_on__gte=starts_on), ended_at=None)

    def heads_for(self, organisation):
        """Heads of profession whose department (or organisation) this is or lies in."""
        return self.current().filter(
            role=Role.HEAD_OF_PROFESSION, organisation__in=[organisation.code, organisation.department_code]
        )

    def central(self):
        return self.current().filter(role=Role.CENTRAL)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Grant(models.Model):
    """A role someone was given: for which part of the tree, from when until when, and by whom."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Ended before its time")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(ends_on=None, ended_at=None),
                nulls_distinct=False,
                name="grant_one_open_per_scope",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="grant_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(given_by=F("user")), name="grant_not_given_to_oneself"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="grant_ended_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.HEAD_OF_PROFESSION, Role.CHAMPION, Role.AUTHOR, Role.SURGE_LEAD])
                | Q(organisation__isnull=False),
                name="grant_says_for_which_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.PARTNER_HOST, Role.INWARD]) | Q(ends_on__isnull=False),
                name="grant_of_a_guest_ends",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.organisation}" if self.organisation else self.get_role_display()

    @property
    def standing(self):
        """Where it stands today, as the lists of current, coming and over have it."""
        today, member = timezone.localdate(), self.user.member_or_none
        is_over = self.ended_at or (self.ends_on and self.ends_on < today)
        if not is_over and self.starts_on > today:
            return Standing.COMING
        is_out = not self.user.is_active or (member and member.status == EmploymentStatus.LEFT)
        return Standing.OVER if is_over or is_out else Standing.CURRENT
