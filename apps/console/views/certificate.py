from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.certificates.actions import reissue_certificate, revoke_certificate
from apps.certificates.forms import ReissueForm, RevokeForm
from apps.certificates.models import Certificate, Finding
from apps.certificates.permissions import can_reissue, can_revoke
from apps.certificates.states import RevocationReason, Status
from apps.console import queries
from apps.console.forms import CertificateSearchForm
from apps.console.views.door import central_team_only
from apps.core.rules import require
from apps.members import looks

LOOKED_AT = "your certificate"


@require_safe
@central_team_only
def certificate_list(request):
    """All certificates, by number or check code where one is typed."""
    form = CertificateSearchForm(request.GET)
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    rows = Certificate.objects.visible_to(request.user).looked_for(typed)
    page = queries.page_of(rows.for_list(), request.GET.get("page"))
    context = {"page": page, "form": form, "typed": typed}
    return render(request, "console/certificate_list.html", context, status=422 if form.errors else 200)


def _certificate(request, pk):
    rows = Certificate.objects.visible_to(request.user)
    certificate = get_object_or_404(
        rows.select_related("holder__organisation", "replaced_by", "replaces", "revoked_by", "claimed_in"), pk=pk
    )
    looks.note(request, certificate.holder, LOOKED_AT)
    return certificate


@require_safe
@central_team_only
def certificate_detail(request, pk):
    """One certificate with what happened to it."""
    certificate = _certificate(request, pk)
    is_valid = certificate.status == Status.VALID
    context = {
        "certificate": certificate,
        "can_reissue": is_valid and can_reissue(request.user, certificate),
        "can_revoke": is_valid and can_revoke(request.user, certificate),
        "history": queries.history_of(certificate),
    }
    return render(request, "console/certificate_detail.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def certificate_reissue(request, pk):
    """A new certificate with the right name, after a page that shows both names."""
    certificate = _certificate(request, pk)
    require(can_reissue(request.user, certificate))
    if certificate.status != Status.VALID:
        return redirect("console:certificate_detail", pk)
    form = ReissueForm(request.POST if request.method == "POST" else None, initial={"name": certificate.holder.name})
    if form.is_valid() and "confirmed" in request.POST:
        new = reissue_certificate(certificate=certificate, by=request.user, **form.cleaned_data)
        messages.success(request, f"Certificate {new.number} takes the place of {certificate.number}.")
        return redirect("console:certificate_detail", new.pk)
    context = {"certificate": certificate, "form": form, "is_check": form.is_valid()}
    return render(request, "console/certificate_reissue.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@central_team_only
def certificate_revoke(request, pk):
    """Take a certificate back, after a page that says what happens then."""
    certificate = _certificate(request, pk)
    require(can_revoke(request.user, certificate))
    if certificate.status != Status.VALID:
        return redirect("console:certificate_detail", pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "confirmed" in request.POST:
        revoke_certificate(certificate=certificate, by=request.user, **form.cleaned_data)
        messages.success(request, f"Certificate {certificate.number} is revoked.")
        return redirect("console:certificate_detail", certificate.pk)
    is_check = form.is_valid()
    reason = RevocationReason(form.cleaned_data["reason"]).label if is_check else ""
    context = {"certificate": certificate, "form": form, "is_check": is_check, "reason": reason}
    return render(request, "console/certificate_revoke.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def finding_list(request):
    """What the nightly check of documents found."""
    page = queries.page_of(Finding.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "console/finding_list.html", {"page": page})
