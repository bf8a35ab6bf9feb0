from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.approvals.models import Task
from apps.approvals.models.task import posts_of
from apps.approvals.states import Status as Decision
from apps.members.models import Member

MOST_DAYS, MOST_NOTICE, MOST_WEEKS = 200, 28, 52


class StandingReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those of one's reports, or of the reports of whom one stands in for; all for the central team."""
        if user.is_central:
            return self
        mine, own = Q(member__user=user), user.member_or_none
        return self.filter(mine | Q(member__line_manager__in=posts_of(own)) if own else mine)

    def agreed(self):
        return self.filter(task__status=Decision.APPROVED)

    def holding(self):
        """Those under which somebody can be sent today: of several, the one agreed last."""
        agreed = self.agreed().filter(until_on__gte=timezone.localdate(), ended_at=None)
        return agreed.order_by("member", "-task__decided_at", "pk")

    def for_page(self):
        return self.select_related("task", "member__user", "member__organisation")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class StandingRelease(models.Model):
    """That a member can be sent at short notice without being asked for each time: so many working days a year, so
    long at once, with so much notice, until a day. Their manager agrees to it in advance."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="standing_releases")
    task = models.OneToOneField(Task, models.PROTECT, editable=False, related_name="standing_release")
    is_open = models.BooleanField(default=True, editable=False, help_text="It waits for somebody")
    days_a_year = models.PositiveSmallIntegerField(help_text="Working days from January to December")
    weeks_at_once = models.PositiveSmallIntegerField()
    notice_days = models.PositiveSmallIntegerField()
    until_on = models.DateField()
    cover = models.TextField(max_length=1000, blank=True, help_text="How the work is done meanwhile")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Taken back before its last day")

    objects = StandingReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_open=True), name="standing_release_one_open_for_a_member"
            ),
            models.CheckConstraint(
                condition=Q(days_a_year__range=(1, MOST_DAYS))
                & Q(weeks_at_once__range=(1, MOST_WEEKS))
                & Q(notice_days__range=(1, MOST_NOTICE)),
                name="standing_release_within_bounds",
            ),
        ]

    def __str__(self):
        return f"Standing release of {self.member}"

    def get_absolute_url(self):
        return reverse("surge:entry_detail")

    @property
    def is_agreed(self):
        return self.task.status == Decision.APPROVED

    @property
    def task_urls(self):
        """The pages of this release that its task leads to."""
        return {
            "decide_url": reverse("surge:release_decide", args=[self.pk]),
            "decide_many_url": reverse("surge:releases_decide"),
            "accept_url": reverse("surge:release_accept", args=[self.pk]),
            "withdraw_url": reverse("surge:release_withdraw", args=[self.pk]),
            "appeal_url": reverse("surge:release_appeal", args=[self.pk]),
            "again_url": reverse("surge:release_ask"),
        }
