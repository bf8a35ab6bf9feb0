"""Tests, how their questions do, and a question that is taken out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.forms import RetireForm
from apps.console.views.door import central_team_only
from apps.core.rules import require
from apps.learning.actions import retire_question
from apps.learning.models import Question, UnitContent
from apps.learning.permissions import can_retire_question
from apps.learning.queries import statistics


@require_safe
@central_team_only
def test_list(request):
    """The tests that there are, by unit."""
    contents = statistics.tests_of(UnitContent.objects.visible_to(request.user))
    return render(request, "console/test_list.html", {"page": queries.page_of(contents, request.GET.get("page"))})


@require_safe
@central_team_only
def test_detail(request, pk):
    """How each question of one test does."""
    content = get_object_or_404(UnitContent.objects.visible_to(request.user).select_related("unit__suite"), pk=pk)
    context = {"content": content, "items": statistics.items_of(content), "fewest": statistics.FEWEST}
    return render(request, "console/test_detail.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def question_retire(request, pk):
    """What it does to take a question out, and the reason; afterwards, what it did."""
    questions = Question.objects.visible_to(request.user).select_related("content__unit__suite", "retired_by")
    question = get_object_or_404(questions, pk=pk)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        retire_question(question=question, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, f"Question {question.code} is retired. Results are being scored again.")
        return redirect("console:test_detail", question.content_id)
    if not question.retired_at:
        require(can_retire_question(request.user, question))
    context = {
        "question": question,
        "form": form,
        "asked": statistics.asked_count(question),
        "rescored": statistics.rescored_of(question),
    }
    return render(request, "console/question_retire.html", context, status=422 if form.errors else 200)
