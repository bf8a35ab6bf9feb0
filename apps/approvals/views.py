from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.approvals import actions, permissions
from apps.approvals.forms import CaseForm
from apps.approvals.models import Case, Task
from apps.approvals.queries import history_of
from apps.approvals.routing import stop_of
from apps.approvals.states import REMIND_AFTER, Status
from apps.core.rules import require

TASKS_A_PAGE = 25


@require_safe
def task_list(request):
    """The inbox: what waits for this person's decision, longest first."""
    tasks = Task.objects.visible_to(request.user).for_decision_by(request.user).for_list()
    page = Paginator(tasks, TASKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "approvals/task_list.html", {"page": page})


@require_safe
def task_detail(request, pk):
    """One request: for the decider to decide, for the requester to see where it is."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "task": task,
        "can_decide": permissions.can_decide(request.user, task),
        "is_own": task.requested_by_id == request.user.pk,
        "can_open_case": permissions.can_open_case(request.user, task),
        "cases": Case.objects.visible_to(request.user).filter(task=task).for_list(),
        "history": history_of(task),
        "remind_after": REMIND_AFTER,
        "stop": stop_of(task) if task.status == Status.PENDING else None,
    }
    return render(request, "approvals/task_detail.html", context)


@require_http_methods(["GET", "POST"])
def case_open(request, pk):
    """Ask the central team about a refusal."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_open_case(request.user, task))
    form = CaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.open_case(task=task, by=request.user, **form.cleaned_data)
        return redirect(task)
    return render(
        request, "approvals/case_open.html", {"task": task, "form": form}, status=422 if form.errors else 200
    )
