from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.approvals.actions import remove_ladder, set_ladder
from apps.approvals.forms import LadderForm
from apps.approvals.models import Ladder
from apps.console import queries
from apps.console.views.door import central_team_only
from apps.members.models import Organisation

FIELDS = ("remind_first", "remind_second", "step_up_after", "most_managers")


@require_safe
@central_team_only
def ladder_list(request):
    """How long deciders have, and who is asked next, by department and kind."""
    page = queries.page_of(Ladder.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "console/ladder_list.html", {"page": page, "usual": Ladder()})


@require_http_methods(["GET", "POST"])
@central_team_only
def ladder_set(request):
    """Make a rule for a department and kind, or change the one there is."""
    departments = Organisation.objects.visible_to(request.user).departments()
    chosen = Ladder.objects.visible_to(request.user).filter(pk=_number(request.GET.get("rule"))).first()
    sent, initial = request.POST if request.method == "POST" else None, _initial(chosen or Ladder())
    form = LadderForm(sent, departments=departments, initial=initial)
    if form.is_valid():
        ladder = set_ladder(by=request.user, **_rule(form.cleaned_data, departments))
        messages.success(request, f"The rule is kept: {ladder}.")
        return redirect("console:ladder_list")
    context = {"form": form, "chosen": chosen}
    return render(request, "console/ladder_set.html", context, status=422 if form.errors else 200)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _initial(ladder):
    initial = {name: getattr(ladder, name) for name in FIELDS}
    with_head = "yes" if ladder.with_head else "no"
    return initial | {"department": ladder.department_id, "kind": ladder.kind, "with_head": with_head}


def _rule(data, departments):
    department = next((one for one in departments if one.code == data["department"]), None)
    return data | {"department": department, "with_head": data["with_head"] == "yes"}


@require_http_methods(["GET", "POST"])
@central_team_only
def ladder_remove(request, pk):
    """Back to the wider rule, after a page that says what that is."""
    ladder = get_object_or_404(Ladder.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST":
        remove_ladder(ladder=ladder, by=request.user)
        messages.success(request, "The rule is removed.")
        return redirect("console:ladder_list")
    return render(request, "console/ladder_remove.html", {"ladder": ladder, "next": queries.ladder_without(ladder)})
