"""For whoever has work before them: their queue, and one piece of work with what is asked about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.asked import is_autosave, page_of
from apps.core.downloads import private_file
from apps.core.rules import require
from apps.learning import actions, permissions, queries
from apps.learning.forms import AppealAnswerForm, CheckForm, MarkingForm, initial_of
from apps.learning.models import MarkingTask
from apps.learning.states import Result, TaskKind, TaskStatus


def _tasks(request):
    """One's own, also for somebody of the central team: what others have is given out in the console."""
    return MarkingTask.objects.visible_to(request.user).held_by(request.user)


def _task(request, pk, kind):
    task = get_object_or_404(_tasks(request).for_list(), pk=pk, kind=kind)
    require(permissions.can_decide_task(request.user, task))
    return task


@require_safe
def marking_list(request):
    """What waits for this person, the most urgent first; what they decided last."""
    if not queries.marks_here(request.user):
        raise Http404
    tasks = _tasks(request).for_list()
    context = {
        "tasks": page_of(tasks.allocated(), request.GET.get("page")),
        "done": tasks.filter(status=TaskStatus.DONE).order_by("-closed_at")[:10],
    }
    return render(request, "learning/marking_list.html", context)


def _shown(request, task, form, template, **more):
    """The work on one side, what is asked on the other."""
    mark = task.mark or queries.current_mark(task.submission)
    context = {
        "task": task,
        "form": form,
        "answers": queries.answers_of(task.submission, mark),
        "mark": mark,
        "is_open": task.status == TaskStatus.ALLOCATED,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def submission_mark(request, pk):
    """Met or not yet for each criterion, with feedback: kept as it is put down, then one decision."""
    task = _task(request, pk, TaskKind.MARK)
    by_script = is_autosave(request)
    criteria = queries.criteria_of(task.work.assignment)
    notes = list(task.notes.filter(by=request.user))
    is_final = "decide" in request.POST and not by_script
    data = request.POST if request.method == "POST" else None
    form = MarkingForm(data, criteria=criteria, is_final=is_final, initial=initial_of(notes))
    if form.is_valid():
        said = {"task": task, "rows": form.rows, "comment": form.cleaned_data["comment"], "by": request.user}
        if is_final:
            mark = actions.mark_submission(**said)
            messages.success(
                request, f"You have marked work {task.work.reference}: {mark.get_result_display().lower()}."
            )
            return redirect("learning:marking_list")
        actions.save_marking(**said)
        return HttpResponse(status=204) if by_script else redirect("learning:marking_list")
    saved = max((note.saved_at for note in notes), default=None)
    return _shown(request, task, form, "learning/submission_mark.html", saved_at=saved)


@require_http_methods(["GET", "POST"])
def mark_check(request, pk):
    """Quality assurance: confirm a decision, or change it and say why."""
    task = _task(request, pk, TaskKind.CHECK)
    is_met = task.mark.result == Result.MET
    criteria = queries.criteria_of(task.work.assignment)
    form = CheckForm(request.POST if request.method == "POST" else None, criteria=criteria, is_met=is_met)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == "confirm":
            actions.confirm_mark(task=task, reason=reason, by=request.user)
        else:
            actions.overturn_mark(task=task, reason=reason, not_yet=form.missing, by=request.user)
        messages.success(request, f"Your decision about work {task.work.reference} is kept.")
        return redirect("learning:marking_list")
    return _shown(request, task, form, "learning/mark_check.html")


@require_http_methods(["GET", "POST"])
def appeal_decide(request, pk):
    """Somebody who has not decided about this work before answers the learner."""
    task = _task(request, pk, TaskKind.APPEAL)
    form = AppealAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_upheld = form.cleaned_data["decision"] == "upheld"
        actions.decide_appeal(task=task, is_upheld=is_upheld, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"You have answered the appeal about work {task.work.reference}.")
        return redirect("learning:marking_list")
    return _shown(request, task, form, "learning/appeal_decide.html")


@require_safe
def marking_file(request, pk, upload):
    """A file of the work that this person has before them."""
    task = get_object_or_404(_tasks(request).for_list(), pk=pk)
    file = get_object_or_404(task.submission.files.select_related("upload"), upload=upload)
    return private_file(file.upload)
