"""What there is to learn a unit with: its versions, and the way of one from a draft to learners."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.console import queries
from apps.console.views.door import catalogue_writers_only
from apps.core.rules import require
from apps.learning import actions, permissions
from apps.learning.forms.content import PublishForm, RetireContentForm, SendBackForm
from apps.learning.models import UnitContent
from apps.learning.queries import content as contents
from apps.learning.queries.differences import differences
from apps.qualifications.models import Unit


@require_safe
@catalogue_writers_only
def content_list(request):
    """Units that this person may write for, with what there is for each."""
    show = request.GET.get("show", "")
    show = show if show in contents.SHOWN else "all"
    rows = contents.units_to_write(Unit.objects.visible_to(request.user).written_by(request.user), show=show)
    context = {
        "page": queries.page_of(rows, request.GET.get("page")),
        "show": show,
        "parts": [(name, words) for name, (words, _) in contents.SHOWN.items()],
    }
    return render(request, "console/content_list.html", context)


def unit_of(user, unit):
    return get_object_or_404(
        Unit.objects.visible_to(user).written_by(user).select_related("suite__department"), pk=unit
    )


def open_version(user, unit):
    """The draft of a unit, or what is in review of it; 404 where nothing is being written."""
    rows = UnitContent.objects.visible_to(user).open().for_list()
    return get_object_or_404(rows, unit=unit)


@require_safe
@catalogue_writers_only
def content_detail(request, unit):
    """One unit: the draft as a list of tasks, or what is published, and the versions before."""
    unit = unit_of(request.user, unit)
    versions = list(UnitContent.objects.visible_to(request.user).for_list().filter(unit=unit).order_by("-version"))
    draft = next((one for one in versions if one.is_draft or one.is_in_review), None)
    context = {
        "unit": unit,
        "versions": versions,
        "draft": draft,
        "published": next((one for one in versions if one.is_published), None),
        "tasks": contents.tasks_of(draft) if draft and draft.is_draft else [],
        "can_publish": bool(draft) and permissions.can_publish_content(request.user, draft),
        "is_central": request.user.is_central,
        "history": queries.history_of(*versions).exclude(event="content.edited"),
    }
    return render(request, "console/content_detail.html", context)


@require_POST
@catalogue_writers_only
def content_draft(request, unit):
    actions.draft_content(unit=unit_of(request.user, unit), by=request.user)
    return redirect("console:content_detail", unit)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_submit(request, unit):
    """What happens when a draft is sent for review, and what is missing."""
    draft = open_version(request.user, unit)
    if request.method == "POST":
        actions.submit_content(content=draft, by=request.user)
        messages.success(request, "The draft is sent for review. You hear when it is published or needs a change.")
        return redirect("console:content_detail", unit)
    context = {"draft": draft, "unit": draft.unit, "tasks": contents.tasks_of(draft)}
    return render(request, "console/content_submit.html", context)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_publish(request, unit):
    """What changes for whom when it is published."""
    draft = open_version(request.user, unit)
    require(permissions.can_publish_content(request.user, draft))
    before = UnitContent.objects.visible_to(request.user).published().filter(unit=unit).first()
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        can_be_for_all=bool(before) and contents.is_the_same_test(draft, before),
    )
    if form.is_valid():
        actions.publish_content(content=draft, by=request.user, for_all=form.cleaned_data.get("for_all", False))
        messages.success(request, f"Version {draft.version} is published. Whoever begins the unit now has it.")
        return redirect("console:content_detail", unit)
    context = {
        "draft": draft,
        "unit": draft.unit,
        "before": before,
        "begun": contents.begun_with(before) if before else 0,
        "form": form,
    }
    return render(request, "console/content_publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_send_back(request, unit):
    draft = open_version(request.user, unit)
    require(permissions.can_publish_content(request.user, draft))
    form = SendBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.send_back_content(content=draft, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, f"The draft is sent back to {draft.submitted_by}.")
        return redirect("console:content_detail", unit)
    context = {"draft": draft, "unit": draft.unit, "form": form}
    return render(request, "console/content_send_back.html", context, status=422 if form.errors else 200)


@require_POST
@catalogue_writers_only
def content_take_back(request, unit):
    actions.take_back_content(content=open_version(request.user, unit), by=request.user)
    messages.success(request, "The draft is yours again. Send it for review when it is ready.")
    return redirect("console:content_detail", unit)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_discard(request, unit):
    """What is lost when a draft is given up."""
    draft = open_version(request.user, unit)
    if request.method == "POST":
        actions.discard_content(content=draft, by=request.user)
        messages.success(request, "The draft is discarded. What is published stays as it is.")
        return redirect("console:content_detail", unit)
    return render(request, "console/content_discard.html", {"draft": draft, "unit": draft.unit})


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_retire(request, unit):
    """What happens to learners when what is published is retired."""
    published = UnitContent.objects.visible_to(request.user).published().for_list()
    version = get_object_or_404(published, unit=unit)
    require(permissions.can_retire_content(request.user, version))
    form = RetireContentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.retire_content(content=version, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "It is retired. Nobody begins it any more.")
        return redirect("console:content_detail", unit)
    context = {
        "version": version,
        "unit": version.unit,
        "begun": contents.begun_with(version),
        "form": form,
    }
    return render(request, "console/content_retire.html", context, status=422 if form.errors else 200)


def version_of(user, pk):
    return get_object_or_404(UnitContent.objects.visible_to(user).for_list(), pk=pk)


@require_safe
@catalogue_writers_only
def content_preview(request, pk):
    """A version as a learner sees the unit."""
    version = version_of(request.user, pk)
    assignment = version.assignment_or_none
    context = {
        "version": version,
        "unit": version.unit,
        "pages": version.pages.all(),
        "courses": version.courses.all(),
        "assignment": assignment,
        "criteria": assignment.criteria.all() if assignment else [],
    }
    return render(request, "console/content_preview.html", context)


@require_safe
@catalogue_writers_only
def content_page(request, pk, slug):
    """A page of a version as a learner reads it."""
    version = version_of(request.user, pk)
    pages = list(version.pages.all())
    place = next((number for number, page in enumerate(pages) if page.slug == slug), None)
    if place is None:
        raise Http404
    context = {
        "version": version,
        "page": pages[place],
        "number": place + 1,
        "total": len(pages),
        "previous": pages[place - 1] if place else None,
        "following": pages[place + 1] if place + 1 < len(pages) else None,
    }
    return render(request, "console/content_page.html", context)


@require_safe
@catalogue_writers_only
def content_test(request, pk):
    """Every question of a version, with its answers and why."""
    version = version_of(request.user, pk)
    context = {"version": version, "unit": version.unit, "questions": version.questions.all()}
    return render(request, "console/content_test.html", context)


@require_safe
@catalogue_writers_only
def content_compare(request, pk):
    """What a version changes against the one that is published, or against the one before it."""
    version = version_of(request.user, pk)
    before = contents.before(version)
    context = {
        "version": version,
        "unit": version.unit,
        "before": before,
        "groups": differences(before, version) if before else [],
    }
    return render(request, "console/content_compare.html", context)
