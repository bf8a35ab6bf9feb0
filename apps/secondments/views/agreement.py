"""The agreement of three: written by the host, read and signed by each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require
from apps.members import looks
from apps.secondments import actions, permissions, queries
from apps.secondments.documents import agreement_pdf
from apps.secondments.forms import AgreementForm, agreement_initial
from apps.secondments.models import Agreement, Application
from apps.secondments.states import Party, VersionStatus


def _seen(request, pk):
    return get_object_or_404(Agreement.objects.visible_to(request.user).for_page(), pk=pk)


@require_safe
def agreement_detail(request, pk):
    """The version that counts, who has signed it, and the one thing to do next."""
    agreement = _seen(request, pk)
    looks.note(request, agreement.application.member, "your agreement to work elsewhere")
    version, party = agreement.latest, permissions.party_of(request.user, agreement.application)
    is_open = version.status == VersionStatus.OPEN
    context = {
        "agreement": agreement,
        "version": version,
        "party": party,
        "can_sign": is_open and party in version.unsigned and not version.waits_for_exception,
        "can_except": is_open
        and version.waits_for_exception
        and permissions.can_except_agreement(request.user, version),
        "is_host": party == Party.HOST,
        "placement": queries.placement_of(agreement),
    }
    return render(request, "secondments/agreement_detail.html", context)


@require_http_methods(["GET", "POST"])
def agreement_write(request, pk):
    """Another version. `pk` is the application's: the first one has no agreement yet."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_run_opportunity(request.user, application.opportunity))
    agreement = queries.agreement_of(application)
    initial = agreement_initial(
        agreement and agreement.latest, queries.firm_release_of(application), application.opportunity
    )
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        version = actions.write_agreement(application=application, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. The others have been asked to sign it.")
        return redirect(version.agreement)
    context = {"application": application, "form": form, "agreement": agreement}
    return render(request, "secondments/agreement_write.html", context, status=422 if form.errors else 200)


@require_POST
def agreement_sign(request, pk):
    agreement = _seen(request, pk)
    digest = request.POST.get("digest", "")[:64]
    version = actions.sign_agreement(version=agreement.latest, digest=digest, by=request.user)
    is_agreed = version.status == VersionStatus.AGREED
    said = "All three have signed: it holds now." if is_agreed else "You have signed."
    messages.success(request, said)
    return redirect(agreement)


@require_POST
def agreement_except(request, pk):
    """The central team lets it be longer than two years."""
    agreement = _seen(request, pk)
    actions.except_agreement(version=agreement.latest, by=request.user)
    messages.success(request, "You have made an exception. They have been asked to sign.")
    return redirect(agreement)


@require_safe
def agreement_download(request, pk, number):
    """A version as a document."""
    agreement = _seen(request, pk)
    version = get_object_or_404(agreement.versions.for_page(), number=number)
    looks.note(request, agreement.application.member, "your agreement to work elsewhere")
    response = HttpResponse(agreement_pdf(agreement, version), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="agreement-version-{number}.pdf"'
    return response
