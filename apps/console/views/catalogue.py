"""What is in the catalogue, for those who write it: its versions, and opening and closing to new starts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.console import queries
from apps.console.views.door import catalogue_writers_only, central_team_only
from apps.core.asked import search_words
from apps.qualifications.actions import begin_change, reopen_qualification, retire_qualification
from apps.qualifications.forms.draft import RetireForm
from apps.qualifications.models import CatalogueDraft, Qualification, Suite, Unit
from apps.qualifications.permissions import can_retire
from apps.qualifications.queries import facts_of_entry, touched_by_retiring, versions_of
from apps.qualifications.states import Availability, DraftKind


def _entries(request):
    return Qualification.objects.visible_to(request.user).written_by(request.user)


def _entry(request, pk):
    return get_object_or_404(_entries(request).select_related("suite__department", "successor", "version"), pk=pk)


@require_safe
@catalogue_writers_only
def entry_list(request):
    """The qualifications that one may draft changes of."""
    q = search_words(request.GET)
    status = request.GET.get("status", "")
    status = status if status in Availability.values else ""
    rows = queries.entries_of(_entries(request), q=q, status=status)
    page = queries.page_of(rows, request.GET.get("page"))
    context = {"page": page, "q": q, "status": status, "parts": queries.entry_parts(_entries(request))}
    return render(request, "console/entry_list.html", context)


@require_safe
@catalogue_writers_only
def entry_detail(request, pk):
    """One qualification: what it says, and what each version changed."""
    qualification = _entry(request, pk)
    drafts = CatalogueDraft.objects.visible_to(request.user).open()
    context = {
        "qualification": qualification,
        "facts": facts_of_entry(qualification),
        "versions": versions_of(qualification),
        "draft": drafts.filter(kind=DraftKind.QUALIFICATION, code=qualification.code).first(),
        "can_retire": can_retire(request.user),
        "history": queries.history_of(qualification),
    }
    return render(request, "console/entry_detail.html", context)


@require_POST
@catalogue_writers_only
def entry_change(request, pk):
    """Begin to draft a change, or go on with the draft there is."""
    return redirect(begin_change(of=_entry(request, pk), by=request.user))


@require_safe
@catalogue_writers_only
def unit_list(request):
    """The units of a suite, each to be changed."""
    suites = list(Suite.objects.visible_to(request.user).written_by(request.user).order_by("code"))
    chosen = next((suite for suite in suites if suite.code == request.GET.get("suite")), suites[0] if suites else None)
    units = Unit.objects.visible_to(request.user).written_by(request.user).filter(suite=chosen)
    page = queries.page_of(units.select_related("suite"), request.GET.get("page"))
    return render(request, "console/unit_list.html", {"suites": suites, "chosen": chosen, "page": page})


@require_POST
@catalogue_writers_only
def unit_change(request, pk):
    units = Unit.objects.visible_to(request.user).written_by(request.user).select_related("suite__department")
    return redirect(begin_change(of=get_object_or_404(units, pk=pk), by=request.user))


@require_http_methods(["GET", "POST"])
@central_team_only
def entry_retire(request, pk):
    """Close it to new starts, after a page that says what that does to how many."""
    qualification = _entry(request, pk)
    form = RetireForm(request.POST if request.method == "POST" else None)
    successor = _successor(request, form) if form.is_valid() else None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        retire_qualification(qualification=qualification, reason=reason, successor=successor, by=request.user)
        messages.success(request, f"The {qualification} is closed to new starts.")
        return redirect("console:entry_detail", qualification.pk)
    context = {"qualification": qualification, "form": form, "touched": touched_by_retiring(qualification)}
    return render(request, "console/entry_retire.html", context, status=422 if form.errors else 200)


def _successor(request, form):
    code = form.cleaned_data["successor"].upper()
    found = Qualification.objects.visible_to(request.user).filter(code=code).first() if code else None
    if code and found is None:
        form.add_error("successor", "No qualification has this code. The page of each says its code")
    return found


@require_http_methods(["GET", "POST"])
@central_team_only
def entry_reopen(request, pk):
    """Open it to new starts again, after a page that says what that does."""
    qualification = _entry(request, pk)
    if request.method == "POST":
        reopen_qualification(qualification=qualification, by=request.user)
        messages.success(request, f"The {qualification} is open to new starts again.")
        return redirect("console:entry_detail", qualification.pk)
    return render(request, "console/entry_reopen.html", {"qualification": qualification})
