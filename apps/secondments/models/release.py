from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.approvals.models import Task
from apps.approvals.models.task import posts_of
from apps.approvals.states import Status as Decision
from apps.secondments.models.application import Application
from apps.secondments.states import Backfill, Stage

LONGEST_WORDS = 1000


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those of one's reports, or of the reports of whom one stands in for; all for the central team."""
        if user.is_central:
            return self
        mine, own = Q(application__member__user=user), user.member_or_none
        return self.filter(mine | Q(application__member__line_manager__in=posts_of(own)) if own else mine)

    def for_page(self):
        return self.select_related("task", "application__member__user", "application__opportunity__organisation")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Release(models.Model):
    """That a member's own department lets them go for a while: in principle when they apply, firmly when they are
    offered the place. How their work is done meanwhile is part of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="releases")
    stage = models.CharField(max_length=20, choices=Stage)
    task = models.OneToOneField(Task, models.PROTECT, editable=False, related_name="release")
    is_open = models.BooleanField(default=True, editable=False, help_text="It waits for somebody")
    from_on = models.DateField(help_text="From when they can go")
    until_on = models.DateField()
    conditions = models.TextField(max_length=LONGEST_WORDS, blank=True)
    backfill = models.CharField(max_length=20, choices=Backfill, default=Backfill.NONE)
    backfill_by = models.CharField(max_length=200, blank=True)
    backfill_cost = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    backfill_from = models.DateField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(is_open=True), name="release_one_open_for_an_application"
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="release_ends_after_start"),
            models.CheckConstraint(
                condition=Q(backfill=Backfill.NONE, backfill_by="", backfill_cost=None, backfill_from=None)
                | ~Q(backfill=Backfill.NONE) & Q(backfill_from__isnull=False),
                name="release_backfill_says_from_when",
            ),
            models.CheckConstraint(
                condition=Q(backfill_cost=None) | Q(backfill_cost__gte=0),
                name="release_backfill_costs_nothing_or_more",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.application}"

    def get_absolute_url(self):
        return self.application.get_absolute_url()

    @property
    def is_agreed(self):
        return self.task.status == Decision.APPROVED

    @property
    def task_urls(self):
        """The pages of this release that its task leads to."""
        return {
            "decide_url": reverse("secondments:release_decide", args=[self.pk]),
            "decide_many_url": reverse("secondments:releases_decide"),
            "accept_url": reverse("secondments:release_accept", args=[self.pk]),
            "withdraw_url": reverse("secondments:release_withdraw", args=[self.pk]),
            "appeal_url": reverse("secondments:release_appeal", args=[self.pk]),
            "again_url": reverse("secondments:release_ask", args=[self.application_id]),
        }
