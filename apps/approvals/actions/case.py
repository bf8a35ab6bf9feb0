from django.db import transaction
from django.utils import timezone

from apps.approvals import emails, permissions
from apps.approvals.models import Case, Task
from apps.approvals.routing import IN_POST
from apps.approvals.states import CaseStatus, Outcome
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.members.models import Grant
from apps.notifications.actions import send_message, send_messages

SECOND_REFUSAL = "The same request was refused a second time, so the portal asks the central team to look at it."


@transaction.atomic
def open_case(*, task, by, question):
    """Ask the central team about a refusal, or about a request that has waited longer than it should."""
    task = Task.objects.locked().select_related("requester").get(pk=task.pk)
    if task.requested_by_id == by.pk and task.cases.open().exists():
        raise RuleBroken("You have already asked the central team about this. You will hear from them.")
    require(permissions.can_open_case(by, task))
    case = Case.objects.create(task=task, opened_by=by, question=question)
    audit.record("case.opened", subject=case, by=by, says="asked the central team")
    _tell_central(case)
    return case


def open_case_by_itself(*, task):
    """The second refusal of the same thing. The caller holds the task's row."""
    case = Case.objects.create(task=task, question=SECOND_REFUSAL)
    audit.record("case.opened", subject=case, by=None, says="asked the central team, after the second refusal")
    send_message(recipient=task.requested_by, occasion="opened", **emails.case_opened_for_you(case))
    _tell_central(case)
    return case


def _tell_central(case):
    others = Grant.objects.central().filter(IN_POST).exclude(user=case.task.requested_by).select_related("user")
    letter = emails.case_opened(case)
    send_messages(letters=[(grant.user, "opened", letter) for grant in others.order_by("pk")])


def _open(case, by):
    case = Case.objects.locked().select_related("task__requested_by").get(pk=case.pk)
    if case.status != CaseStatus.OPEN:
        raise RuleBroken("This question has already been answered.")
    require(permissions.can_answer_case(by, case))
    return case


@transaction.atomic
def take_case(*, case, by):
    """One of the central team says that they look after it, so that the others need not."""
    case = _open(case, by)
    case.owner = by
    case.save(update_fields=["owner"])
    audit.record("case.taken", subject=case, by=by, says="looks after the question")
    return case


@transaction.atomic
def answer_case(*, case, by, answer, outcome=Outcome.ANSWERED):
    """The central team's letter to whoever asked. With AGAIN the domain makes a request to the central team of it."""
    case = _open(case, by)
    _close(case, by, answer, outcome)
    audit.record("case.answered", subject=case, by=by, says="answered for the central team", outcome=outcome)
    send_message(recipient=case.task.requested_by, occasion="answered", **emails.case_answered(case))
    return case


def close_overtaken_cases(*, tasks, by):
    """These were decided or withdrawn while the central team looked at them. The caller holds the tasks' rows."""
    by_pk = {task.pk: task for task in tasks}
    for case in Case.objects.locked().open().filter(task__in=by_pk):
        task = by_pk[case.task_id]
        answer = f"The request was “{task.get_status_display().lower()}” on {date_words(timezone.now())}."
        _close(case, by if by.pk != task.requested_by_id else None, answer, Outcome.OVERTAKEN)
        audit.record("case.overtaken", subject=case, by=by, says="ended the question by that", outcome=case.outcome)


def _close(case, by, answer, outcome):
    case.move_to(CaseStatus.CLOSED)
    case.answer, case.outcome, case.closed_at, case.closed_by = answer, outcome, timezone.now(), by
    case.save(update_fields=["status", "answer", "outcome", "closed_at", "closed_by"])
