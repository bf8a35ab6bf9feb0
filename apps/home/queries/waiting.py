"""What waits for a person, in numbers: every page shows them in its navigation, so it is one query."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, F, Func, IntegerField, Subquery, Value

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Case, Task
from apps.members.models import Member
from apps.notifications.models import Message


@dataclass(frozen=True)
class Waiting:
    """Messages not read, requests to decide, questions to answer for the central team; and who manages people."""

    unread: int
    decisions: int
    cases: int
    is_manager: bool


def waiting_for(user):
    """Read once for each request's user, however often it is asked."""
    if not hasattr(user, "_waiting"):
        user._waiting = Waiting(**_read(user))
    return user._waiting


def _read(user):
    member = user.member_or_none
    none, nobody = Value(0, output_field=IntegerField()), Value(False, output_field=BooleanField())
    may_decide = (member and member.is_in_post) or user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)
    return User.objects.filter(pk=user.pk).values(
        unread=_count(Message.objects.to(user).unread()),
        decisions=_count(Task.objects.for_decision_by(user)) if may_decide else none,
        cases=_count(Case.objects.open()) if user.is_central else none,
        is_manager=Exists(Member.objects.in_post().filter(line_manager=member)) if member else nobody,
    )[0]


def _count(queryset):
    """A subquery that says how many there are."""
    counted = queryset.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("number"), output_field=IntegerField())
