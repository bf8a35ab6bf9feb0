"""Frameworks of capabilities: one person loads a version, another one looks at it and publishes it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.capability import queries as frameworks
from apps.capability.actions import load_framework, publish_framework
from apps.capability.models import FrameworkVersion
from apps.capability.permissions import can_publish_framework
from apps.capability.states import VersionStatus
from apps.console import queries
from apps.console.forms import FrameworkForm
from apps.console.views.door import central_team_only


def _version(request, pk):
    return get_object_or_404(FrameworkVersion.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
@central_team_only
def framework_list(request):
    """All versions of all frameworks, the latest of each first."""
    page = queries.page_of(FrameworkVersion.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "console/framework_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@central_team_only
def framework_load(request):
    """Bring a file, which is checked at once."""
    form = FrameworkForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        version = load_framework(data=form.cleaned_data["file"], by=request.user)
        return redirect("console:framework_detail", version.pk)
    return render(request, "console/framework_load.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@central_team_only
def framework_detail(request, pk):
    """A version as people read it, what it can be compared with, and who may publish it."""
    version = _version(request, pk)
    content = frameworks.content_of(version)
    context = {
        "version": version,
        "content": content,
        "capabilities": [(row, content.columns_of(row)) for row in content.capabilities],
        "others": frameworks.others_of(FrameworkVersion.objects.visible_to(request.user), version),
        "is_draft": version.status == VersionStatus.DRAFT,
        "can_publish": can_publish_framework(request.user, version),
        "history": queries.history_of(version),
    }
    return render(request, "console/framework_detail.html", context)


@require_safe
@central_team_only
def framework_compare(request, pk, other):
    """What is different in this version from another one of the same framework."""
    version = _version(request, pk)
    others = frameworks.others_of(FrameworkVersion.objects.visible_to(request.user), version)
    before = get_object_or_404(others, pk=other)
    changes = frameworks.changes_between(before, version)
    context = {"version": version, "before": before, "changes": changes}
    return render(request, "console/framework_compare.html", context)


@require_POST
@central_team_only
def framework_publish(request, pk):
    """Let people be assessed against it from now on."""
    version = publish_framework(version=_version(request, pk), by=request.user)
    messages.success(request, f"You have published {version}. New self-assessments use it from now on.")
    return redirect("console:framework_detail", pk)
