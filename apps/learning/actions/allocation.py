"""Who has which piece of work: given out when it comes, taken back when somebody can no longer have it."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import in_sentence
from apps.learning import emails, permissions
from apps.learning.models import MarkingSuite, MarkingTask, Work
from apps.learning.queries.allocation import eligible_for, grants_for
from apps.learning.states import OPEN_TASKS, TaskKind, TaskStatus, WorkStatus
from apps.members.models import Grant
from apps.notifications.actions import send_messages
from apps.qualifications.states import Status


def give_out(task, work):
    """Give a task that waits to whoever's turn it is. Nobody free: it waits, on the list of the central team.

    The work's row is locked. The grants of those who may have it are locked too, so that no two tasks see the same
    short queue and no grant ends meanwhile.
    """
    task.work = work
    list(Grant.objects.locked().filter(pk__in=grants_for(task).values("pk")).order_by("pk"))
    holder = next(iter(eligible_for(task)), None)
    if holder is not None:
        _hand_over(task, work, holder, by=None)


def _hand_over(task, work, holder, by):
    if task.status == TaskStatus.WAITING:
        task.move_to(TaskStatus.ALLOCATED)
    task.holder, task.allocated_at, task.told_at = holder, timezone.now(), None
    task.save(update_fields=["status", "holder", "allocated_at", "told_at"])
    if task.kind == TaskKind.MARK and work.status == WorkStatus.SUBMITTED:
        work.move_to(WorkStatus.ALLOCATED)
        work.save(update_fields=["status"])
    # About whoever has it, not about the task: learners see the history of what is theirs, and not who marks it.
    says = f"gave them work {work.reference}: {in_sentence(task.get_kind_display())}"
    audit.record("marking.allocated", subject=holder, by=by, says=says, task=str(task.pk))


def _take_back(task, work):
    says = f"took work {work.reference} back from them"
    audit.record("marking.taken_back", subject=task.holder, by=None, says=says, task=str(task.pk))
    task.move_to(TaskStatus.WAITING)
    task.holder, task.allocated_at, task.told_at = None, None, None
    task.save(update_fields=["status", "holder", "allocated_at", "told_at"])
    if task.kind == TaskKind.MARK:
        work.move_to(WorkStatus.SUBMITTED)
        work.save(update_fields=["status"])


def close_tasks(work, by, *kinds):
    """Nothing more is to be decided about this work: of these kinds, or at all."""
    tasks = MarkingTask.objects.locked().filter(work=work, status__in=OPEN_TASKS, kind__in=kinds or TaskKind.values)
    for task in tasks.order_by("pk"):
        task.move_to(TaskStatus.CLOSED)
        task.closed_at = timezone.now()
        task.save(update_fields=["status", "closed_at"])
        audit.record("marking.closed", subject=task, by=by, says="ended a task that is no longer needed")


@transaction.atomic
def allocate_task(*, task, holder, by):
    """The central team gives a task to somebody by hand: to nobody who may not have it."""
    task, work = locked(task)
    require(permissions.can_allocate_task(by, task))
    if task.status not in OPEN_TASKS:
        raise RuleBroken("This has been decided, so it is not given to anybody else.")
    if holder not in eligible_for(task):
        raise RuleBroken(
            f"{holder} may not have this work: they have no role for it, or are too close to the learner."
        )
    if holder.pk != task.holder_id:
        _hand_over(task, work, holder, by)
    return task


def locked(task):
    """The task with its work, both locked: the work first, as everywhere."""
    work = Work.objects.for_page().locked().get(pk=task.work_id)
    task = MarkingTask.objects.locked().select_related("mark", "submission").get(pk=task.pk)
    task.work = work
    return task, work


# --- By the clock ----------------------------------------------------------------------------------------------------


def look_after_marking():
    """Take work back from whoever can no longer have it, give out what waits, end what nobody needs any more.

    Each task in a transaction of its own. Returns how many were looked at.
    """
    found = list(MarkingTask.objects.open().order_by("due_on", "pk").values_list("pk", flat=True))
    for pk in found:
        _look_after(pk)
    return len(found)


@transaction.atomic
def _look_after(pk):
    task, work = locked(MarkingTask.objects.get(pk=pk))
    if task.status not in OPEN_TASKS:
        return
    if work.enrolled_unit.enrolment.status == Status.WITHDRAWN:
        if work.status in (WorkStatus.SUBMITTED, WorkStatus.ALLOCATED):
            work.move_to(WorkStatus.WITHDRAWN)
            work.save(update_fields=["status"])
        close_tasks(work, None)
        return
    if task.status == TaskStatus.ALLOCATED and task.holder not in eligible_for(task):
        _take_back(task, work)
    if task.status == TaskStatus.WAITING:
        give_out(task, work)


@transaction.atomic
def tell_markers(*, now):
    """In the evening, one message for each who was given work and has not been told. Returns how many are told.

    A second run on the same evening tells nobody twice; what came later is in the message of the next evening.
    """
    tasks = (
        MarkingTask.objects.locked().allocated().filter(told_at=None).select_related("holder").order_by("due_on", "pk")
    )
    by_holder = {}
    for task in tasks:
        by_holder.setdefault(task.holder, []).append(task)
    day, told = timezone.localdate(now).isoformat(), 0
    for holder, theirs in sorted(by_holder.items(), key=lambda pair: pair[0].pk):
        if send_messages(letters=[(holder, day, emails.work_to_mark(holder, theirs))]):
            MarkingTask.objects.filter(pk__in=[task.pk for task in theirs]).update(told_at=now)
            told += 1
    return told


# --- Who marks what --------------------------------------------------------------------------------------------------


@transaction.atomic
def set_marking_suites(*, grant, suites, by):
    """Say for which suites an assessor or quality assurer is there; none means for all."""
    grant = Grant.objects.locked().select_related("user").get(pk=grant.pk)
    require(permissions.can_set_marking_suites(by, grant))
    MarkingSuite.objects.filter(grant=grant).exclude(suite__in=suites).delete()
    for suite in suites:
        MarkingSuite.objects.get_or_create(grant=grant, suite=suite)
    named = ", ".join(suite.code for suite in suites) or "all suites"
    audit.record("grant.suites_set", subject=grant, by=by, says=f"said what {grant.user} marks: {named}")
    return grant
