from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.approvals import permissions as approval_permissions
from apps.approvals.models import Task
from apps.approvals.queries import next_for
from apps.approvals.states import Status as Decision
from apps.core.rules import require
from apps.qualifications import actions
from apps.qualifications.forms import AgreeForm, ChangeForm, RefuseForm

FORMS = {Decision.APPROVED: AgreeForm, Decision.CHANGED: ChangeForm, Decision.REFUSED: RefuseForm}
PLANNED = ("hours_a_week", "starts_on", "ends_on", "cover")
TOLD = {
    Decision.APPROVED: "You agreed to the study time. {} has been told.",
    Decision.CHANGED: "You agreed with changes. {} has been asked to accept them.",
    Decision.REFUSED: "You did not agree. {} has been told why and what they can do.",
}


@require_http_methods(["GET", "POST"])
def study_time_decide(request, pk):
    """A manager's decision: agree at once, or on a page of its own agree with changes or refuse."""
    task = get_object_or_404(
        Task.objects.visible_to(request.user).for_list().select_related("enrolment"), enrolment=pk
    )
    enrolment = task.enrolment
    sent = request.POST if request.method == "POST" else request.GET
    decision = sent.get("decision", "")
    has_page = decision != Decision.APPROVED and task.status == Decision.PENDING
    if decision not in FORMS or (request.method == "GET" and not has_page):
        return redirect(task)
    form = _form(request, decision, enrolment)
    if form.is_valid():
        actions.decide_study_time(enrolment=enrolment, by=request.user, **_decided(decision, form.cleaned_data))
        messages.success(request, TOLD[decision].format(task.requester))
        return redirect(next_for(request.user) or "approvals:task_list")
    if task.status == Decision.PENDING:
        require(approval_permissions.can_decide(request.user, task))
    context = {"task": task, "form": form, "decision": decision}
    template = f"qualifications/study_time_{'refuse' if decision == Decision.REFUSED else 'change'}.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _form(request, decision, enrolment):
    initial = {}
    if decision == Decision.CHANGED:
        initial = {name: getattr(enrolment.plan, name) for name in PLANNED}
    return FORMS[decision](request.POST if request.method == "POST" else None, initial=initial)


def _decided(decision, data):
    """The action's arguments: what was typed, and for changes the plan that is agreed instead."""
    data = {"decision": Decision(decision)} | {name: data[name] for name in data if name != "decision"}
    if decision != Decision.CHANGED:
        return data
    plan = {name: data.pop(name) for name in PLANNED}
    return data | {"plan": plan}
