from django.db import transaction
from django.utils import timezone

from apps.approvals import emails, permissions
from apps.approvals.models import IN_POST, Case, Task
from apps.approvals.routing import stop_of
from apps.approvals.states import REMIND_AFTER, CaseStatus, Status
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members.actions import account_for
from apps.members.calendar import working_days_between
from apps.members.models import Grant
from apps.notifications.actions import send_message


def request_approval(*, kind, title, facts, requester, by, urls):
    """Ask whoever answers for the requester. The caller's transaction makes the task and its own row one.

    `urls`: the asking domain's pages: {"decide_url", "accept_url", "withdraw_url", "again_url"}.
    """
    task = Task.objects.create(kind=kind, title=title, facts=facts, requester=requester, requested_by=by, **urls)
    stop = stop_of(task)
    audit.record("task.requested", subject=task, by=by, says=f"asked {stop.words} to decide")
    send_message(recipient=by, occasion="sent", **emails.request_sent(task, stop.words))
    for user in _deciders(stop):
        send_message(recipient=user, occasion="asked", **emails.decision_waiting(task))
    return task


def _deciders(stop):
    return [account_for(member=stop.member)] if stop.member else list(stop.users)


def _decided(task, by):
    """A task that someone else answered first: whoever comes second is told, and nothing is changed."""
    if task.status == Status.WITHDRAWN:
        return RuleBroken(f"{task.requester} has withdrawn this request, so there is nothing to decide any more.")
    who = "You have" if task.decided_by_id == by.pk else f"{task.decided_by} has" if task.decided_by else "Someone has"
    return RuleBroken(f"{who} already answered this request: it is now “{task.get_status_display().lower()}”.")


def decide(*, task, by, decision, link, link_text, reason="", comment="", changes=()):
    """Agree, agree with changes, or refuse; the domain's action moves its own row in the same transaction.

    `changes` is a list of [label, value] that the requester must accept. `link`: where an agreement leads.
    """
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    if task.status != Status.PENDING:
        raise _decided(task, by)
    require(permissions.can_decide(by, task))
    task.move_to(decision)
    task.decided_at, task.decided_by, task.reason, task.comment = timezone.now(), by, reason, comment
    task.changes = list(changes)
    task.save(update_fields=["status", "decided_at", "decided_by", "reason", "comment", "changes"])
    if decision == Status.APPROVED:
        says, letter = "agreed", emails.request_agreed(task, link, link_text)
    elif decision == Status.CHANGED:
        says, letter = "agreed with changes", emails.request_changed(task)
    else:
        says, letter = f"did not agree: {task.get_reason_display().lower()}", emails.request_refused(task)
    audit.record("task.decided", subject=task, by=by, says=says, decision=decision, reason=reason)
    send_message(recipient=task.requested_by, occasion="decided", **letter)
    return task


def accept_changes(*, task, by):
    """The requester takes the request as it was changed."""
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    require(permissions.can_answer_changes(by, task))
    if task.status != Status.CHANGED:
        raise RuleBroken("There are no changes to accept on this request now.")
    task.move_to(Status.APPROVED)
    task.save(update_fields=["status"])
    audit.record("task.changes_accepted", subject=task, by=by, says="accepted the changes")
    send_message(recipient=task.decided_by, occasion="accepted", **emails.changes_accepted(task))
    return task


def withdraw_request(*, task, by):
    """The requester takes it back while it is open."""
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    require(permissions.can_withdraw(by, task))
    task.move_to(Status.WITHDRAWN)
    task.save(update_fields=["status"])
    audit.record("task.withdrawn", subject=task, by=by, says="withdrew the request")
    return task


@transaction.atomic
def open_case(*, task, by, question):
    """Ask the central team about a refusal."""
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    require(permissions.can_open_case(by, task))
    if task.cases.open().exists():
        raise RuleBroken("You have already asked the central team about this. You will hear from them.")
    case = Case.objects.create(task=task, opened_by=by, question=question)
    audit.record("case.opened", subject=case, by=by, says="asked the central team")
    others = Grant.objects.central().filter(IN_POST).exclude(user=by)
    for grant in others.select_related("user").order_by("pk"):
        send_message(recipient=grant.user, occasion="opened", **emails.case_opened(case))
    return case


@transaction.atomic
def answer_case(*, case, by, answer):
    """The central team answers, in words that the asker can read."""
    case = Case.objects.locked().select_related("task", "opened_by").get(pk=case.pk)
    if case.status != CaseStatus.OPEN:
        raise RuleBroken("This question has already been answered.")
    require(permissions.can_answer_case(by, case))
    case.move_to(CaseStatus.CLOSED)
    case.answer, case.closed_at, case.closed_by = answer, timezone.now(), by
    case.save(update_fields=["status", "answer", "closed_at", "closed_by"])
    audit.record("case.answered", subject=case, by=by, says="answered for the central team")
    send_message(recipient=case.opened_by, occasion="answered", **emails.case_answered(case))
    return case


def remind_deciders(*, on):
    """Remind whoever keeps a request waiting, after 2 and after 4 working days. Returns how many were told.

    It asks "not yet reminded for this occasion", not "exactly 2 days ago": what a missed night left out is caught up,
    by the latest reminder that is due. Each request is a transaction of its own.
    """
    told = 0
    tasks = Task.objects.waiting().select_related("requester__line_manager", "requester__organisation", "requested_by")
    for task in tasks.order_by("asked_at", "pk"):
        waited = working_days_between(timezone.localdate(task.asked_at), on, task.requester.region_id)
        if due := [days for days in REMIND_AFTER if waited >= days]:
            told += _remind(task, due[-1], waited)
    return told


@transaction.atomic
def _remind(task, days, waited):
    """Returns how many were told. Whoever decides in this instant is not reminded afterwards."""
    if not Task.objects.waiting().locked().filter(pk=task.pk).first():
        return 0
    letter = emails.decision_reminder(task, waited)
    return sum(send_message(recipient=user, occasion=f"{days} days", **letter) for user in _deciders(stop_of(task)))
