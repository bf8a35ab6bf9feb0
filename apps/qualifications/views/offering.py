"""Start dates: waiting for a place, being offered one, moving to another; and hearing when something opens."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import RuleBroken, require
from apps.members import looks
from apps.qualifications import actions, eligibility, permissions, queries
from apps.qualifications.actions.enrolment import first_no
from apps.qualifications.forms import SwitchForm
from apps.qualifications.models import Enrolment, Offering, Place, Qualification
from apps.qualifications.states import ENROLLED, PlaceStatus, SwitchReason

MAY_WAIT_BUT = {"start", "enrolled"}  # what is no reason not to wait for a place


@require_http_methods(["GET", "POST"])
def waiting_join(request, pk):
    """Join the waiting list, after a page that says how it goes on."""
    offerings = Offering.objects.visible_to(request.user).select_related("qualification__successor")
    offering = get_object_or_404(offerings, pk=pk)
    require(permissions.can_wait(request.user, offering))
    if request.method == "POST":
        place = actions.join_waiting_list(offering=offering, by=request.user)
        return redirect(place)
    found = eligibility.checks(offering.qualification, request.user.member, offering=offering)
    is_eligible = eligibility.is_eligible(found, but=MAY_WAIT_BUT)
    context = {
        "offering": offering,
        "qualification": offering.qualification,
        "is_eligible": is_eligible,
        "why_not": "" if is_eligible else first_no(found, but=MAY_WAIT_BUT),
    }
    return render(request, "qualifications/waiting_join.html", context)


@require_safe
def place_detail(request, pk):
    """Where one is on a waiting list, or the place that is offered and until when."""
    place = get_object_or_404(Place.objects.visible_to(request.user).for_page(), pk=pk)
    looks.note(request, place.member, "your place on a start date")
    is_own = permissions.can_answer_offer(request.user, place)
    is_offered = place.status == PlaceStatus.OFFERED and not place.has_run_out
    context = {
        "place": place,
        "turn": queries.turn_of(place),
        "is_own": is_own,
        "is_offered": is_offered,
        "pays": queries.who_pays(place.offering, place if place.funded_gbp else None),
    }
    return render(request, "qualifications/place_detail.html", context)


@require_POST
def place_take(request, pk):
    place = get_object_or_404(Place.objects.visible_to(request.user).for_page(), pk=pk)
    enrolment = actions.take_place(place=place, by=request.user)
    messages.success(request, "The place is kept for you. Send your request to keep it for good.")
    return redirect(enrolment)


@require_POST
def place_leave(request, pk):
    place = get_object_or_404(Place.objects.visible_to(request.user).for_page(), pk=pk)
    actions.leave_place(place=place, by=request.user)
    messages.success(request, "You do not wait for this start any more.")
    return redirect(place.offering.qualification)


@require_POST
def interest_register(request, slug):
    qualification = get_object_or_404(
        Qualification.objects.visible_to(request.user).select_related("successor"), slug=slug
    )
    actions.register_interest(qualification=qualification, by=request.user)
    messages.success(request, "We will tell you once, when it opens.")
    return redirect(qualification)


@require_POST
def interest_withdraw(request, slug):
    qualification = get_object_or_404(Qualification.objects.visible_to(request.user), slug=slug)
    actions.withdraw_interest(qualification=qualification, by=request.user)
    messages.success(request, "We will not tell you when it opens.")
    return redirect(qualification)


@require_http_methods(["GET", "POST"])
def offering_switch(request, pk):
    """Another start or provider, after a page that shows what changes by that."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_switch_offering(request.user, enrolment))
    if enrolment.status not in ENROLLED:
        status = enrolment.get_status_display().lower()
        raise RuleBroken(f"This is now “{status}”, so the start date cannot be changed here.")
    starts = [start for start in queries.starts_for(enrolment) if start.pk != enrolment.offering_id]
    form = SwitchForm(request.POST if request.method == "POST" else None, starts=starts)
    is_check = form.is_valid()
    if is_check and "confirmed" in request.POST:
        reason = form.cleaned_data["reason"]
        actions.switch_offering(enrolment=enrolment, offering=form.chosen, reason=reason, by=request.user)
        messages.success(request, f"You have changed to the start on {form.chosen}.")
        return redirect(enrolment)
    context = {
        "enrolment": enrolment,
        "form": form,
        "starts": starts,
        "is_check": is_check,
        "consequence": queries.Consequence.of(enrolment, form.chosen) if is_check else None,
        "reason": SwitchReason(form.cleaned_data["reason"]).label if is_check else "",
    }
    return render(request, "qualifications/offering_switch.html", context, status=422 if form.errors else 200)
