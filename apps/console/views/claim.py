from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.certificates.actions import export_claims
from apps.certificates.forms import ClaimForm
from apps.certificates.models import Certificate, ClaimExport
from apps.certificates.queries import to_claim
from apps.console import queries
from apps.console.documents import claims_csv
from apps.console.views.door import central_team_only


@require_safe
@central_team_only
def claim_list(request):
    """What is to be claimed from each awarding body, and the lists drawn up so far."""
    page = queries.page_of(ClaimExport.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "console/claim_list.html", {"page": page, "bodies": to_claim()})


@require_http_methods(["GET", "POST"])
@central_team_only
def claim_export(request):
    """Draw up a list for one awarding body, after a page that asks what for."""
    body = request.GET.get("body", "")
    number = Certificate.objects.visible_to(request.user).unclaimed().filter(awarding_body=body).count()
    if not number:
        messages.info(request, "There is nothing new to claim there.")
        return redirect("console:claim_list")
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        export = export_claims(awarding_body=body, by=request.user, **form.cleaned_data)
        messages.success(request, f"The list has {export.rows} rows. Download it here.")
        return redirect(export)
    context = {"form": form, "body": body, "number": number}
    return render(request, "console/claim_export.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def claim_detail(request, pk):
    """One list: what is on it, for what, and its file."""
    export = get_object_or_404(ClaimExport.objects.visible_to(request.user).select_related("by"), pk=pk)
    return render(request, "console/claim_detail.html", {"export": export, "history": queries.history_of(export)})


@require_safe
@central_team_only
def claim_download(request, pk):
    """The list as a CSV file."""
    export = get_object_or_404(ClaimExport.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(claims_csv(queries.claims_of(export)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="claims-{export.exported_at:%Y-%m-%d}-{export.pk}.csv"'
    return response
