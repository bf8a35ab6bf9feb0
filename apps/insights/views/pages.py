from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.insights.queries import survey_block
from apps.insights.views import found


@require_safe
def overview(request):
    """Four findings, and what stands behind them."""
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        return render(request, "insights/overview_none.html", {"snapshot": snapshot})
    return _shown(request, snapshot, "overview")


@require_safe
def qualifications(request):
    """From request to certificate."""
    return _page(request, "qualifications")


@require_safe
def approvals(request):
    """How requests are decided, how quickly and why they are refused."""
    return _page(request, "approvals")


@require_safe
def moves(request):
    """Who works elsewhere for a while."""
    return _page(request, "moves")


@require_safe
def uptake(request):
    """Who takes up qualifications, for those who are responsible for it."""
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        return redirect("insights:overview")  # which says why
    context = {
        "page": found.uptake_page(snapshot, request),
        "own": found.own(request.user, snapshot),
        "back": reverse("insights:uptake"),
        "here": "uptake",
    }
    return render(request, "insights/uptake.html", context)


@require_safe
def capability(request):
    """Where people stand against what is expected, and what is missing most."""
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        return redirect("insights:overview")
    page = found.capability_page(snapshot, request)
    return render(request, "insights/capability.html", {"page": page, "here": "capability"})


@require_safe
def outcomes(request):
    """Whether qualifications helped at work, of the whole profession."""
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        return redirect("insights:overview")
    context = {"page": found.outcome_page(snapshot, request), "survey": survey_block(), "here": "outcomes"}
    return render(request, "insights/outcomes.html", context)


def _page(request, slug):
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        return redirect("insights:overview")
    return _shown(request, snapshot, slug)


def _shown(request, snapshot, slug):
    context = {"page": found.flow_page(snapshot, request, slug), "here": slug}
    if slug == "overview":
        context |= found.kept(request.user)
    return render(request, "insights/figures.html", context)
