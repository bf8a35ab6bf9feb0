"""What the pages of decisions show. Reading only."""

from dataclasses import dataclass

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from apps.approvals.models import StandIn, Task
from apps.core.models import AuditEvent
from apps.members.models import Member

MOST_TOGETHER = 100
LATE, ALL = "late", ""


def history_of(task):
    """What happened to a request, in sentences, oldest first."""
    return AuditEvent.objects.about(task, *task.cases.all())


def next_for(user):
    """The request that has waited longest for this person."""
    return Task.objects.for_decision_by(user).for_list().first()


@dataclass(frozen=True)
class Inbox:
    """What waits for a person, all of it or a part. `parts` to choose from: [(name in the address, words, count)].

    `shown`: how many are in the part that is shown, `count` in all.
    """

    tasks: object
    shown: int
    count: int
    oldest: object
    show: str
    parts: list


def inbox(user, show):
    """`show` names a part: those that are late, one kind, or those of a manager whom one stands in for."""
    waiting = Task.objects.for_decision_by(user).with_due()
    member, today = user.member_or_none, timezone.localdate()
    standing = list(StandIn.objects.standing().filter(deputy=member).for_list()) if member else []
    which = {LATE: Q(due_on__lt=today)}
    which |= {f"for-{row.manager_id}": Q(requester__line_manager=row.manager_id) for row in standing}
    counted = waiting.aggregate(
        count=Count("pk"),
        oldest=Min("asked_at"),
        **{f"part_{n}": Count("pk", filter=q) for n, q in enumerate(which.values())},
    )
    words = ["Late", *(f"For {row.manager}" for row in standing)]
    parts = [(ALL, "All", counted["count"])]
    parts += [
        (name, text, counted[f"part_{number}"])
        for number, (name, text) in enumerate(zip(which, words, strict=True))
        if counted[f"part_{number}"]
    ]
    show = show if show in {name for name, _, _ in parts} else ALL
    tasks = waiting.filter(which[show]) if show else waiting
    shown = next(count for name, _, count in parts if name == show)
    return Inbox(tasks.for_list(), shown, counted["count"], counted["oldest"], show, parts)


def together(user, pks):
    """Those of these requests that this person may decide now, of one kind, with their details."""
    tasks = Task.objects.for_decision_by(user).in_texts(pks[:MOST_TOGETHER]).for_list()
    return list(tasks)


def colleagues_of(member):
    """Whom a manager is likely to ask to stand in: their own manager, their team, those beside them."""
    beside = Q(line_manager=member.line_manager_id, restricted=False) if member.line_manager_id else Q(pk=None)
    near = Member.objects.in_post().filter(Q(pk=member.line_manager_id) | Q(line_manager=member) | beside)
    return near.exclude(pk=member.pk).order_by("family_name", "given_name", "pk")[:MOST_TOGETHER]


def colleague_with_email(member, email):
    """Somebody in post in the same department, or None. Restricted people are found in their own line only."""
    place = member.organisation.department_code
    here = Q(organisation=place) | Q(organisation__department=place)
    in_line = Q(restricted=False) | Q(line_manager=member) | Q(pk=member.line_manager_id)
    return Member.objects.in_post().with_email(email).filter(here, in_line).first()


def stand_ins_of(user):
    """(who stands in for this person, whom they stand in for), today and later."""
    member = user.member_or_none
    if member is None:
        return [], []
    rows = StandIn.objects.not_over().for_list()
    return list(rows.filter(manager=member)), list(rows.filter(deputy=member))


def case_order(cases):
    """Open ones first, the longest open before the others; then those answered, the latest first."""
    return cases.for_list().order_by(F("closed_at").desc(nulls_first=True), "opened_at", "pk")
