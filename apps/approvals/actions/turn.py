"""Turns: whoever a request waits for is told, reminded, and passed over when their time is up."""

from django.db import transaction
from django.utils import timezone

from apps.approvals import clock, emails
from apps.approvals.models import Ladder, Task, Turn
from apps.approvals.routing import ways_of
from apps.approvals.states import Rung, TurnEnd
from apps.core import audit
from apps.members.actions import account_for
from apps.notifications.actions import send_message, send_messages

CHUNK = 200  # requests whose ways are in memory at a time


def begin_turn(*, task, stop, ladder):
    """It is somebody's turn to decide: they are told, and their clock begins. The caller holds the task's row.

    Returns how many were told.
    """
    now = timezone.now()
    turn = Turn.objects.create(
        task=task,
        rung=stop.rung,
        member=stop.manager,
        asked=stop.approver,
        begun_at=now,
        due_on=clock.due_on(stop, task, ladder, timezone.localdate(now)),
    )
    return _tell(task, turn, stop)


def _tell(task, turn, stop):
    """Once for each turn. Returns how many were told."""
    letter = emails.decision_waiting(task)
    return send_messages(letters=[(user, f"turn {turn.pk}", letter) for user in _deciders(stop)])


def _deciders(stop):
    """Whoever stands in is told instead of the manager, who is away."""
    return [account_for(member=stop.approver)] if stop.approver else list(stop.users)


def pass_those_who_refused(*, task):
    """Whoever was asked about the request that this one appeals against is not asked about the appeal."""
    now = timezone.now()
    past = {"begun_at": now, "ended_at": now, "due_on": timezone.localdate(now)}
    before = task.follows.turns.exclude(rung=Rung.CENTRAL).order_by("rung", "member")
    places = {(turn.rung, turn.member_id): turn.asked_id for turn in before}
    Turn.objects.bulk_create(
        Turn(task=task, rung=rung, member_id=member, asked_id=asked, end=TurnEnd.REFUSED, passed=True, **past)
        for (rung, member), asked in places.items()
    )


def follow_routes(*, on):
    """For every waiting request: see where it is now, tell whoever is asked, remind them, step up when time is up.

    Returns how many messages were new. It asks "whose turn was it last, and what were they told", not "what is due
    today": what a missed night left out is caught up, by the latest reminder that is due. Each request is a
    transaction of its own.
    """
    told, rules = 0, Ladder.objects.rules()
    waiting = list(Task.objects.waiting().order_by("asked_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(waiting), CHUNK):
        tasks = Task.objects.waiting().filter(pk__in=waiting[start : start + CHUNK]).order_by("asked_at", "pk")
        tasks = list(tasks.select_related("requester__organisation", "requested_by", "follows"))
        turns = {turn.task_id: turn for turn in Turn.objects.open().filter(task__in=tasks)}
        ways = ways_of(tasks)
        for task in tasks:
            turn = turns.get(task.pk)
            if follow := _what_follows(task, turn, ways[task.pk], Ladder.of(task, rules), on):
                told += _if_nothing_happened(task, turn, follow)
    return told


@transaction.atomic
def _if_nothing_happened(task, turn, follow):
    """Whoever decides in this instant is neither told nor passed over afterwards, and two clocks do what one does."""
    if not Task.objects.waiting().locked().filter(pk=task.pk).first():
        return 0
    return follow() if _state(Turn.objects.open().filter(task=task).first()) == _state(turn) else 0


def _state(turn):
    return turn and (turn.pk, turn.asked_id, turn.reminded)


def _what_follows(task, turn, way, ladder, on):
    """What is to be done about a waiting request, as a function that returns how many were told; None for nothing."""
    stop = way[0]
    if turn is None or (turn.rung, turn.member_id) != stop.place:
        return lambda: _change_route(task, turn, stop, ladder)
    if on > turn.due_on and stop.rung != Rung.CENTRAL and len(way) > 1:
        return lambda: _step_up(task, turn, way[1], ladder)
    if stop.approver and turn.asked_id != stop.approver.pk:
        return lambda: _ask_another(task, turn, stop)
    turn.task = task
    waited = clock.waited(turn, stop, on)
    due = [days for days in ladder.reminders if turn.reminded < days <= waited]
    return (lambda: _remind(task, turn, stop, due[-1], waited)) if due else None


def _change_route(task, turn, stop, ladder):
    """Somebody moved, left, went away or came back."""
    if turn:
        _end(turn, TurnEnd.ROUTE)
        audit.record("task.rerouted", subject=task, by=None, says=f"passed the request on to {stop.words}")
    return begin_turn(task=task, stop=stop, ladder=ladder)


def _step_up(task, turn, following, ladder):
    """Whoever was asked had their time. They keep the right to read."""
    _end(turn, TurnEnd.TIME)
    days = f"{ladder.step_up_after} working days"
    audit.record(
        "task.stepped_up", subject=task, by=None, says=f"went one step up, to {following.words}, after {days}"
    )
    told = begin_turn(task=task, stop=following, ladder=ladder)
    letter = emails.stepped_up(task, following.words, days)
    return told + send_message(recipient=task.requested_by, occasion=f"after turn {turn.pk}", **letter)


def _end(turn, why):
    turn.ended_at, turn.end, turn.passed = timezone.now(), why, why == TurnEnd.TIME
    turn.save(update_fields=["ended_at", "end", "passed"])


def _ask_another(task, turn, stop):
    """Somebody stands in from today, or the manager is back."""
    turn.asked = stop.approver
    turn.save(update_fields=["asked"])
    return _tell(task, turn, stop)


def _remind(task, turn, stop, days, waited):
    turn.reminded = days
    turn.save(update_fields=["reminded"])
    letter, occasion = emails.decision_reminder(task, waited), f"turn {turn.pk} day {days}"
    return send_messages(letters=[(user, occasion, letter) for user in _deciders(stop)])
