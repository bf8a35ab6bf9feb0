from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.asked import is_autosave
from apps.core.rules import RuleBroken
from apps.learning import actions, queries
from apps.learning.actions.reading import require_studying
from apps.learning.forms import answer_form
from apps.learning.models import Attempt
from apps.learning.queries.clock import minutes_for
from apps.qualifications.models import EnrolledUnit


def studied_by(user, pk):
    """The unit where this person studies it, once the study has started."""
    enrolled_unit = get_object_or_404(EnrolledUnit.objects.visible_to(user).for_page(), pk=pk)
    require_studying(enrolled_unit, user)
    return enrolled_unit


def _with_content(request, pk):
    enrolled_unit = studied_by(request.user, pk)
    progress = queries.progress_of(enrolled_unit)
    if progress is None:
        raise Http404
    return enrolled_unit, progress


@require_safe
def unit_detail(request, pk):
    """One unit: its steps with their state, and the one to take next."""
    enrolled_unit = studied_by(request.user, pk)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": queries.progress_of(enrolled_unit),
        "assignment": queries.assignment_progress(enrolled_unit),
    }
    return render(request, "learning/unit_detail.html", context)


@require_http_methods(["GET", "POST"])
def page_read(request, pk, slug):
    """A page to read; going on marks it as read."""
    enrolled_unit, progress = _with_content(request, pk)
    pages = [page for page, _ in progress.pages]
    place = next((number for number, page in enumerate(pages) if page.slug == slug), None)
    if place is None:
        raise Http404
    following = pages[place + 1] if place + 1 < len(pages) else None
    if request.method == "POST":
        actions.read_page(enrolled_unit=enrolled_unit, page=pages[place], by=request.user)
        if following:
            return redirect("learning:page_read", pk, following.slug)
        return redirect(enrolled_unit)
    context = {
        "enrolled_unit": enrolled_unit,
        "page": pages[place],
        "number": place + 1,
        "total": len(pages),
        "previous": pages[place - 1] if place else None,
        "following": following,
    }
    return render(request, "learning/page_read.html", context)


@require_http_methods(["GET", "POST"])
def attempt_start(request, pk):
    """What the test asks, and its start."""
    enrolled_unit, progress = _with_content(request, pk)
    if request.method == "POST":
        actions.start_attempt(enrolled_unit=enrolled_unit, by=request.user)
        return redirect("learning:question_answer", pk, 1)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": progress,
        "minutes": minutes_for(enrolled_unit.enrolment.member, progress.content),
    }
    return render(request, "learning/attempt_start.html", context)


def _open_attempt(request, pk):
    """The unit and its open attempt; the attempt is None where there is none."""
    enrolled_unit = studied_by(request.user, pk)
    attempt = Attempt.objects.visible_to(request.user).open().filter(enrolled_unit=enrolled_unit).first()
    return enrolled_unit, attempt


@require_http_methods(["GET", "POST"])
def question_answer(request, pk, number):
    """One question. Each answer is kept as it is given: by the script at once, without it on going on."""
    enrolled_unit, attempt = _open_attempt(request, pk)
    by_script = is_autosave(request)
    if attempt is None and by_script:
        raise RuleBroken("You have already sent in this test, so its answers cannot be changed.")
    if attempt is None:
        return redirect("learning:attempt_start", pk)
    if attempt.is_over and request.method == "GET":
        return redirect("learning:attempt_check", pk)
    questions = queries.questions_of(attempt)
    if not 1 <= number <= len(questions):
        raise Http404
    question, answer = questions[number - 1]
    options = queries.options_of(attempt, question)
    form = answer_form(question, options, request.POST if request.method == "POST" else None, answer)
    if form.is_valid():
        actions.save_answer(attempt=attempt, question=question, by=request.user, **form.said)
        if by_script:
            return HttpResponse(status=204)
        return redirect(*_after(request, pk, number, len(questions)))
    context = {
        "enrolled_unit": enrolled_unit,
        "attempt": attempt,
        "question": question,
        "answer": answer,
        "form": form,
        "number": number,
        "total": len(questions),
    }
    return render(request, "learning/question_answer.html", context, status=422 if form.errors else 200)


def _after(request, pk, number, total):
    """Where the button leads: the page before, "check answers" when asked or at the end, else the next question."""
    if "previous" in request.POST and number > 1:
        return "learning:question_answer", pk, number - 1
    if "check" in request.POST or number == total:
        return "learning:attempt_check", pk
    return "learning:question_answer", pk, number + 1


@require_http_methods(["GET", "POST"])
def attempt_check(request, pk):
    """Check your answers, then send the test in."""
    enrolled_unit, attempt = _open_attempt(request, pk)
    if request.method == "POST":
        # The attempt is named, so that a second click on an old page sends nothing else in.
        attempt = get_object_or_404(
            Attempt.objects.visible_to(request.user).filter(enrolled_unit=enrolled_unit),
            number=request.POST.get("attempt", "0") if request.POST.get("attempt", "0").isdecimal() else 0,
        )
        if not attempt.submitted_at:
            actions.submit_attempt(attempt=attempt, by=request.user)
        return redirect("learning:attempt_result", pk, attempt.number)
    if attempt is None:
        return redirect("learning:attempt_start", pk)
    questions = queries.questions_of(attempt)
    unanswered = sum(1 for _, answer in questions if answer is None or answer.is_empty)
    context = {
        "enrolled_unit": enrolled_unit,
        "attempt": attempt,
        "questions": questions,
        "answered": len(questions) - unanswered,
        "unanswered": unanswered,
    }
    return render(request, "learning/attempt_check.html", context)


@require_safe
def attempt_result(request, pk, number):
    """Passed or not yet, each question with why."""
    enrolled_unit, progress = _with_content(request, pk)
    attempts = Attempt.objects.visible_to(request.user).submitted().select_related("content")
    attempt = get_object_or_404(attempts, enrolled_unit=enrolled_unit, number=number)
    questions = queries.questions_of(attempt)
    right, of, *_ = queries.score_of(questions, attempt.content.pass_mark)
    context = {
        "enrolled_unit": enrolled_unit,
        "attempt": attempt,
        "progress": progress,
        "questions": [(question, answer, question.is_right(answer)) for question, answer in questions],
        "right": right,
        "of": of,
    }
    return render(request, "learning/attempt_result.html", context)
