"""The parts of a draft, written one by one."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.console.views.content import open_version
from apps.console.views.door import catalogue_writers_only
from apps.learning import actions
from apps.learning.forms.content import AssignmentForm, ContentForm, part_form
from apps.learning.queries import content as contents
from apps.learning.states import Part, QuestionKind


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def content_edit(request, unit):
    """What the unit is about, what its test asks for, and what else it needs."""
    draft = open_version(request.user, unit)
    form = ContentForm(request.POST if request.method == "POST" else None, initial=ContentForm.initial_of(draft))
    if form.is_valid():
        actions.edit_content(content=draft, **form.kept, by=request.user)
        messages.success(request, "The unit and its test are saved.")
        return redirect("console:content_detail", unit)
    context = {"draft": draft, "unit": draft.unit, "form": form}
    return render(request, "console/content_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def assignment_edit(request, unit):
    """The title, brief and days of the assignment."""
    draft = open_version(request.user, unit)
    assignment = draft.assignment_or_none
    initial = AssignmentForm.initial_of(assignment) if assignment else {}
    form = _typed(request, partial(AssignmentForm, initial=initial))
    if form.is_valid():
        actions.save_assignment(content=draft, **form.kept, by=request.user)
        messages.success(request, "The assignment is saved.")
        return redirect("console:part_list", unit, Part.CRITERIA)
    context = {"draft": draft, "unit": draft.unit, "assignment": assignment, "form": form}
    return _form_page(request, "console/assignment_edit.html", context, "brief")


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def assignment_remove(request, unit):
    draft = open_version(request.user, unit)
    if request.method == "POST":
        actions.remove_assignment(content=draft, by=request.user)
        messages.success(request, "The assignment is removed from the draft.")
        return redirect("console:content_detail", unit)
    return render(request, "console/assignment_remove.html", {"draft": draft, "unit": draft.unit})


def _typed(request, form_of):
    """The form as it was sent. Where a preview is asked for, what is not finished yet is no error."""
    if "preview" not in request.POST:
        return form_of(request.POST if request.method == "POST" else None)
    form = form_of(None)
    form.initial = request.POST.dict()
    return form


def _form_page(request, template, context, name):
    """The form, and what was typed in one field as a learner reads it, where that was asked for."""
    context |= {"preview": request.POST.get(name, ""), "is_preview": "preview" in request.POST}
    return render(request, template, context, status=422 if context["form"].errors else 200)


def _part(request, unit, part):
    if part not in Part.values:
        raise Http404
    draft, part = open_version(request.user, unit), Part(part)
    if part == Part.CRITERIA and draft.assignment_or_none is None:
        raise Http404
    return draft, part


@require_safe
@catalogue_writers_only
def part_list(request, unit, part):
    """The pages, courses, questions or criteria of a draft, in their order."""
    draft, part = _part(request, unit, part)
    faults = contents.faults_of(draft)
    context = {
        "draft": draft,
        "unit": draft.unit,
        "part": part,
        "rows": contents.rows_of(draft, part).order_by("order"),
        "faults": [fault for fault in faults if fault.part == part],
        "kinds": QuestionKind.choices,
    }
    return render(request, "console/part_list.html", context)


def _row(draft, part, pk):
    return get_object_or_404(contents.rows_of(draft, part), pk=pk)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def part_add(request, unit, part):
    draft, part = _part(request, unit, part)
    kind = request.GET.get("kind")
    kind = QuestionKind(kind) if kind in QuestionKind.values else QuestionKind.SINGLE
    return _edit(request, draft, part, None, kind)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def part_edit(request, unit, part, pk):
    draft, part = _part(request, unit, part)
    row = _row(draft, part, pk)
    return _edit(request, draft, part, row, getattr(row, "kind", None))


def _edit(request, draft, part, row, kind):
    form = _typed(request, partial(part_form, draft, part, row=row, kind=kind))
    if form.is_valid():
        actions.save_part(content=draft, part=part, row=row, **form.kept, by=request.user)
        messages.success(request, f"The {part.one} is saved.")
        return redirect("console:part_list", draft.unit_id, part)
    context = {
        "draft": draft,
        "unit": draft.unit,
        "part": part,
        "row": row,
        "kind_words": QuestionKind(kind).label if part == Part.QUESTIONS else "",
        "form": form,
    }
    return _form_page(request, "console/part_edit.html", context, "body")


@require_POST
@catalogue_writers_only
def part_move(request, unit, part, pk):
    draft, part = _part(request, unit, part)
    actions.move_part(
        content=draft, part=part, row=_row(draft, part, pk), up=request.POST.get("to") == "up", by=request.user
    )
    return redirect("console:part_list", unit, part)


@require_http_methods(["GET", "POST"])
@catalogue_writers_only
def part_remove(request, unit, part, pk):
    draft, part = _part(request, unit, part)
    row = _row(draft, part, pk)
    if request.method == "POST":
        actions.remove_part(content=draft, part=part, row=row, by=request.user)
        messages.success(request, f"The {part.one} is removed from the draft.")
        return redirect("console:part_list", unit, part)
    context = {"draft": draft, "unit": draft.unit, "part": part, "row": row}
    return render(request, "console/part_remove.html", context)
