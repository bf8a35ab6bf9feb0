from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.asked import page_of
from apps.core.downloads import private_file
from apps.core.rules import require
from apps.evidence import actions, permissions
from apps.evidence.forms import EvidenceChangeForm, EvidenceForm
from apps.evidence.models import Evidence
from apps.evidence.states import Kind


def _own(request, pk):
    return get_object_or_404(Evidence.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def evidence_list(request):
    """What I have that shows what I can do, and who can see it."""
    require(permissions.can_add_evidence(request.user))
    own = Evidence.objects.visible_to(request.user).for_list()
    context = {"page": page_of(own, request.GET.get("page"))}
    return render(request, "evidence/evidence_list.html", context)


@require_http_methods(["GET", "POST"])
def evidence_add(request):
    require(permissions.can_add_evidence(request.user))
    posted = request.method == "POST"
    form = EvidenceForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        evidence = actions.add_evidence(by=request.user, **form.said)
        messages.success(request, "You have added it. Only you can see it until you share something it is part of.")
        return redirect(evidence)
    return render(request, "evidence/evidence_add.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def evidence_detail(request, pk):
    """One piece: what it is, who can see it, and what I can do with it."""
    return render(request, "evidence/evidence_detail.html", {"evidence": _own(request, pk)})


@require_http_methods(["GET", "POST"])
def evidence_change(request, pk):
    """Put it in better words. Another file or link is another piece of evidence."""
    evidence = _own(request, pk)
    form = EvidenceChangeForm(
        request.POST if request.method == "POST" else None,
        is_note=evidence.kind == Kind.NOTE,
        initial={name: getattr(evidence, name) for name in ("title", "dated_on", "note")},
    )
    if form.is_valid():
        actions.change_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
        messages.success(request, "You have changed it.")
        return redirect(evidence)
    context = {"evidence": evidence, "form": form}
    return render(request, "evidence/evidence_change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def evidence_remove(request, pk):
    """Take it out, after a page that says what that means."""
    evidence = _own(request, pk)
    if request.method == "POST":
        actions.remove_evidence(evidence=evidence, by=request.user)
        messages.success(request, "You have taken it out.")
        return redirect("evidence:evidence_list")
    return render(request, "evidence/evidence_remove.html", {"evidence": evidence})


@require_safe
def file_download(request, pk):
    """The file, for whose it is."""
    evidence = _own(request, pk)
    if evidence.upload is None:
        raise Http404
    return private_file(evidence.upload)
