"""Exceptions: whom the central team lets take a qualification although a rule says no."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.forms import WaiverForm
from apps.console.views.door import central_team_only
from apps.core.rules import require
from apps.members import looks
from apps.members.models import Member
from apps.qualifications import eligibility
from apps.qualifications.actions import end_waiver, give_waiver
from apps.qualifications.models import Qualification, Waiver
from apps.qualifications.permissions import can_waive


@require_safe
@central_team_only
def waiver_list(request):
    """All exceptions, the latest first."""
    page = queries.page_of(Waiver.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "console/waiver_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@central_team_only
def waiver_give(request, pk):
    """Make an exception for somebody, after a page that says which rules are in the way today."""
    member = get_object_or_404(Member.objects.visible_to(request.user).for_page(), pk=pk)
    require(can_waive(request.user, member))
    looks.note(request, member, "whether you can take a qualification")
    form = WaiverForm(request.POST if request.method == "POST" else None)
    qualification = _qualification(request, form) if form.is_valid() else None
    if qualification and "confirmed" in request.POST:
        said = {"rules": form.cleaned_data["rules"], "reason": form.cleaned_data["reason"]}
        give_waiver(member=member, qualification=qualification, by=request.user, **said)
        messages.success(request, f"The exception for {member} is made.")
        return redirect("console:waiver_list")
    context = {
        "member": member,
        "form": form,
        "qualification": qualification,
        "checks": eligibility.checks(qualification, member) if qualification else [],
    }
    return render(request, "console/waiver_give.html", context, status=422 if form.errors else 200)


def _qualification(request, form):
    rows = Qualification.objects.visible_to(request.user).select_related("successor")
    found = rows.filter(code=form.cleaned_data["code"]).first()
    if found is None:
        form.add_error("code", "No qualification has this code. The page of each says its code")
    return found


@require_http_methods(["GET", "POST"])
@central_team_only
def waiver_end(request, pk):
    """Let the rules count again, after a page that says what that means."""
    waiver = get_object_or_404(Waiver.objects.visible_to(request.user).for_list(), pk=pk)
    require(can_waive(request.user, waiver.member))
    if request.method == "POST":
        end_waiver(waiver=waiver, by=request.user)
        messages.success(request, "The exception has ended.")
        return redirect("console:waiver_list")
    return render(request, "console/waiver_end.html", {"waiver": waiver})
