import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.certificates import actions, queries
from apps.certificates.documents import did_document, own_public_key, status_list_credential
from apps.certificates.forms import CodeForm, ShareForm
from apps.certificates.models import Certificate, RecordShare

MINUTES_KEPT = 5  # that a verifier may go on with what it fetched


@require_safe
def certificate_list(request):
    """My certificates."""
    certificates = Certificate.objects.visible_to(request.user).of(request.user).of_a_life()
    return render(request, "certificates/certificate_list.html", {"certificates": certificates})


def _own(request, pk):
    return get_object_or_404(Certificate.objects.visible_to(request.user).of(request.user), pk=pk)


@require_safe
def certificate_download(request, pk):
    """The document, for its holder, always as a file to save. One that is gone or spoiled is not given out."""
    certificate = _own(request, pk)
    if not certificate.file:
        raise Http404
    if certificate.has_lost_its_file():
        return render(request, "certificates/certificate_lost.html", {"certificate": certificate}, status=503)
    return FileResponse(certificate.file.open(), as_attachment=True, filename=f"{certificate.number}.pdf")


@require_POST
def certificate_remake(request, pk):
    """Have the document made again, where it is gone."""
    certificate = _own(request, pk)
    actions.remake_certificate(certificate=certificate, by=request.user)
    messages.success(request, "We are making the document again. It will be here in a few minutes.")
    return redirect("certificates:certificate_list")


@require_safe
def credential_download(request, pk):
    """The signed credential, for its holder, to keep in a wallet or to pass on."""
    certificate = _own(request, pk)
    if not certificate.credential:
        raise Http404
    response = HttpResponse(certificate.credential, content_type="application/vc")
    response["Content-Disposition"] = f'attachment; filename="{certificate.credential_name}"'
    return response


# --- Anyone checks ---------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def certificate_find(request):
    """Anyone can type the code of a certificate."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:certificate_verify", form.cleaned_data["code"].replace("/", " "))
    return render(request, "certificates/certificate_find.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def certificate_verify(request, code):
    """What anyone may know who holds the code: whether it is genuine, for whom, what and when. 404 says it is not."""
    certificate = queries.certificates_with_code(code).first()
    context = {"certificate": certificate, "code": code[:40]}
    return render(request, "certificates/certificate_verify.html", context, status=200 if certificate else 404)


@login_not_required
@require_safe
def status_list(request, number):
    """Which certificates no longer hold, by place alone: a list for programs, signed."""
    found = queries.status_list(number)
    if found is None:
        raise Http404
    ended, since = found
    return _public(status_list_credential(number, ended, since=since).text, "application/vc")


@login_not_required
@require_safe
def did_show(request):
    """The portal's public keys, where did:web looks for them."""
    document = did_document(queries.public_keys(own_public_key()))
    return _public(json.dumps(document, indent=2) + "\n", "application/did+json")


def _public(text, content_type):
    """For any program, also one that runs in the browser of somebody else's page."""
    response = HttpResponse(text, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    return response


# --- Links to one's record -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def share_list(request):
    """The links to my record. A new one is shown here once: the portal does not know it afterwards."""
    form, link, share = ShareForm(request.POST if request.method == "POST" else None), "", None
    if form.is_valid():
        share, token = actions.share_record(by=request.user, **form.cleaned_data)
        link, form = settings.SITE_URL + reverse("home:record_shared", args=[token]), ShareForm()
    shares = RecordShare.objects.visible_to(request.user).for_list()
    context = {"form": form, "link": link, "share": share, "shares": shares}
    return render(request, "certificates/share_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def share_end(request, pk):
    """End a link, after a page that says what that means."""
    share = get_object_or_404(RecordShare.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        actions.end_share(share=share, by=request.user)
        messages.success(request, "The link leads nowhere any more.")
        return redirect("certificates:share_list")
    return render(request, "certificates/share_end.html", {"share": share})
