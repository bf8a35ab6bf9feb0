from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.members.models import Member
from apps.plan import permissions
from apps.plan.models import MOST_OPEN, NotInterested, PlanAction
from apps.plan.states import Status

AT_ONCE = 500  # actions that are ticked off in one transaction
IN_PLAN = (
    "plan_action_unit_once_at_a_time",
    "plan_action_qualification_once_at_a_time",
    "plan_action_own_words_once_at_a_time",
)
THERE_ALREADY = "This is in your plan already."
HAVE_ALREADY = "You have achieved this already, so it need not be in your plan."
PASSED = "Give a date that has not passed."


@transaction.atomic
def add_action(*, by, title, due_on=None, unit_id=None, qualification_id=None, capability_id=None, because=""):
    """Put something into one's plan: a unit, a qualification, or what the title says in one's own words.

    The audit trail has that it was added, never what it is: a plan is its member's alone.
    """
    require(permissions.can_plan(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    _require_ahead(due_on)
    _require_room(member)
    action = PlanAction(
        member=member,
        unit_id=unit_id,
        qualification_id=qualification_id,
        title=title,
        capability_id=capability_id,
        because=because,
        due_on=due_on,
    )
    with said_for(*IN_PLAN, words=THERE_ALREADY):
        action.save(force_insert=True)
    if PlanAction.objects.achieved().filter(pk=action.pk).exists():
        raise RuleBroken(HAVE_ALREADY)
    audit.record("plan_action.added", subject=action, by=by, says="put something into their plan")
    return action


def _require_ahead(due_on):
    if due_on and due_on < timezone.localdate():
        raise RuleBroken(PASSED)


def _require_room(member):
    if PlanAction.objects.open().filter(member=member).count() >= MOST_OPEN:
        raise RuleBroken(f"You have {MOST_OPEN} things to do in your plan. Finish or drop one first.")


def _own(action, by):
    action = PlanAction.objects.for_page().locked().get(pk=action.pk)
    require(permissions.can_change_action(by, action))
    return action


@transaction.atomic
def change_action(*, action, due_on, by, title=""):
    """Give it another date, and what is in one's own words other words. A date that was there may have passed."""
    action = _own(action, by)
    if action.status != Status.CHOSEN:
        raise RuleBroken("Only what is still to do can be changed.")
    if due_on != action.due_on:
        _require_ahead(due_on)
    action.due_on = due_on
    if action.is_own and title:
        action.title = title
    with said_for(*IN_PLAN, words=THERE_ALREADY):
        action.save(update_fields=["due_on", "title"])
    audit.record("plan_action.changed", subject=action, by=by, says="changed something in their plan")
    return action


@transaction.atomic
def finish_action(*, action, by):
    """Tick it off."""
    action = _own(action, by)
    action.move_to(Status.DONE)
    action.done_at = timezone.now()
    action.save(update_fields=["status", "done_at"])
    audit.record("plan_action.done", subject=action, by=by, says="ticked something off in their plan")
    return action


@transaction.atomic
def drop_action(*, action, reason, by):
    """Leave it, and say why. It stays in the plan as dropped."""
    action = _own(action, by)
    action.move_to(Status.DROPPED)
    action.dropped_at, action.drop_reason = timezone.now(), reason
    action.save(update_fields=["status", "dropped_at", "drop_reason"])
    audit.record("plan_action.dropped", subject=action, by=by, says="dropped something from their plan")
    return action


@transaction.atomic
def reopen_action(*, action, by):
    """It is to do again: ticked off or dropped too early."""
    Member.objects.locked().get(pk=action.member_id)  # as add_action does, so that two do not pass the limit together
    action = _own(action, by)
    action.move_to(Status.CHOSEN)
    _require_room(action.member)
    action.done_at, action.dropped_at, action.drop_reason = None, None, ""
    with said_for(*IN_PLAN, words=THERE_ALREADY):
        action.save(update_fields=["status", "done_at", "dropped_at", "drop_reason"])
    if PlanAction.objects.achieved().filter(pk=action.pk).exists():
        raise RuleBroken(HAVE_ALREADY)
    audit.record("plan_action.reopened", subject=action, by=by, says="took something up again in their plan")
    return action


def tick_off():
    """Tick off what has been achieved, some at a time, each part a transaction of its own. Returns how many."""
    total = 0
    while ticked := _tick_off_some():
        total += ticked
    return total


@transaction.atomic
def _tick_off_some():
    found = PlanAction.objects.achieved().select_for_update(of=["self"], no_key=True, skip_locked=True)
    actions = list(found.order_by("pk")[:AT_ONCE])
    PlanAction.objects.filter(pk__in=[action.pk for action in actions]).update(
        status=Status.DONE, done_at=timezone.now()
    )
    says = "ticked it off: it has been achieved"
    audit.record_many("plan_action.ticked_off", subjects=actions, by=None, says=says)
    return len(actions)


# --- What one does not want suggested --------------------------------------------------------------------------------


@transaction.atomic
def decline_suggestion(*, reason, by, unit_id=None, qualification_id=None):
    """Say that one is not interested, and why: it is not suggested any more. Said twice, it is said once."""
    require(permissions.can_plan(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    thing = {"member": member, "unit_id": unit_id, "qualification_id": qualification_id}
    row, is_new = NotInterested.objects.live().get_or_create(**thing, defaults={"reason": reason})
    if is_new:
        audit.record("suggestion.declined", subject=row, by=by, says="was not interested in a suggestion")
    return row


@transaction.atomic
def restore_suggestion(*, row, by):
    """It may be suggested again."""
    row = NotInterested.objects.locked().select_related("member").get(pk=row.pk)
    require(permissions.can_restore_suggestion(by, row))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record("suggestion.restored", subject=row, by=by, says="wants something suggested again")
    return row
