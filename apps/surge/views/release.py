"""Standing release: asked for by the member, decided on one page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.approvals import permissions as approval_permissions
from apps.approvals.forms import AppealForm, RefuseForm
from apps.approvals.models import Task
from apps.approvals.states import RELEASE_REASONS
from apps.approvals.states import Status as Decision
from apps.core.rules import require
from apps.members import looks
from apps.surge import actions, permissions, queries
from apps.surge.documents import ASKED, release_terms
from apps.surge.forms import AskReleaseForm, ChangeReleaseForm, EndReleaseForm
from apps.surge.models import StandingRelease

MOST_TOGETHER = 100


@require_http_methods(["GET", "POST"])
def release_ask(request):
    """How many days, for how long, with what notice, until when."""
    require(queries.entry_of(request.user) is not None)
    form = AskReleaseForm(request.POST if request.method == "POST" else None, initial={"notice_days": 1})
    if form.is_valid():
        actions.ask_standing_release(by=request.user, **form.cleaned_data)
        messages.success(request, "Sent. You will hear as soon as it is decided.")
        return redirect("surge:entry_detail")
    return render(request, "surge/release_ask.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release_decide(request, pk):
    """Agree as it is, agree with other limits, or refuse."""
    tasks = Task.objects.visible_to(request.user).with_may_decide(request.user).for_list()
    task = get_object_or_404(tasks.select_related("standing_release"), standing_release=pk)
    sent = request.POST if request.method == "POST" else request.GET
    decision = sent.get("decision", "")
    if decision not in (Decision.APPROVED, Decision.CHANGED, Decision.REFUSED):
        return redirect(task)
    if task.status == Decision.PENDING:
        require(approval_permissions.can_decide(request.user, task))
    if request.method == "POST" and decision == Decision.APPROVED:
        return _decided(request, task, decision)
    form = _form(request, decision, task.standing_release)
    if form.is_valid():
        return _decided(request, task, decision, **form.cleaned_data)
    if task.status != Decision.PENDING:
        return redirect(task)
    looks.note(request, task.requester, "your request for standing release")
    context = {"task": task, "form": form, "decision": decision}
    template = "refuse" if decision == Decision.REFUSED else "agree"
    return render(request, f"surge/release_{template}.html", context, status=422 if form.errors else 200)


def _form(request, decision, release):
    data = request.POST if request.method == "POST" else None
    if decision == Decision.REFUSED:
        return RefuseForm(data, reasons=RELEASE_REASONS)
    return ChangeReleaseForm(data, initial={name: getattr(release, name) for name in ASKED})


def _decided(request, task, decision, **said):
    release = actions.decide_standing_release(
        release=task.standing_release, decision=Decision(decision), by=request.user, **said
    )
    words = {
        Decision.APPROVED: "You agreed. {} has been told.",
        Decision.CHANGED: "You agreed with changes. {} has been asked to accept them.",
        Decision.REFUSED: "You did not agree. {} has been told why and what they can do.",
    }[release.task.status]
    messages.success(request, words.format(task.requester))
    return redirect("approvals:task_list" if request.POST.get("back") == "inbox" else "approvals:task_next")


@require_POST
def releases_decide(request):
    """Agree to several as they were asked."""
    pks = [pk for pk in request.POST.getlist("task") if len(pk) <= 36][:MOST_TOGETHER]
    tasks = list(Task.objects.visible_to(request.user).in_texts(pks))
    agreed = actions.decide_standing_releases(tasks=tasks, by=request.user)
    if agreed:
        count = "1 request" if len(agreed) == 1 else f"{len(agreed)} requests"
        messages.success(request, f"You agreed to {count}. Everybody has been told.")
    if len(agreed) < len(tasks):
        messages.info(request, "Some were answered already.")
    return redirect("approvals:task_list")


def _own(request, pk):
    release = get_object_or_404(StandingRelease.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_ask_release(request.user, release))
    return release


@require_POST
def release_accept(request, pk):
    """Take the release as it was changed."""
    release = actions.accept_standing_release(release=_own(request, pk), by=request.user)
    messages.success(request, "You have accepted the changes.")
    return redirect(release)


@require_http_methods(["GET", "POST"])
def release_withdraw(request, pk):
    release = _own(request, pk)
    if request.method == "POST":
        actions.withdraw_standing_release(release=release, by=request.user)
        messages.success(request, "You have taken the request back.")
        return redirect(release)
    return render(request, "surge/release_withdraw.html", {"release": release})


@require_http_methods(["GET", "POST"])
def release_end(request, pk):
    """What it means for the member, before their manager takes it back."""
    release = get_object_or_404(StandingRelease.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_end_release(request.user, release))
    form = EndReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.end_standing_release(release=release, by=request.user, **form.cleaned_data)
        messages.success(request, f"The standing release of {release.member} has ended. They have been told.")
        return redirect("surge:surge_home")
    looks.note(request, release.member, "your standing release")
    context = {"release": release, "terms": release_terms(release), "form": form}
    return render(request, "surge/release_end.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release_appeal(request, pk):
    """Once after a refusal: ask whoever is above to look at it again."""
    releases = StandingRelease.objects.visible_to(request.user).for_page().select_related("task__decided_by")
    release = get_object_or_404(releases, pk=pk)
    require(approval_permissions.can_appeal(request.user, release.task))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again = actions.appeal_standing_release(release=release, by=request.user, **form.cleaned_data)
        messages.success(request, "Your appeal has been sent.")
        return redirect(again.task)
    context = {"task": release.task, "form": form}
    return render(request, "approvals/task_appeal.html", context, status=422 if form.errors else 200)
