from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.approvals import permissions, queries
from apps.approvals.models import Case, Task
from apps.approvals.routing import way_of
from apps.approvals.states import Status
from apps.members import looks

TASKS_A_PAGE = 25


@require_safe
def task_list(request):
    """The inbox: what waits for this person's decision, longest first, to be decided here or looked at."""
    inbox = queries.inbox(request.user, request.GET.get("show", ""))
    page = Paginator(inbox.tasks, TASKS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.page_of(page.object_list)
    return render(request, "approvals/task_list.html", {"page": page, "inbox": inbox})


@require_safe
def task_next(request):
    """The request that has waited longest; the inbox when none is left."""
    return redirect(queries.next_for(request.user) or "approvals:task_list")


@require_safe
def tasks_together(request):
    """Several requests of one kind with their details, to be agreed to together."""
    tasks = queries.together(request.user, request.GET.getlist("task"))
    if not tasks:
        messages.info(request, "Select at least one request that waits for you.")
        return redirect("approvals:task_list")
    kinds = {task.kind for task in tasks}
    context = {"tasks": tasks, "is_one_kind": len(kinds) == 1, "decide_many_url": tasks[0].decide_many_url}
    return render(request, "approvals/tasks_together.html", context)


@require_safe
def task_detail(request, pk):
    """One request: for the decider to decide, for the requester to see where it is and what comes next."""
    tasks = Task.objects.visible_to(request.user).with_may_decide(request.user).for_list()
    task = get_object_or_404(tasks.select_related("follows__decided_by", "followed_by"), pk=pk)
    looks.note(request, task.requester, f"your request for {task.get_kind_display().lower()}")
    is_waiting = task.status == Status.PENDING
    context = {
        "task": task,
        "can_decide": permissions.can_decide(request.user, task),
        "is_own": task.requested_by_id == request.user.pk,
        "can_appeal": permissions.can_appeal(request.user, task),
        "can_open_case": permissions.can_open_case(request.user, task),
        "cases": Case.objects.visible_to(request.user).filter(task=task).for_list(),
        "history": queries.history_of(task),
        "way": way_of(task)[:2] if is_waiting else [],
        "turn": task.turns.open().first() if is_waiting else None,
    }
    return render(request, "approvals/task_detail.html", context)
