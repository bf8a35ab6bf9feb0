"""What waits for a person. Every page shows the numbers in its navigation, so all of it is one query."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, JSONField, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.clock import working_days_between
from apps.approvals.models import Case, Task
from apps.members.models import Member
from apps.notifications.models import Message


@dataclass(frozen=True)
class Decision:
    """A request that waits for this person's decision, with the working days it has waited."""

    requester: str
    title: str
    asked_at: datetime
    waited: int
    href: str


@dataclass(frozen=True)
class Waiting:
    """How many messages are not read, requests to decide, questions to the central team; who manages people."""

    unread: int
    decisions: int
    cases: int
    is_manager: bool
    longest: list  # the decisions that have waited longest, where they were asked for


def waiting_for(user, *, longest=0):
    """Read once for each request's user: the page asks first, and its navigation shows what was read then."""
    if not hasattr(user, "_waiting"):
        user._waiting = _read(user, longest)
    return user._waiting


def _read(user, longest):
    member, nothing = user.member_or_none, Value(0)
    may_decide = (member and member.is_in_post) or user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)
    tasks = Task.objects.for_decision_by(user)
    found = User.objects.filter(pk=user.pk).values(
        unread=_count(Message.objects.to(user).unread()),
        decisions=_count(tasks) if may_decide else nothing,
        cases=_count(Case.objects.open()) if user.is_central else nothing,
        is_manager=Exists(Member.objects.in_post().filter(line_manager=member)) if member else Value(False),
        longest=_longest(tasks, longest) if may_decide and longest else Value([], output_field=JSONField()),
    )[0]
    return Waiting(**found | {"longest": [_decision(**task) for task in found["longest"]]})


def _count(queryset):
    """A subquery that says how many there are."""
    counted = queryset.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("number"))


def _longest(tasks, number):
    fields = {
        "pk": "pk",
        "title": "title",
        "asked_at": "asked_at",
        "given_name": "requester__given_name",
        "family_name": "requester__family_name",
        "region": "requester__region",
    }
    return ArraySubquery(tasks.order_by("asked_at", "pk")[:number].values(task=JSONObject(**fields)))


def _decision(pk, title, asked_at, given_name, family_name, region):
    asked_at = datetime.fromisoformat(asked_at)
    return Decision(
        requester=f"{given_name} {family_name}".strip(),
        title=title,
        asked_at=asked_at,
        waited=working_days_between(timezone.localdate(asked_at), timezone.localdate(), region),
        href=reverse("approvals:task_detail", args=[pk]),
    )
