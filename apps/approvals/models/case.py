from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.approvals.models.task import Task
from apps.approvals.states import CASE_MOVES, CaseStatus, Outcome
from apps.core.rules import check_move


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those about one's own requests; all for the central team."""
        return self if user.is_central else self.filter(task__requested_by=user)

    def open(self):
        return self.filter(status=CaseStatus.OPEN)

    def for_list(self):
        return self.select_related(
            "task__requester__organisation", "task__requested_by", "opened_by", "owner", "closed_by"
        ).order_by("opened_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Case(models.Model):
    """A question to the central team about a request: the way out of a refusal, and of waiting too long.

    Where nobody opened it, the portal did, because the same thing was refused twice. `answer` is the letter that the
    requester gets.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    question = models.TextField(max_length=2000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    status = models.CharField(max_length=20, choices=CaseStatus, default=CaseStatus.OPEN, editable=False)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, editable=False)
    answer = models.TextField(max_length=4000, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(status=CaseStatus.OPEN), name="case_one_open_per_task"
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.OPEN, closed_at=None, closed_by=None, answer="", outcome="")
                | Q(status=CaseStatus.CLOSED, closed_at__isnull=False)
                & ~Q(answer="")
                & ~Q(outcome="")
                & (Q(closed_by__isnull=False) | Q(outcome=Outcome.OVERTAKEN)),
                name="case_closed_says_when_by_whom_and_what",
            ),
            models.CheckConstraint(condition=~Q(closed_by=F("opened_by")), name="case_not_answered_by_the_asker"),
            models.CheckConstraint(condition=~Q(owner=F("opened_by")), name="case_not_owned_by_the_asker"),
        ]

    def __str__(self):
        return f"Question about “{self.task.title}”"

    def move_to(self, status):
        check_move(CASE_MOVES, CaseStatus(self.status), status)
        self.status = status
