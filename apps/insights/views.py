from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.csv_out import CsvOut
from apps.insights import actions
from apps.insights.models import CapabilityFigures, Snapshot
from apps.insights.permissions import can_read_insights
from apps.insights.queries import (
    TABLES,
    CapabilityPage,
    OutcomePage,
    Page,
    capability_rows,
    csv_rows,
    find_scope,
    outcome_rows,
    own_tops,
)


@require_safe
def uptake(request):
    """Who takes up qualifications, for those who are responsible for it."""
    snapshot = _latest(request.user)
    own = own_tops(request.user, snapshot.figures) if snapshot else []
    if not own:
        return render(request, "insights/uptake_none.html", {"snapshot": snapshot})
    context = {"page": _page(request, snapshot), "own": own, "back": reverse("insights:uptake")}
    return render(request, "insights/uptake.html", context)


@require_safe
def uptake_export(request, table):
    """A table of that page as CSV. Who took it is kept."""
    snapshot = _latest(request.user)
    if snapshot is None or table not in TABLES:
        raise Http404
    page = _page(request, snapshot)
    actions.export_insights(snapshot=snapshot, scope=page.scope, table=table, by=request.user)
    return _csv(f"uptake-by-{table}-{snapshot.as_of}.csv", csv_rows(page, page.section(table)))


@require_safe
def capability(request):
    """Where people stand against what is expected, and what is missing most."""
    snapshot = _latest(request.user)
    if snapshot is None:
        return redirect("insights:uptake")  # which says why
    return render(request, "insights/capability.html", {"page": _capability_page(request, snapshot)})


@require_safe
def capability_export(request):
    """All of that as CSV. Who took it is kept."""
    snapshot = _latest(request.user)
    if snapshot is None:
        raise Http404
    page = _capability_page(request, snapshot)
    actions.export_capability(snapshot=snapshot, scope=page.scope, by=request.user)
    return _csv(f"capability-{snapshot.as_of}.csv", capability_rows(page))


def _capability_page(request, snapshot):
    scope = _scope(request, snapshot)
    rows = CapabilityFigures.objects.visible_to(request.user).filter(snapshot=snapshot, scope=scope["code"])
    figures = rows.values_list("figures", flat=True).first() or {}
    return CapabilityPage(
        snapshot, scope, figures, request.GET.get("framework"), request.GET.get("capability"), request.user
    )


@require_safe
def outcomes(request):
    """Whether qualifications helped at work, of the whole profession."""
    snapshot = _latest(request.user)
    if snapshot is None:
        return redirect("insights:uptake")  # which says why
    return render(request, "insights/outcomes.html", {"page": OutcomePage(snapshot)})


@require_safe
def outcomes_export(request):
    """All those answers as CSV. Who took it is kept."""
    snapshot = _latest(request.user)
    if snapshot is None:
        raise Http404
    actions.export_outcomes(snapshot=snapshot, by=request.user)
    return _csv(f"did-it-help-{snapshot.as_of}.csv", outcome_rows(OutcomePage(snapshot)))


def _csv(name, rows):
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    CsvOut(response).rows(rows)
    return response


def _latest(user):
    if not can_read_insights(user):
        raise Http404
    return Snapshot.objects.visible_to(user).latest_first().first()


def _page(request, snapshot):
    return Page(snapshot, _scope(request, snapshot))


def _scope(request, snapshot):
    scope = find_scope(request.user, snapshot.figures, request.GET.get("of"))
    if scope is None:
        raise Http404
    return scope
