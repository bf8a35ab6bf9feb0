"""The learner's side of an assignment."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import is_autosave
from apps.core.downloads import private_file
from apps.core.models import Upload
from apps.learning import actions, queries
from apps.learning.forms import AppealForm, CircumstancesForm, CriterionForm
from apps.learning.models import Submission
from apps.learning.views.unit import studied_by


def _with_assignment(request, pk):
    enrolled_unit = studied_by(request.user, pk)
    progress = queries.assignment_progress(enrolled_unit)
    if progress is None:
        raise Http404
    return enrolled_unit, progress


@require_safe
def work_detail(request, pk):
    """The brief, each criterion with how far it is, where it stands and what can be done."""
    enrolled_unit, progress = _with_assignment(request, pk)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": progress,
        "answers": queries.draft_of(progress.assignment, progress.work),
    }
    return render(request, "learning/work_detail.html", context)


@require_http_methods(["GET", "POST"])
def criterion_answer(request, pk, number):
    """One criterion. What is typed is saved as it is typed, and without a script by each of the buttons."""
    enrolled_unit, progress = _with_assignment(request, pk)
    answers = queries.draft_of(progress.assignment, progress.work)
    if not 1 <= number <= len(answers):
        raise Http404
    answer = answers[number - 1]
    by_script = is_autosave(request)
    if request.method == "POST":
        form = CriterionForm(request.POST, request.FILES)
    elif progress.can_write:
        form = CriterionForm(initial={"text": answer.text})
    else:
        return redirect("learning:work_detail", pk)
    if form.is_valid():
        said = {"enrolled_unit": enrolled_unit, "criterion": answer.criterion, "by": request.user}
        actions.save_answer_to_criterion(text=form.cleaned_data["text"], **said)
        if form.cleaned_data["file"]:
            actions.add_work_file(file=form.cleaned_data["file"], **said)
        if by_script:
            return HttpResponse(status=204)
        return redirect(*_after(request, pk, number, len(answers)))
    context = {
        "enrolled_unit": enrolled_unit,
        "answer": answer,
        "form": form,
        "number": number,
        "total": len(answers),
        "feedback": queries.feedback_on(progress.latest, answer.criterion),
    }
    return render(request, "learning/criterion_answer.html", context, status=422 if form.errors else 200)


def _after(request, pk, number, total):
    """Where the button leads: the same page with the file, the overview, the next criterion, the last check."""
    if "add" in request.POST:
        return "learning:criterion_answer", pk, number
    if "later" in request.POST:
        return "learning:work_detail", pk
    return ("learning:criterion_answer", pk, number + 1) if number < total else ("learning:work_submit", pk)


@require_POST
def file_remove(request, pk, upload):
    """Take a file out again."""
    enrolled_unit, progress = _with_assignment(request, pk)
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=upload)
    number = queries.place_of(upload, progress.work)
    if number is None:
        raise Http404
    actions.remove_work_file(enrolled_unit=enrolled_unit, upload=upload, by=request.user)
    return redirect("learning:criterion_answer", pk, number)


@require_safe
def file_download(request, pk, upload):
    """One's own file, always as a file to save."""
    studied_by(request.user, pk)
    return private_file(get_object_or_404(Upload.objects.visible_to(request.user), pk=upload))


@require_http_methods(["GET", "POST"])
def work_submit(request, pk):
    """Check what was written, then send it in."""
    enrolled_unit, progress = _with_assignment(request, pk)
    if request.method == "POST":
        actions.submit_work(enrolled_unit=enrolled_unit, by=request.user)
        messages.success(request, "You have sent in your assignment.")
        return redirect("learning:work_detail", pk)
    if not progress.can_write:
        return redirect("learning:work_detail", pk)
    answers = queries.draft_of(progress.assignment, progress.work)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": progress,
        "answers": answers,
        "missing": [answer for answer in answers if answer.is_empty],
    }
    return render(request, "learning/work_submit.html", context)


@require_safe
def submission_detail(request, pk, number):
    """What was sent in, what was changed since the time before, and what was decided about it."""
    enrolled_unit, progress = _with_assignment(request, pk)
    submission = get_object_or_404(
        Submission.objects.visible_to(request.user), work__enrolled_unit=enrolled_unit, number=number
    )
    mark = queries.current_mark(submission)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": progress,
        "submission": submission,
        "mark": mark,
        "answers": queries.answers_of(submission, mark),
        "marks": queries.marks_of(submission),
    }
    return render(request, "learning/submission_detail.html", context)


@require_http_methods(["GET", "POST"])
def work_withdraw(request, pk):
    """Take back what was sent in, until it has been marked."""
    enrolled_unit, progress = _with_assignment(request, pk)
    if progress.work is None:
        raise Http404
    if request.method == "POST":
        actions.withdraw_work(enrolled_unit=enrolled_unit, by=request.user)
        messages.success(request, "You have taken your assignment back. You can change it and send it again.")
        return redirect("learning:work_detail", pk)
    if not progress.can_withdraw:
        return redirect("learning:work_detail", pk)
    return render(request, "learning/work_withdraw.html", {"enrolled_unit": enrolled_unit, "progress": progress})


@require_http_methods(["GET", "POST"])
def mark_appeal(request, pk):
    """Ask that somebody else looks at “not yet”."""
    enrolled_unit, progress = _with_assignment(request, pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.appeal_mark(enrolled_unit=enrolled_unit, by=request.user, **form.cleaned_data)
        messages.success(request, "You have appealed. Somebody else looks at your work.")
        return redirect("learning:work_detail", pk)
    if request.method == "GET" and not progress.can_appeal:
        return redirect("learning:work_detail", pk)
    context = {"enrolled_unit": enrolled_unit, "progress": progress, "form": form}
    return render(request, "learning/mark_appeal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def circumstances_ask(request, pk):
    """Ask for more time."""
    enrolled_unit, progress = _with_assignment(request, pk)
    form = CircumstancesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.ask_circumstances(enrolled_unit=enrolled_unit, by=request.user, **form.cleaned_data)
        messages.success(request, "You have asked for more time. The clock stands still until you have an answer.")
        return redirect("learning:work_detail", pk)
    if request.method == "GET" and not progress.can_ask_for_time:
        return redirect("learning:work_detail", pk)
    context = {"enrolled_unit": enrolled_unit, "progress": progress, "form": form}
    return render(request, "learning/circumstances_ask.html", context, status=422 if form.errors else 200)
