"""The request being written: each step is saved as it is left, and can be come back to on another machine."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.rules import require
from apps.qualifications import actions, combination, eligibility, permissions, queries
from apps.qualifications.actions.enrolment import require_draft
from apps.qualifications.documents import ask_facts, in_all, week_of
from apps.qualifications.forms import PurposeForm, StudyTimeForm, UnitsForm, plan_initial
from apps.qualifications.models import Enrolment, Qualification, StudyPlan
from apps.qualifications.states import Status


@require_http_methods(["GET", "POST"])
def enrolment_start(request, slug):
    """Check whether one can take it; start, or go on with the request there is."""
    qualification = get_object_or_404(
        Qualification.objects.visible_to(request.user).select_related("suite", "successor"), slug=slug
    )
    require(permissions.can_start(request.user, qualification))
    if request.method == "POST":
        enrolment = actions.start_enrolment(qualification=qualification, by=request.user)
        return redirect(enrolment)
    own = queries.own_enrolments(request.user.member, qualification)
    if enrolment := queries.live_among(own):
        return redirect(enrolment)
    found = eligibility.checks(qualification, request.user.member, own)
    context = {"qualification": qualification, "checks": found, "is_eligible": eligibility.is_eligible(found)}
    return render(request, "qualifications/enrolment_start.html", context)


def _draft(request, pk):
    """The person's own request, while it can be changed."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_edit(request.user, enrolment))
    require_draft(enrolment)
    return enrolment


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
        if enrolment.status != Status.SUBMITTED:  # a second click leads where the first one led
            actions.submit_enrolment(enrolment=enrolment, by=request.user)
        return redirect(f"{enrolment.get_absolute_url()}?sent=1")
    enrolment = _draft(request, pk)
    units, plan = [row.unit for row in enrolment.enrolled_units.all()], enrolment.plan
    missing = steps_missing(enrolment)
    if missing:
        return redirect(enrolment)
    context = {"enrolment": enrolment, "facts": ask_facts(enrolment, plan, units)}
    return render(request, "qualifications/enrolment_check.html", context)


def steps_missing(enrolment):
    """The steps of the task list that are not complete."""
    units = [row.unit for row in enrolment.enrolled_units.all()]
    done = {
        "units": not combination.gaps(enrolment.qualification.combination, units),
        "time": enrolment.plan is not None,
        "purpose": bool(enrolment.purpose),
    }
    return [step for step, is_done in done.items() if not is_done]
