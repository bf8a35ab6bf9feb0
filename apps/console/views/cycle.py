"""The weeks in which departments ask their people where they stand, and how many have answered."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.capability.actions import open_cycle
from apps.capability.models import Cycle, FrameworkVersion
from apps.console import queries
from apps.console.forms import CycleForm
from apps.console.views.door import central_team_only
from apps.members.models import Organisation


@require_safe
@central_team_only
def cycle_list(request):
    """All cycles, the latest first, with how many have shared."""
    page = queries.page_of(queries.cycles_of(Cycle.objects.visible_to(request.user)), request.GET.get("page"))
    rows = [(cycle, *queries.response_words(cycle)) for cycle in page]
    return render(request, "console/cycle_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@central_team_only
def cycle_open(request):
    """Ask a department, between two dates."""
    departments = Organisation.objects.visible_to(request.user).departments()
    versions = FrameworkVersion.objects.visible_to(request.user).published().select_related("framework")
    form = CycleForm(
        request.POST if request.method == "POST" else None,
        departments=departments,
        versions=versions.order_by("title"),
    )
    if form.is_valid():
        cycle = open_cycle(by=request.user, **form.said)
        messages.success(request, f"{cycle.department} is asked from {form.said['opens_on']:%-d %B %Y}.")
        return redirect("console:cycle_list")
    return render(request, "console/cycle_open.html", {"form": form}, status=422 if form.errors else 200)
