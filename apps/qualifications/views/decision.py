"""What becomes of requests for study time: the first one of an enrolment, and changes while one studies."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.approvals import permissions as approval_permissions
from apps.approvals.forms import AppealForm, RefuseForm
from apps.approvals.models import Task
from apps.approvals.states import STUDY_REASONS
from apps.approvals.states import Status as Decision
from apps.core.rules import require
from apps.members import looks
from apps.qualifications import actions
from apps.qualifications.forms import AgreeForm, ChangeForm, plan_initial
from apps.qualifications.models import Enrolment, StudyChange
from apps.qualifications.states import PLANNED

FORMS = {
    Decision.APPROVED: AgreeForm,
    Decision.CHANGED: ChangeForm,
    Decision.REFUSED: partial(RefuseForm, reasons=STUDY_REASONS),
}
TOLD = {
    Decision.APPROVED: "You agreed to the study time. {} has been told.",
    Decision.CHANGED: "You agreed with changes. {} has been asked to accept them.",
    Decision.REFUSED: "You did not agree. {} has been told why and what they can do.",
}
MOST_TOGETHER = 100


@require_http_methods(["GET", "POST"])
def study_time_decide(request, pk):
    """Agree at once, or on a page of its own agree with changes or refuse."""
    return _decide(request, _task(request, enrolment=pk), lambda task: task.enrolment)


@require_http_methods(["GET", "POST"])
def study_change_decide(request, pk):
    """The same for a change of study time."""
    return _decide(request, _task(request, study_change=pk), lambda task: task.study_change)


def _task(request, **which):
    tasks = Task.objects.visible_to(request.user).with_may_decide(request.user).for_list()
    return get_object_or_404(tasks.select_related(*which), **which)


def _decide(request, task, asked_of):
    sent = request.POST if request.method == "POST" else request.GET
    decision = sent.get("decision", "")
    has_page = decision != Decision.APPROVED and task.status == Decision.PENDING
    if decision not in FORMS or (request.method == "GET" and not has_page):
        return redirect(task)
    asked = asked_of(task)
    form = _form(request, decision, task, asked)
    if form.is_valid():
        actions.decide_study_time(asked=asked, by=request.user, **_decided(decision, form.cleaned_data))
        messages.success(request, TOLD[decision].format(task.requester))
        return redirect("approvals:task_list" if sent.get("back") == "inbox" else "approvals:task_next")
    if task.status == Decision.PENDING:
        require(approval_permissions.can_decide(request.user, task))
    looks.note(request, task.requester, "your request for study time")
    context = {"task": task, "form": form, "decision": decision}
    template = f"qualifications/study_time_{'refuse' if decision == Decision.REFUSED else 'change'}.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _form(request, decision, task, asked):
    options = {}
    if decision == Decision.CHANGED:
        plan = asked.plan if isinstance(asked, Enrolment) else asked
        options = {"initial": plan_initial(plan), "week": task.requester.working_days}
    return FORMS[decision](request.POST if request.method == "POST" else None, **options)


def _decided(decision, data):
    """The action's arguments: what was typed, and for changes the plan that is agreed instead."""
    data = {"decision": Decision(decision)} | {name: data[name] for name in data if name != "decision"}
    if decision != Decision.CHANGED:
        return data
    plan = {name: data.pop(name) for name in PLANNED}
    return data | {"plan": plan}


@require_POST
def study_times_decide(request):
    """Agree to several at once."""
    pks = [pk for pk in request.POST.getlist("task") if len(pk) <= 36][:MOST_TOGETHER]
    tasks = list(Task.objects.visible_to(request.user).in_texts(pks))
    agreed = actions.decide_study_times(tasks=tasks, by=request.user)
    if agreed:
        messages.success(request, f"You agreed to {_count(agreed)}. Everybody has been told.")
    if missed := len(tasks) - len(agreed):
        were = "was" if missed == 1 else "were"
        messages.info(request, f"{_count(range(missed))} {were} answered already, so nothing was changed there.")
    return redirect("approvals:task_list")


def _count(things):
    return "1 request" if len(things) == 1 else f"{len(things)} requests"


@require_POST
def changes_accept(request, pk):
    """Take the study time as it was changed."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk)
    actions.accept_changes(asked=enrolment, by=request.user)
    messages.success(request, "You have accepted the changes. You can start learning now.")
    return redirect(enrolment)


@require_POST
def study_change_accept(request, pk):
    change = get_object_or_404(StudyChange.objects.visible_to(request.user).for_page(), pk=pk)
    actions.accept_changes(asked=change, by=request.user)
    messages.success(request, "You have accepted the changes. Your study time is as agreed now.")
    return redirect(change)


@require_http_methods(["GET", "POST"])
def study_time_appeal(request, pk):
    """Once after a refusal: ask whoever is above to look at it again."""
    enrolments = Enrolment.objects.visible_to(request.user).select_related("task__decided_by", "member")
    return _appeal(request, get_object_or_404(enrolments, pk=pk, task__isnull=False))


@require_http_methods(["GET", "POST"])
def study_change_appeal(request, pk):
    changes = StudyChange.objects.visible_to(request.user).for_page().select_related("task__decided_by")
    return _appeal(request, get_object_or_404(changes, pk=pk))


def _appeal(request, asked):
    form = AppealForm(request.POST if request.method == "POST" else None)
    require(approval_permissions.can_appeal(request.user, asked.task))
    if form.is_valid():
        again = actions.appeal_study_time(asked=asked, by=request.user, **form.cleaned_data)
        messages.success(request, "Your appeal has been sent.")
        return redirect(again.task)
    context = {"task": asked.task, "form": form}
    return render(request, "approvals/task_appeal.html", context, status=422 if form.errors else 200)
