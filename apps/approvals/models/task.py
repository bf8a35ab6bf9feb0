from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models.route import FOR_MANAGER, FOR_ROLE, OF_TASK, positional
from apps.approvals.models.stand_in import StandIn
from apps.approvals.models.turn import Turn
from apps.approvals.states import COLOURS, DECIDED, MOVES, Kind, Reason, Rung, Status
from apps.core.rules import check_move
from apps.members.models import Member


class TaskQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=Status.PENDING)

    def for_decision_by(self, user):
        """The tasks this person may decide now; those that stop elsewhere or are closed are not among them."""
        return self.filter(_stops_at(user)) if _may_be_asked(user) else self.none()

    def with_may_decide(self, user):
        """`may_decide`: whether this person may decide it now."""
        return self.annotate(may_decide=_stops_at(user) if _may_be_asked(user) else Value(False))

    def with_way(self):
        """`way`: the rungs of one that waits, those ahead first, then those passed, as models/route.py has them."""
        way = RawSQL(*positional(OF_TASK, {"today": timezone.localdate()}), output_field=models.JSONField())
        return self.annotate(way=way)

    def visible_to(self, user):
        """One's own, those that one may decide, decided or was asked to decide, and those of one's reports, or of the
        reports of whom one stands in for; all for the central team."""
        if user.is_central:
            return self
        mine = Q(requested_by=user) | Q(decided_by=user)
        if member := user.member_or_none:
            mine |= Q(requester__line_manager__in=posts_of(member))
            mine |= Q(pk__in=member.turns.values("task"))
        if headed := _headed(user):
            places = Q(requester__organisation__in=headed) | Q(requester__organisation__department__in=headed)
            asked = Turn.objects.filter(task=OuterRef("pk"), rung=Rung.HEAD)
            mine |= places & Q(requester__restricted=False) & Exists(asked)
        if _may_be_asked(user):
            mine |= Q(_stops_at(user))
        return self.filter(mine)

    def in_texts(self, pks):
        """Those with these ids, as a form sends them; what is no id is nobody's."""
        return self.filter(pk__in=[pk for pk in pks if _is_uuid(pk)])

    def with_due(self):
        """`due_on`: the last day on which an answer of whoever is asked now is in time."""
        open_turn = Turn.objects.open().filter(task=OuterRef("pk"))
        return self.annotate(due_on=Subquery(open_turn.values("due_on")[:1]))

    def refused_before(self, task):
        """Earlier refusals of the same thing to the same person."""
        return self.filter(
            requester=task.requester_id, kind=task.kind, subject=task.subject, status=Status.REFUSED
        ).exclude(pk=task.pk)

    def for_list(self):
        return self.select_related("requester__organisation", "requester__grade", "decided_by").order_by(
            "asked_at", "pk"
        )

    def for_inbox(self):
        """What a list of requests shows, and no more: rows of everything take as long as all else on the page."""
        names = ["requester__given_name", "requester__family_name"]
        shown = self.with_due().select_related("requester").only("title", "status", "asked_at", "decide_url", *names)
        return shown.order_by("asked_at", "pk")

    def locked(self):
        """Join no `decided_by` to it: after a wait the row is the new one, but what was joined is still the old."""
        return self.select_for_update(of=["self"], no_key=True)


def count_for_decision_by(user):
    """How many tasks this person may decide now: (SQL, parameters), to be a column of another statement."""
    if not _may_be_asked(user):
        return "SELECT 0", []
    sql, parameters = _for_person(user)
    return f"SELECT count(*) FROM ({sql}) stopping", parameters  # noqa: S608


def posts_of(member):
    """Whose reports this person answers for today: their own, and those of the managers they stand in for."""
    standing = StandIn.objects.standing().filter(deputy=member)
    return Member.objects.filter(Q(pk=member.pk) | Q(pk__in=standing.values("manager")))


def _headed(user):
    return [scope.code for scope in user.scopes_of(Role.HEAD_OF_PROFESSION)]


def _may_be_asked(user):
    """Whoever has left or is away is not, nor somebody without a record or a role."""
    member = user.member_or_none
    return member.is_in_post if member else bool(_headed(user) or user.is_central)


def _stops_at(user):
    """Not `IN (…)`: for a few rows Postgres would rather go through all tasks than look them up."""
    stopping = RawSQL(*_for_person(user))
    template = {"template": "(%(expressions)s))", "arg_joiner": " = ANY(ARRAY"}
    return Func(F("pk"), stopping, output_field=models.BooleanField(), **template)


def _for_person(user):
    member, headed = user.member_or_none, _headed(user)
    return positional(
        FOR_ROLE if headed or user.is_central else FOR_MANAGER,
        {
            "today": timezone.localdate(),
            "user": user.pk,
            "member": member.pk if member else None,
            "headed": headed,
            "is_central": user.is_central,
        },
    )


class Task(models.Model):
    """Something that somebody must decide. The domain that asked points to it and gives the addresses of its own
    pages: where it is decided, alone or among many, where changes are accepted, where it is withdrawn, where an appeal
    is made and where it can be asked again.

    `facts` is what the decider sees and the requester saw before sending: a list of [label, value] pairs of text.
    `subject` says what it is about, the same each time that the same thing is asked. A task that `follows` another
    one is an appeal against it, or has been taken up again by the central team.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40, choices=Kind)
    subject = models.CharField(max_length=100)
    title = models.CharField(max_length=250)
    facts = models.JSONField(default=list)
    requester = models.ForeignKey(Member, models.PROTECT, related_name="tasks_asked")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="followed_by")
    why_again = models.TextField(
        max_length=2000, blank=True, editable=False, help_text="What was missed the first time"
    )
    to_central = models.BooleanField(default=False, editable=False)
    decide_url = models.CharField(max_length=200)
    decide_many_url = models.CharField(max_length=200)
    accept_url = models.CharField(max_length=200)
    withdraw_url = models.CharField(max_length=200)
    appeal_url = models.CharField(max_length=200)
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
            models.CheckConstraint(condition=~Q(follows=F("pk")), name="task_does_not_follow_itself"),
        ]
        indexes = [
            models.Index(fields=["requester"], condition=Q(status=Status.PENDING), name="task_waiting"),
            models.Index(fields=["requester", "kind", "subject"], name="task_by_subject"),
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
    def is_late(self):
        """Of a task read `with_due`."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def change_url(self):
        return f"{self.decide_url}?decision={Status.CHANGED}"

    @property
    def refuse_url(self):
        return f"{self.decide_url}?decision={Status.REFUSED}"

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status


def _is_uuid(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False
