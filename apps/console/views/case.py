from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.approvals.actions import answer_case, take_case
from apps.approvals.models import Case
from apps.approvals.permissions import can_answer_case
from apps.approvals.states import Kind, Outcome
from apps.console import queries
from apps.console.forms import AnswerForm
from apps.console.views.door import central_team_only
from apps.members import looks
from apps.qualifications.actions import reopen_study_time
from apps.secondments.actions import reopen_release
from apps.surge.actions import reopen_standing_release

ASKED = {
    Kind.STUDY_TIME: "enrolment",
    Kind.STUDY_CHANGE: "study_change",
    Kind.RELEASE: "release",
    Kind.STANDING_RELEASE: "standing_release",
}  # what a task is about
REOPEN = {Kind.RELEASE: reopen_release, Kind.STANDING_RELEASE: reopen_standing_release}


@require_safe
@central_team_only
def case_list(request):
    """Questions to the central team, open ones first."""
    show = request.GET.get("show", "")
    show = show if show in queries.CASES else ""
    cases = queries.cases_of(Case.objects.visible_to(request.user), show=show, user=request.user)
    page = queries.page_of(cases, request.GET.get("page"))
    context = {"page": page, "show": show, "parts": queries.CASES.items()}
    return render(request, "console/case_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def case_detail(request, pk):
    """One question with all that is known about it, and the answer to it."""
    cases = Case.objects.visible_to(request.user).for_list().select_related("task__decided_by")
    case = get_object_or_404(cases, pk=pk)
    looks.note(request, case.task.requester, "your question to the central team")
    asked = getattr(case.task, ASKED[case.task.kind], None)
    form = AnswerForm(request.POST if request.method == "POST" else None, outcomes=queries.outcomes_of(case, asked))
    if form.is_valid():
        return _answer(request, case, asked, **form.cleaned_data)
    context = {
        "case": case,
        "task": case.task,
        "form": form,
        "can_answer": can_answer_case(request.user, case),
        "history": queries.history_of(case, case.task),
    }
    return render(request, "console/case_detail.html", context, status=422 if form.errors else 200)


def _answer(request, case, asked, outcome, answer):
    if outcome == Outcome.AGAIN:
        reopen = REOPEN.get(case.task.kind, reopen_study_time)
        again = reopen(asked=asked, case=case, answer=answer, by=request.user)
        messages.success(request, f"{case.task.requester} has been told. Decide the request now.")
        return redirect(again.task)
    answer_case(case=case, by=request.user, answer=answer, outcome=outcome)
    messages.success(request, f"You have answered {case.task.requester}.")
    return redirect("console:case_list")


@require_POST
@central_team_only
def case_take(request, pk):
    """Say that one looks after it."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    take_case(case=case, by=request.user)
    messages.success(request, "You look after this question now.")
    return redirect("console:case_detail", case.pk)
