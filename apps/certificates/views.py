from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.certificates.forms import CodeForm
from apps.certificates.models import Certificate
from apps.certificates.queries import certificates_with_code


@require_safe
def certificate_list(request):
    """My certificates."""
    certificates = Certificate.objects.visible_to(request.user).of(request.user).for_list()
    return render(request, "certificates/certificate_list.html", {"certificates": certificates})


@require_safe
def certificate_download(request, pk):
    """The document, for its holder, always as a file to save."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).of(request.user), pk=pk)
    if not certificate.file:
        raise Http404
    return FileResponse(certificate.file.open(), as_attachment=True, filename=f"{certificate.number}.pdf")


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
    certificate = certificates_with_code(code).first()
    context = {"certificate": certificate, "code": code[:40]}
    return render(request, "certificates/certificate_verify.html", context, status=200 if certificate else 404)
