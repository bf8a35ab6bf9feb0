from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from apps.accounts.roles import Role
from apps.approvals.states import CASE_MOVES, COLOURS, DECIDED, MOVES, CaseStatus, Kind, Reason, Status
from apps.core.rules import check_move
from apps.members.models import Grant, Member
from apps.members.states import EmploymentStatus

# Holders of a role who are there to decide: one who has left or is away is passed over, as a manager is.
IN_POST = ~Q(user__member__status__in=[EmploymentStatus.ABSENT, EmploymentStatus.LEFT])

# Tasks above whose requester no post is filled: they go to the head of profession, then to the central team. Those
# that are closed stay readable for a month, so that whoever comes second learns who was first.
NOBODY_ABOVE = """
    WITH RECURSIVE up AS (
        SELECT task.id AS task, requester.line_manager_id AS above
        FROM approvals_task task JOIN members_member requester ON requester.id = task.requester_id
        WHERE task.status = 'pending' OR COALESCE(task.decided_at, task.asked_at) > now() - interval '30 days'
        UNION
        SELECT up.task, vacant.line_manager_id FROM up
        JOIN members_member vacant ON vacant.id = up.above WHERE vacant.status <> 'in_post'
    ) SELECT task FROM up WHERE above IS NULL
"""


class TaskQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=Status.PENDING)

    def for_decision_by(self, user):
        """The tasks this person may decide now: the same answer as routing.stop_of gives, for all tasks at once."""
        return self.waiting().filter(self._route(user)).exclude(requested_by=user)

    def _route(self, user):
        member = user.member_or_none
        if member and not member.is_in_post:
            return Q(pk=None)
        mine = Q(requester__in=Member.objects.answering_to(member)) if member else Q(pk=None)
        if user.has_role(Role.HEAD_OF_PROFESSION) or user.is_central:
            mine |= Q(pk__in=RawSQL(NOBODY_ABOVE, [])) & self._beyond_the_line(user)
        return mine

    def _beyond_the_line(self, user):
        codes = [scope.code for scope in user.scopes_of(Role.HEAD_OF_PROFESSION)]
        headed = Q(requester__organisation__in=codes) | Q(requester__organisation__department__in=codes)
        if not user.is_central:
            return headed
        heads = Grant.objects.current().filter(IN_POST, role=Role.HEAD_OF_PROFESSION)
        heads = heads.exclude(user=models.OuterRef("requested_by"))
        without_head = ~models.Exists(
            heads.filter(organisation=models.OuterRef("requester__organisation"))
        ) & ~models.Exists(heads.filter(organisation=models.OuterRef("requester__organisation__department")))
        return headed | without_head

    def visible_to(self, user):
        """The requester's, those of the people one answers for, those one decided; all for the central team."""
        if user.is_central:
            return self
        return self.filter(Q(requested_by=user) | Q(decided_by=user) | self._route(user))

    def for_list(self):
        return self.select_related("requester__organisation", "requester__grade", "decided_by").order_by(
            "asked_at", "pk"
        )

    def locked(self):
        """Join no `decided_by` to it: after a wait the row is the new one, but what was joined is still the old."""
        return self.select_for_update(of=["self"], no_key=True)


class Task(models.Model):
    """Something that somebody must decide. The domain that asked points to it and gives the addresses of its own
    pages: where it is decided, where changes are accepted, where it is withdrawn, where it can be asked again.

    `facts` is what the decider sees and the requester saw before sending: a list of [label, value] pairs of text.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40, choices=Kind)
    title = models.CharField(max_length=250)
    facts = models.JSONField(default=list)
    requester = models.ForeignKey(Member, models.PROTECT, related_name="tasks_asked")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decide_url = models.CharField(max_length=200)
    accept_url = models.CharField(max_length=200)
    withdraw_url = models.CharField(max_length=200)
    again_url = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=Reason, blank=True, editable=False)
    comment = models.TextField(max_length=2000, blank=True, editable=False)
    changes = models.JSONField(default=list, editable=False, help_text="What was changed: [label, value] pairs")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("requested_by")), name="task_not_decided_by_requester"),
            models.CheckConstraint(
                condition=Q(status__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | Q(status=Status.PENDING, decided_at=None, decided_by=None)
                | Q(status=Status.WITHDRAWN),
                name="task_decided_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.REFUSED) & ~Q(reason="") | ~Q(status=Status.REFUSED) & Q(reason=""),
                name="task_refused_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["requester"], condition=Q(status=Status.PENDING), name="task_waiting"),
            models.Index(fields=["decided_by"], name="task_by_decider"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("approvals:task_detail", args=[self.pk])

    @property
    def colour(self):
        return COLOURS[Status(self.status)]

    @property
    def change_url(self):
        return f"{self.decide_url}?decision={Status.CHANGED}"

    @property
    def refuse_url(self):
        return f"{self.decide_url}?decision={Status.REFUSED}"

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.filter(opened_by=user)

    def open(self):
        return self.filter(status=CaseStatus.OPEN)

    def for_list(self):
        return self.select_related("task__requester__organisation", "opened_by", "closed_by").order_by(
            "opened_at", "pk"
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Case(models.Model):
    """A question to the central team about a task: the way out of every refusal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    question = models.TextField(max_length=2000)
    status = models.CharField(max_length=20, choices=CaseStatus, default=CaseStatus.OPEN, editable=False)
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
                condition=Q(status=CaseStatus.OPEN, closed_at=None, closed_by=None, answer="")
                | Q(status=CaseStatus.CLOSED, closed_at__isnull=False, closed_by__isnull=False) & ~Q(answer=""),
                name="case_closed_says_when_by_whom_and_what",
            ),
            models.CheckConstraint(condition=~Q(closed_by=F("opened_by")), name="case_not_answered_by_the_asker"),
        ]

    def __str__(self):
        return f"Question about “{self.task.title}”"

    def move_to(self, status):
        check_move(CASE_MOVES, CaseStatus(self.status), status)
        self.status = status
