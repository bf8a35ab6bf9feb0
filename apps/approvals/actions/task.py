from django.utils import timezone

from apps.approvals import emails, permissions
from apps.approvals.actions.case import close_overtaken_cases, open_case_by_itself
from apps.approvals.actions.turn import begin_turn, pass_those_who_refused
from apps.approvals.models import Ladder, Task
from apps.approvals.routing import stop_of
from apps.approvals.states import Rung, Status
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.notifications.actions import send_message, send_messages


def request_approval(
    *, kind, subject, title, facts, requester, by, urls, follows=None, why_again="", to_central=False
):
    """Ask whoever answers for the requester. The caller's transaction makes the task and its own row one.

    `urls`: the asking domain's pages, by the names of the task's fields. With `follows` it is an appeal: it starts
    above those who refused that task; or, with `to_central`, the central team takes it up again.
    """
    task = Task.objects.create(
        kind=kind,
        subject=subject,
        title=title,
        facts=facts,
        requester=requester,
        requested_by=follows.requested_by if follows else by,
        follows=follows,
        why_again=why_again,
        to_central=to_central,
        **urls,
    )
    if follows and not to_central:
        pass_those_who_refused(task=task)
    stop = stop_of(task)
    says = "appealed, and asked" if follows and not to_central else "asked"
    audit.record("task.requested", subject=task, by=by, says=f"{says} {stop.words} to decide")
    send_message(recipient=task.requested_by, occasion="sent", **emails.request_sent(task, stop.words))
    begin_turn(task=task, stop=stop, ladder=Ladder.of(task, Ladder.objects.rules()))
    return task


def request_again(*, before, requester, by, urls, why_again, to_central=False):
    """Ask once more for what was refused, with what that was and why it is looked at again among its facts.

    The caller's transaction makes the new task and its own row one, as for request_approval.
    """
    refusal = f"{before.decided_by}, {date_words(before.decided_at)}: {before.get_reason_display()}"
    new = [
        ["Refused before", "\n".join(filter(None, [refusal, before.comment]))],
        ["Why it is looked at again", why_again],
    ]
    facts = [fact for fact in before.facts if fact[0] not in [label for label, _ in new]]
    return request_approval(
        kind=before.kind,
        subject=before.subject,
        title=before.title,
        facts=[*facts, *new],
        requester=requester,
        by=by,
        urls=urls,
        follows=before,
        why_again=why_again,
        to_central=to_central,
    )


def _answered(task, by):
    """A task that someone else answered first: whoever comes second is told, and nothing is changed."""
    if task.status == Status.WITHDRAWN:
        return RuleBroken(f"{task.requester} has withdrawn this request, so there is nothing to decide any more.")
    who = "You have" if task.decided_by_id == by.pk else f"{task.decided_by} has" if task.decided_by else "Someone has"
    return RuleBroken(f"{who} already answered this request: it is now “{task.get_status_display().lower()}”.")


def decide(*, task, by, decision, link, link_text, reason="", comment="", changes=()):
    """Agree, agree with changes, or refuse; the domain's action moves its own row in the same transaction.

    `changes` is a list of [label, value] that the requester must accept. `link`: where an agreement leads.
    """
    task = Task.objects.locked().select_related("requester", "requested_by").with_may_decide(by).get(pk=task.pk)
    if task.status != Status.PENDING:
        raise _answered(task, by)
    require(permissions.can_decide(by, task))
    _decide(task, by, decision, reason, comment, list(changes))
    letter = {
        Status.APPROVED: lambda: emails.request_agreed(task, link, link_text),
        Status.CHANGED: lambda: emails.request_changed(task),
        Status.REFUSED: lambda: emails.request_refused(task),
    }[decision]()
    send_message(recipient=task.requested_by, occasion="decided", **letter)
    if decision == Status.REFUSED and _is_second_refusal(task):
        open_case_by_itself(task=task)
    return task


def _is_second_refusal(task):
    """What the central team itself refused does not go to it once more."""
    if task.to_central or task.turns.open().filter(rung=Rung.CENTRAL).exists():
        return False
    return Task.objects.refused_before(task).exists()


def _decide(task, by, decision, reason="", comment="", changes=()):
    task.move_to(decision)
    task.decided_at, task.decided_by, task.reason, task.comment = timezone.now(), by, reason, comment
    task.changes = list(changes)
    task.save(update_fields=["status", "decided_at", "decided_by", "reason", "comment", "changes"])
    says = {
        Status.APPROVED: "agreed",
        Status.CHANGED: "agreed with changes",
        Status.REFUSED: f"did not agree: {task.get_reason_display().lower()}",
    }[decision]
    audit.record("task.decided", subject=task, by=by, says=says, decision=decision, reason=reason)
    close_overtaken_cases(tasks=[task], by=by)
    return task


def decide_many(*, tasks, by, links, link_text):
    """Agree to many at once. Those that somebody answered first are left as they are.

    `links`: {pk: where its agreement leads}. Returns the tasks that were agreed to.
    """
    rows = Task.objects.locked().select_related("requester", "requested_by").with_may_decide(by).order_by("pk")
    rows = [task for task in rows.filter(pk__in=[task.pk for task in tasks]) if task.status == Status.PENDING]
    now, letters = timezone.now(), []
    for task in rows:
        require(permissions.can_decide(by, task))
        task.move_to(Status.APPROVED)
        task.decided_at, task.decided_by = now, by
        letters.append((task.requested_by, "decided", emails.request_agreed(task, links[task.pk], link_text)))
    Task.objects.filter(pk__in=[task.pk for task in rows]).update(
        status=Status.APPROVED, decided_at=now, decided_by=by
    )
    details = {"decision": Status.APPROVED, "reason": ""}
    audit.record_many("task.decided", subjects=rows, by=by, says="agreed", **details)
    close_overtaken_cases(tasks=rows, by=by)
    send_messages(letters=letters)
    return rows


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
    close_overtaken_cases(tasks=[task], by=by)
    return task


def call_off_request(*, task, by):
    """What was asked for is not needed any more, whoever brought that about."""
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    task.move_to(Status.WITHDRAWN)
    task.save(update_fields=["status"])
    audit.record("task.called_off", subject=task, by=by, says="ended the request: it is not needed any more")
    close_overtaken_cases(tasks=[task], by=by)
    return task
