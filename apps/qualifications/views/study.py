"""Study time while one studies: what is agreed and spent, a change, the log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import RuleBroken, require
from apps.core.words import hours_words
from apps.qualifications import actions, permissions, queries
from apps.qualifications.forms import StudyChangeForm, StudyLogForm, plan_initial
from apps.qualifications.models import Enrolment, StudyChange, StudyLog

LOGS_A_PAGE = 20


def _own(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_log_study_time(request.user, enrolment))
    return enrolment


@require_safe
def study_log_list(request, pk):
    """Hours agreed, logged and left, and what was logged."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    page = Paginator(queries.logs_of(enrolment), LOGS_A_PAGE).get_page(request.GET.get("page"))
    is_own = permissions.can_log_study_time(request.user, enrolment)
    context = {
        "enrolment": enrolment,
        "page": page,
        "time": queries.study_time_of(enrolment),
        "learning_days": queries.learning_days_of(enrolment.member) if is_own else None,
        "is_own": is_own,
        "can_log": is_own and permissions.is_studying(enrolment),
    }
    return render(request, "qualifications/study_log_list.html", context)


@require_http_methods(["GET", "POST"])
def study_log_add(request, pk):
    """Note down the hours of a day: a few seconds."""
    enrolment = _own(request, pk)
    form = StudyLogForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = actions.log_study_time(enrolment=enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, f"Logged {hours_words(row.hours)}.")
        return redirect("qualifications:study_log_list", enrolment.pk)
    if not permissions.is_studying(enrolment):
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so no study time can be logged.")
    context = {"enrolment": enrolment, "form": form}
    return render(request, "qualifications/study_log_add.html", context, status=422 if form.errors else 200)


@require_POST
def study_log_strike(request, pk, log):
    """It was entered by mistake."""
    row = get_object_or_404(StudyLog.objects.visible_to(request.user), pk=log, enrolment=pk)
    actions.strike_study_log(log=row, by=request.user)
    messages.success(request, "Removed. These hours do not count any more.")
    return redirect("qualifications:study_log_list", pk)


@require_http_methods(["GET", "POST"])
def study_change_ask(request, pk):
    """Ask for other hours, days or dates than those agreed."""
    enrolment = _own(request, pk)
    if not permissions.is_studying(enrolment):
        raise RuleBroken(
            f"This is now “{enrolment.get_status_display().lower()}”, so there is no study time to change."
        )
    if change := queries.open_change(enrolment):
        return redirect(change.task)
    initial = plan_initial(enrolment.plan) | {"starts_on": None}
    week = enrolment.member.working_days
    form = StudyChangeForm(request.POST if request.method == "POST" else None, initial=initial, week=week)
    if form.is_valid():
        change = actions.ask_study_change(enrolment=enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, "You have asked for a change. What was agreed holds until the answer.")
        return redirect(change.task)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "qualifications/study_change_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def study_change_withdraw(request, pk):
    """Leave the study time as it is."""
    change = get_object_or_404(StudyChange.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_change_study_time(request.user, change.enrolment))
    if request.method == "POST":
        actions.withdraw_study_change(change=change, by=request.user)
        messages.success(request, "You have withdrawn the change. Your study time stays as it was agreed.")
        return redirect(change.enrolment)
    return render(request, "qualifications/study_change_withdraw.html", {"change": change})
