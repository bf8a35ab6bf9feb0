from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require
from apps.insights import actions
from apps.insights.documents import summary_pdf
from apps.insights.forms import ViewForm, WhatIfForm
from apps.insights.models import LONGEST_ADDRESS, SavedView
from apps.insights.permissions import can_read_insights
from apps.insights.queries import what_if
from apps.insights.views import found


@require_http_methods(["GET", "HEAD", "POST"])
def view_save(request):
    """Keep a page of figures by a name of one's own."""
    if not can_read_insights(request.user):
        raise Http404
    address = request.POST.get("address", "") or request.GET.get("address", "")
    if not _is_page(address):
        address = reverse("insights:overview")
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.save_view(name=form.cleaned_data["name"], address=address, by=request.user)
        messages.success(request, "Saved. It is on the first page of insights.")
        return redirect(address)
    context = {"form": form, "address": address}
    return render(request, "insights/view_save.html", context, status=422 if form.errors else 200)


def _is_page(address):
    return address.startswith("/insights/") and len(address) <= LONGEST_ADDRESS and address.isprintable()


@require_POST
def view_end(request, pk):
    """Remove a saved view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user).standing(), pk=pk)
    actions.end_view(view=view, by=request.user)
    messages.success(request, f"Removed “{view.name}”.")
    return redirect("insights:overview")


@require_POST
def summary_ask(request):
    """Be sent the monthly summary, or no longer."""
    if not can_read_insights(request.user):
        raise Http404
    if request.POST.get("wanted") == "no":
        actions.end_summary(by=request.user)
        messages.success(request, "You are not sent the monthly summary any more.")
    else:
        actions.ask_summary(by=request.user)
        messages.success(request, "You are told each month when the summary is there.")
    return redirect("insights:overview")


@require_safe
def summary_download(request):
    """The first page of somebody's figures as a document."""
    snapshot = found.latest(request.user)
    if not found.own(request.user, snapshot):
        raise Http404
    pdf = summary_pdf(found.flow_page(snapshot, request, "overview"))
    name = f"insights-{snapshot.as_of}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
def what_if_show(request):
    """What more places or quicker decisions would change, for the central team."""
    snapshot = found.latest(request.user)
    require(request.user.is_central)
    if snapshot is None:
        return redirect("insights:overview")
    asked = {name: request.GET[name] for name in ("places", "days") if name in request.GET}
    form = WhatIfForm(asked or None)
    answer = None
    if asked and form.is_valid():
        answer = what_if(found.flow_of(snapshot, request), **form.cleaned_data)
    context = {"form": form, "answer": answer, "scope": found.scope_of(snapshot, request), "snapshot": snapshot}
    return render(request, "insights/what_if.html", context | {"here": "what_if"})
