"""The request being written: each step is saved as it is left, and can be come back to on another machine."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.rules import require, second_click
from apps.qualifications import actions, combination, eligibility, permissions, queries
from apps.qualifications.actions.enrolment import require_draft
from apps.qualifications.documents import ask_facts, in_all, week_of
from apps.qualifications.forms import PurposeForm, StartForm, StudyTimeForm, UnitsForm, plan_initial
from apps.qualifications.models import Enrolment, Offering, Qualification, StudyPlan, standing_of
from apps.qualifications.states import TAKING, Status


@require_http_methods(["GET", "POST"])
def enrolment_start(request, slug):
    """Check whether one can take it; start, or go on with the request there is."""
    qualification = get_object_or_404(
        Qualification.objects.visible_to(request.user).select_related("suite", "successor"), slug=slug
    )
    require(permissions.can_start(request.user, qualification))
    if request.method == "POST":
        offering = _chosen_start(request, qualification)
        enrolment = actions.start_enrolment(qualification=qualification, by=request.user, offering=offering)
        return redirect(enrolment)
    standing = standing_of(request.user.member, qualification)
    if standing.live:
        return redirect(standing.live)
    found = eligibility.checks(qualification, request.user.member, standing)
    context = {"qualification": qualification, "checks": found, "is_eligible": eligibility.is_eligible(found)}
    return render(request, "qualifications/enrolment_start.html", context)


def _chosen_start(request, qualification):
    """The start whose button was pressed; None where another was, or where it cannot be asked for any more."""
    if not (sent := request.POST.get("offering", "")):
        return None
    starts = Offering.objects.visible_to(request.user).upcoming().filter(qualification=qualification)
    return next((offering for offering in starts if str(offering.pk) == sent), None)


def _draft(request, pk):
    """The person's own request, while it can be changed."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_edit(request.user, enrolment))
    require_draft(enrolment)
    return enrolment


@require_http_methods(["GET", "POST"])
def enrolment_offering(request, pk):
    """Which start it is for."""
    enrolment = _draft(request, pk)
    starts = queries.starts_for(enrolment)
    initial = {"offering": str(enrolment.offering_id)}
    form = StartForm(request.POST if request.method == "POST" else None, starts=starts, initial=initial)
    if form.is_valid():
        actions.choose_offering(enrolment=enrolment, offering=form.chosen, by=request.user)
        return redirect(enrolment)
    context = {"enrolment": enrolment, "form": form, "full": form.full}
    return render(request, "qualifications/enrolment_offering.html", context, status=422 if form.errors else 200)


def _units_form(request, enrolment):
    qualification = enrolment.qualification
    return UnitsForm(
        request.POST if request.method == "POST" else None,
        rule=qualification.combination,
        units=queries.units_of(qualification, enrolment.member),
        initial_units=[row.unit for row in enrolment.enrolled_units.all()],
    )


@require_http_methods(["GET", "POST"])
def enrolment_units(request, pk):
    """The unit picker. What is chosen is kept even when something is still missing."""
    enrolment = _draft(request, pk)
    form = _units_form(request, enrolment)
    chosen = form.chosen if form.is_valid() else [row.unit for row in enrolment.enrolled_units.all()]
    if form.is_valid():
        actions.choose_units(enrolment=enrolment, units=chosen, by=request.user)
        if not form.gaps or "later" in request.POST:
            return redirect(enrolment)
        form.add_gap_errors()
    context = {"enrolment": enrolment, "form": form, **_choice(form.rule, chosen, form)}
    return render(request, "qualifications/enrolment_units.html", context, status=422 if form.errors else 200)


@require_POST
def units_check(request, pk):
    """What a choice would still need, as a fragment for the live line above the picker. Nothing is kept."""
    enrolment = _draft(request, pk)
    form = _units_form(request, enrolment)
    if not form.is_valid():
        return HttpResponse(status=422)
    return render(request, "qualifications/units_gaps.html", _choice(form.rule, form.chosen, form))


def _choice(rule, chosen, form):
    return {
        "gaps": combination.gaps_in_words(combination.gaps(rule, chosen)),
        "progress": combination.progress(rule, chosen, list(form.units.values())),
    }


@require_http_methods(["GET", "POST"])
def enrolment_time(request, pk):
    """Study time: hours a week, dates, cover."""
    enrolment = _draft(request, pk)
    form = _time_form(request, enrolment)
    if form.is_valid():
        actions.propose_study_time(enrolment=enrolment, by=request.user, **form.cleaned_data)
        return redirect(enrolment)
    context = {"enrolment": enrolment, "form": form, **week_context(enrolment.plan)}
    return render(request, "qualifications/enrolment_time.html", context, status=422 if form.errors else 200)


def _time_form(request, enrolment):
    return StudyTimeForm(
        request.POST if request.method == "POST" else None,
        initial=plan_initial(enrolment.plan),
        week=enrolment.member.working_days,
    )


@require_POST
def time_check(request, pk):
    """What a week would look like and what it comes to, as a fragment for the page. Nothing is kept."""
    form = _time_form(request, _draft(request, pk))
    plan = StudyPlan(**form.cleaned_data) if form.is_valid() else None
    return render(request, "qualifications/week.html", week_context(plan))


def week_context(plan):
    return {"week": week_of(plan), "in_all": in_all(plan)} if plan else {}


@require_http_methods(["GET", "POST"])
def enrolment_purpose(request, pk):
    enrolment = _draft(request, pk)
    form = PurposeForm(request.POST if request.method == "POST" else None, initial={"purpose": enrolment.purpose})
    if form.is_valid():
        actions.say_purpose(enrolment=enrolment, by=request.user, **form.cleaned_data)
        return redirect(enrolment)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "qualifications/enrolment_purpose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def enrolment_check(request, pk):
    """Check your answers: what the manager will see, and the sending."""
    if request.method == "POST":
        enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk)
        require(permissions.can_submit(request.user, enrolment))
        with second_click(enrolment, Status.SUBMITTED):
            actions.submit_enrolment(enrolment=enrolment, by=request.user)
        return redirect(f"{enrolment.get_absolute_url()}?sent=1")
    enrolment = _draft(request, pk)
    units, plan = [row.unit for row in enrolment.enrolled_units.all()], enrolment.plan
    if steps_missing(enrolment, queries.starts_for(enrolment)):
        return redirect(enrolment)
    context = {"enrolment": enrolment, "facts": ask_facts(enrolment, plan, units)}
    return render(request, "qualifications/enrolment_check.html", context)


def steps_missing(enrolment, starts):
    """The steps of the task list that are not complete. `starts` are those that can be asked for."""
    units = [row.unit for row in enrolment.enrolled_units.all()]
    chosen = next((one for one in starts if one.pk == enrolment.offering_id), None)
    has_place = chosen is not None and (chosen.free > 0 or (chosen.place and chosen.place.status in TAKING))
    done = {
        "start": has_place or not (starts or enrolment.offering_id),
        "units": not combination.gaps(enrolment.qualification.combination, units),
        "time": enrolment.plan is not None,
        "purpose": bool(enrolment.purpose),
    }
    return [step for step, is_done in done.items() if not is_done]
