"""Drafts of the catalogue: written by one person, reviewed and published by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.console import queries
from apps.console.views.door import catalogue_writers_only
from apps.core.rules import RuleBroken, require, second_click
from apps.members.models import Organisation
from apps.qualifications import actions, eligibility
from apps.qualifications.forms.draft import BeginForm, DecideForm, part_of_error, parts_of
from apps.qualifications.models import CatalogueDraft, Suite
from apps.qualifications.models.catalogue import written_for
from apps.qualifications.permissions import can_decide_draft, can_write_draft
from apps.qualifications.queries import changes_of, errors_of_draft, facts_of_draft, preview_of, seen_of
from apps.qualifications.states import DraftStatus
from apps.qualifications.views.catalogue import page_context


@require_safe
@catalogue_writers_only
def draft_list(request):
    """Drafts with where they stand, those not finished first of all."""
    show = request.GET.get("show", "")
    show = show if show in queries.DRAFTS else "open"
    drafts = CatalogueDraft.objects.visible_to(request.user)
    page = queries.page_of(queries.drafts_of(drafts, show=show), request.GET.get("page"))
    context = {"page": page, "show": show, "parts": queries.draft_parts(drafts)}
    return render(request, "console/draft_list.html", context)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def draft_begin(request):
    """Say what is drafted: a unit or a qualification, of which suite, under which code."""
    user = request.user
    suites = Suite.objects.visible_to(user).order_by("code") if user.is_central else []
    own = [] if user.is_central else written_for(user)
    departments = list(Organisation.objects.visible_to(user).filter(pk__in=own).order_by("name"))
    form = BeginForm(request.POST if request.method == "POST" else None, suites=suites, departments=departments)
    if form.is_valid():
        return redirect(actions.begin_draft(by=user, **form.fields_of_draft()))
    context = {"form": form, "departments": departments}
    return render(request, "console/draft_begin.html", context, status=422 if form.errors else 200)


def _draft(request, pk):
    return get_object_or_404(CatalogueDraft.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
@catalogue_writers_only
def draft_detail(request, pk):
    """One draft: its parts with what is still wrong, what it changes, where it stands, and what comes next."""
    draft = _draft(request, pk)
    is_open = draft.is_written or draft.status == DraftStatus.IN_REVIEW
    errors = errors_of_draft(draft) if draft.is_written else []
    wrong = {part_of_error(draft, path) for path, _ in errors}
    context = {
        "draft": draft,
        "parts": [(part, title, part in wrong) for part, (title, _) in parts_of(draft).items()],
        "errors": errors,
        "facts": facts_of_draft(draft),
        "published": draft.published,
        "changes": changes_of(draft) if is_open else [],
        "can_write": can_write_draft(request.user, draft),
        "can_decide": can_decide_draft(request.user, draft),
        "history": queries.history_of(draft),
    }
    return render(request, "console/draft_detail.html", context)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def draft_edit(request, pk, part):
    """One part of it. What the rules of a catalogue file refuse is said at the field."""
    draft = _draft(request, pk)
    require(can_write_draft(request.user, draft))
    parts = parts_of(draft)
    if part not in parts:
        raise Http404
    if not draft.is_written:
        raise RuleBroken(f"This is now “{draft.get_status_display().lower()}”, so it cannot be changed.")
    title, form_class = parts[part]
    room = {"groups": _number(request.GET.get("groups"))} if part == "units" else {}
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, draft=draft, places=queries.places_for(draft) if part == "who" else {}, **room)
    if form.is_valid() and not form.is_behind():
        form.take_errors(errors_of_draft(draft, draft.data | form.values()))
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        actions.edit_draft(draft=draft, values=form.values(), revision=revision, by=request.user)
        if "group" in request.POST:
            return redirect(f"{request.path}?groups={form.room + 1}")
        return redirect(draft)
    context = {"draft": draft, "part": part, "title": title, "form": form}
    return render(request, "console/draft_edit.html", context, status=422 if form.errors else 200)


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 3 else 0


@require_safe
@catalogue_writers_only
def draft_preview(request, pk):
    """The page of the qualification as it would be, for whoever looks at it."""
    draft = _draft(request, pk)
    if draft.is_unit or errors_of_draft(draft):
        raise RuleBroken("There is nothing to see yet. Complete every part of the draft first.")
    qualification, standing = preview_of(draft)
    member = request.user.member_or_none
    found = eligibility.checks(qualification, member, standing) if member else []
    context = page_context(standing, member, found) | {"draft": draft, "is_eligible": False, "can_be_told": False}
    return render(request, "console/draft_preview.html", context)


@require_POST
@catalogue_writers_only
def draft_submit(request, pk):
    draft = _draft(request, pk)
    require(can_write_draft(request.user, draft))
    with second_click(draft, DraftStatus.IN_REVIEW):
        actions.submit_draft(draft=draft, by=request.user)
    messages.success(request, "The central team reviews it now. You get a message when they have.")
    return redirect(draft)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def draft_decide(request, pk):
    """Publish it, or send it back with what has to be put right."""
    draft = _draft(request, pk)
    require(can_decide_draft(request.user, draft))
    form = DecideForm(request.POST if request.method == "POST" else None, initial={"seen": seen_of(draft)})
    if form.is_valid():
        if form.cleaned_data["decision"] == "publish":
            actions.publish_draft(draft=draft, seen=form.cleaned_data["seen"], by=request.user)
            messages.success(request, f"{draft} is published.")
        else:
            actions.send_back_draft(draft=draft, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"{draft} is sent back. Whoever wrote it has been told.")
        return redirect(draft)
    if draft.status != DraftStatus.IN_REVIEW:
        return redirect(draft)
    context = {
        "draft": draft,
        "form": form,
        "published": draft.published,
        "changes": changes_of(draft),
        "facts": facts_of_draft(draft),
    }
    return render(request, "console/draft_decide.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def draft_discard(request, pk):
    """Put it away, after a page that says what that means."""
    draft = _draft(request, pk)
    require(can_write_draft(request.user, draft))
    if request.method == "POST":
        actions.discard_draft(draft=draft, by=request.user)
        messages.success(request, f"The draft of {draft} is put away.")
        return redirect("console:draft_list")
    return render(request, "console/draft_discard.html", {"draft": draft})
