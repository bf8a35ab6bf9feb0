"""Release from one's own work: asked for by the member, decided on one page with how the work is done meanwhile."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.approvals import permissions as approval_permissions
from apps.approvals.forms import AppealForm, RefuseForm
from apps.approvals.models import Task
from apps.approvals.states import RELEASE_REASONS
from apps.approvals.states import Status as Decision
from apps.core.rules import RuleBroken, require
from apps.members import looks
from apps.secondments import actions, permissions, queries
from apps.secondments.forms import AskReleaseForm, ReleaseForm
from apps.secondments.models import Application, Release

MOST_TOGETHER = 100


@require_http_methods(["GET", "POST"])
def release_ask(request, pk):
    """For the first time firmly, or once more in principle."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_ask_release(request.user, application))
    stage = queries.next_stage(application, queries.releases_of(application))
    initial = {"from_on": application.opportunity.starts_on}
    form = AskReleaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        release = actions.ask_release(application=application, by=request.user, **form.cleaned_data)
        messages.success(request, "Sent. You will hear as soon as it is decided.")
        return redirect(release)
    if stage is None:
        raise RuleBroken("There is no release to ask for now.")
    context = {"application": application, "form": form, "stage": stage}
    return render(request, "secondments/release_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release_decide(request, pk):
    """Agree, with the plan for the work meanwhile, or refuse: each on a page of its own."""
    tasks = Task.objects.visible_to(request.user).with_may_decide(request.user).for_list()
    task = get_object_or_404(tasks.select_related("release__application__opportunity"), release=pk)
    sent = request.POST if request.method == "POST" else request.GET
    decision = sent.get("decision", "")
    if decision not in (Decision.APPROVED, Decision.CHANGED, Decision.REFUSED):
        return redirect(task)
    if task.status == Decision.PENDING:
        require(approval_permissions.can_decide(request.user, task))
    if request.method == "POST" and "backfill" not in sent and decision != Decision.REFUSED:
        return redirect(f"{task.decide_url}?decision={Decision.APPROVED}")  # the button that says “Agree”
    form = _form(request, decision, task.release)
    if form.is_valid():
        release = actions.decide_release(
            release=task.release, decision=Decision(decision), by=request.user, **form.cleaned_data
        )
        messages.success(request, _told(release, task.requester))
        return redirect("approvals:task_list" if sent.get("back") == "inbox" else "approvals:task_next")
    if task.status != Decision.PENDING:
        return redirect(task)
    looks.note(request, task.requester, "your request for release")
    context = {"task": task, "form": form, "decision": decision}
    template = "refuse" if decision == Decision.REFUSED else "agree"
    return render(request, f"secondments/release_{template}.html", context, status=422 if form.errors else 200)


def _form(request, decision, release):
    data = request.POST if request.method == "POST" else None
    if decision == Decision.REFUSED:
        return RefuseForm(data, reasons=RELEASE_REASONS)
    return ReleaseForm(data, initial={"from_on": release.from_on})


def _told(release, person):
    return {
        Decision.APPROVED: f"You agreed to the release. {person} has been told.",
        Decision.CHANGED: f"You agreed with changes. {person} has been asked to accept them.",
        Decision.REFUSED: f"You did not agree. {person} has been told why and what they can do.",
    }[release.task.status]


@require_POST
def releases_decide(request):
    """Agree in principle to several at once."""
    pks = [pk for pk in request.POST.getlist("task") if len(pk) <= 36][:MOST_TOGETHER]
    tasks = list(Task.objects.visible_to(request.user).in_texts(pks))
    agreed = actions.decide_releases(tasks=tasks, by=request.user)
    if agreed:
        count = "1 request" if len(agreed) == 1 else f"{len(agreed)} requests"
        messages.success(request, f"You agreed in principle to {count}. Everybody has been told.")
    if len(agreed) < len(tasks):
        messages.info(request, "Some were answered already, or are firm: open those, and say how the work is done.")
    return redirect("approvals:task_list")


def _own(request, pk):
    release = get_object_or_404(Release.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_ask_release(request.user, release.application))
    return release


@require_POST
def release_accept(request, pk):
    """Take the release as it was changed."""
    release = _own(request, pk)
    actions.accept_release(release=release, by=request.user)
    messages.success(request, "You have accepted the changes.")
    return redirect(release)


@require_http_methods(["GET", "POST"])
def release_withdraw(request, pk):
    release = _own(request, pk)
    if request.method == "POST":
        actions.withdraw_release(release=release, by=request.user)
        messages.success(request, "You have taken the request back.")
        return redirect(release)
    return render(request, "secondments/release_withdraw.html", {"release": release})


@require_http_methods(["GET", "POST"])
def release_appeal(request, pk):
    """Once after a refusal: ask whoever is above to look at it again."""
    release = get_object_or_404(
        Release.objects.visible_to(request.user).for_page().select_related("task__decided_by"), pk=pk
    )
    require(approval_permissions.can_appeal(request.user, release.task))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again = actions.appeal_release(release=release, by=request.user, **form.cleaned_data)
        messages.success(request, "Your appeal has been sent.")
        return redirect(again.task)
    context = {"task": release.task, "form": form}
    return render(request, "approvals/task_appeal.html", context, status=422 if form.errors else 200)
