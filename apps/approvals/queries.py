"""What the pages of decisions show. Reading only."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from apps.approvals.models import StandIn, Task, count_for_decision_by
from apps.core.models import AuditEvent
from apps.members.models import Member

MOST_TOGETHER = 100
LATE, ALL = "late", ""


def history_of(task):
    """What happened to a request, in sentences, oldest first."""
    return AuditEvent.objects.about(task, *task.cases.all())


def next_for(user):
    """The request that has waited longest for this person."""
    return Task.objects.for_decision_by(user).order_by("asked_at", "pk").first()


@dataclass(frozen=True)
class Inbox:
    """What waits for a person, all of it or a part. `parts` to choose from: [(name in the address, words, count)].

    `tasks`: the ids of those in the part that is shown, the longest waiting first; `count` of all.
    """

    tasks: list
    count: int
    oldest: object
    show: str
    parts: list


def inbox(user, show):
    """`show` names a part: those that are late, or those of a manager whom one stands in for."""
    member, today = user.member_or_none, timezone.localdate()
    standing = list(StandIn.objects.standing().filter(deputy=member).for_list()) if member else []
    rows = _waiting(user)
    late = [row.pk for row in rows if row.due_on and row.due_on < today]
    chosen = {ALL: [row.pk for row in rows], LATE: late}
    words = {ALL: "All", LATE: "Late"} | {f"for-{row.manager_id}": f"For {row.manager}" for row in standing}
    for row in standing:
        chosen[f"for-{row.manager_id}"] = [
            task.pk for task in rows if task.requester__line_manager_id == row.manager_id
        ]
    parts = [(name, words[name], len(pks)) for name, pks in chosen.items() if pks or name == ALL]
    show = show if any(show == name for name, _, _ in parts) else ALL
    return Inbox(chosen[show], len(rows), rows[0].asked_at if rows else None, show, parts)


def page_of(pks):
    """Those of one page of an inbox that still wait, in the same order."""
    return list(Task.objects.waiting().filter(pk__in=pks).for_inbox())


def _waiting(user):
    """(pk, asked_at, due_on, requester__line_manager_id) of each, the longest waiting first. To find out who is asked
    takes longest of all on the page: once for each request's user."""
    if not hasattr(user, "_tasks_waiting"):
        tasks = Task.objects.for_decision_by(user).with_due().order_by("asked_at", "pk")
        columns = tasks.values_list("pk", "asked_at", "due_on", "requester__line_manager_id", named=True)
        user._tasks_waiting = list(columns)
    return user._tasks_waiting


def decisions_of(user):
    """How many decisions wait for this person, as (SQL, parameters) of a column: what the page has read already, or
    else to be counted."""
    if (read := getattr(user, "_tasks_waiting", None)) is not None:
        return "SELECT %s", [len(read)]
    return count_for_decision_by(user)


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
