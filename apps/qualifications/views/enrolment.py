from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.approvals.routing import stop_of
from apps.core.rules import RuleBroken, require, second_click
from apps.members import looks
from apps.qualifications import actions, permissions, queries
from apps.qualifications.documents import days_words
from apps.qualifications.forms import WithdrawForm
from apps.qualifications.models import Enrolment, Place
from apps.qualifications.states import ENROLLED, Status
from apps.qualifications.views.draft import steps_missing

ENROLMENTS_A_PAGE = 20
COUNTED = [*ENROLLED, Status.COMPLETED]  # where hours are agreed, logged and left


@require_safe
def enrolment_list(request):
    """My learning: what I asked for, study and have completed."""
    enrolments = Enrolment.objects.visible_to(request.user).of(request.user).for_list()
    page = Paginator(enrolments, ENROLMENTS_A_PAGE).get_page(request.GET.get("page"))
    places = Place.objects.visible_to(request.user).pending_of(request.user)
    return render(request, "qualifications/enrolment_list.html", {"page": page, "places": places})


@require_safe
def enrolment_detail(request, pk):
    """One enrolment: the task list while it is written, then where it stands and what comes next."""
    enrolments = Enrolment.objects.visible_to(request.user).for_list()
    enrolment = get_object_or_404(enrolments.select_related("version", "qualification__version"), pk=pk)
    is_own = enrolment.member == request.user.member_or_none
    looks.note(request, enrolment.member, "your enrolment on a qualification")
    if enrolment.status == Status.DRAFT and is_own:
        starts = queries.starts_for(enrolment)
        missing = steps_missing(enrolment, starts)
        context = {"enrolment": enrolment, "missing": missing, "has_starts": bool(starts or enrolment.offering)}
        return render(request, "qualifications/enrolment_draft.html", context)
    stop = stop_of(enrolment.task) if enrolment.status == Status.SUBMITTED else None
    if stop and is_own and "sent" in request.GET:
        context = {"enrolment": enrolment, "stop": stop, "turn": enrolment.task.turns.open().first()}
        return render(request, "qualifications/enrolment_sent.html", context)
    units = list(enrolment.enrolled_units.all())
    context = {
        "enrolment": enrolment,
        "is_own": is_own,
        "units": units,
        "changes": queries.changes_since(enrolment),
        "next_unit": next((row for row in units if is_own and not row.achieved), None),
        "stop": stop,
        "days": days_words(enrolment.plan.days) if enrolment.plan else "",
        "time": queries.study_time_of(enrolment) if enrolment.status in COUNTED else None,
        "change": queries.open_change(enrolment) if permissions.is_studying(enrolment) else None,
        "start": queries.start_of(enrolment),
        "deferral": queries.open_deferral(enrolment) if enrolment.status == Status.DEFERRED else None,
        "waived": [row for row in enrolment.eligibility if row.get("waived")],
        "can_switch": is_own and enrolment.status in ENROLLED,
        "can_withdraw": permissions.can_withdraw(request.user, enrolment) and permissions.is_withdrawable(enrolment),
    }
    return render(request, "qualifications/enrolment_detail.html", context)


@require_POST
def learning_start(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk)
    require(permissions.can_start_learning(request.user, enrolment))
    with second_click(enrolment, Status.IN_PROGRESS):
        actions.start_learning(enrolment=enrolment, by=request.user)
    return redirect(enrolment)


@require_http_methods(["GET", "POST"])
def enrolment_withdraw(request, pk):
    """Give it up, after a page that says what that means."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_withdraw(request.user, enrolment))
    if not permissions.is_withdrawable(enrolment):
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so there is nothing to give up.")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.withdraw_enrolment(enrolment=enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, f"You have withdrawn from the {enrolment.qualification}.")
        return redirect("qualifications:enrolment_list")
    context = {"enrolment": enrolment, "form": form}
    return render(request, "qualifications/enrolment_withdraw.html", context, status=422 if form.errors else 200)
