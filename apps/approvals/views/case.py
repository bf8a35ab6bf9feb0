from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.approvals import actions, permissions
from apps.approvals.forms import CaseForm
from apps.approvals.models import Task
from apps.core.rules import require


@require_http_methods(["GET", "POST"])
def case_open(request, pk):
    """Ask the central team about a refusal, or about a request that is late."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    form = CaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.open_case(task=task, by=request.user, **form.cleaned_data)
        return redirect(task)
    require(permissions.can_open_case(request.user, task))
    return render(
        request, "approvals/case_open.html", {"task": task, "form": form}, status=422 if form.errors else 200
    )
