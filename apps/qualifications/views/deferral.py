from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.rules import RuleBroken, require, second_click
from apps.core.words import date_words
from apps.qualifications import actions, permissions, queries
from apps.qualifications.forms import DeferForm, ReturnDateForm
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status


def _own(request, pk, status):
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_defer(request.user, enrolment))
    if enrolment.status != status:
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so this cannot be done.")
    return enrolment


@require_http_methods(["GET", "POST"])
def enrolment_defer(request, pk):
    """Pause for a while, on a page that says what that means."""
    enrolment = _own(request, pk, Status.IN_PROGRESS)
    form = DeferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.defer_enrolment(enrolment=enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, f"You have paused until {date_words(form.cleaned_data['return_on'])}.")
        return redirect(enrolment)
    context = {"enrolment": enrolment, "form": form, "start": queries.start_of(enrolment)}
    return render(request, "qualifications/enrolment_defer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def deferral_extend(request, pk):
    """Another day to return on."""
    enrolment = _own(request, pk, Status.DEFERRED)
    deferral = queries.open_deferral(enrolment)
    form = ReturnDateForm(
        request.POST if request.method == "POST" else None, initial={"return_on": deferral.return_on}
    )
    if form.is_valid():
        actions.extend_deferral(enrolment=enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, f"You have paused until {date_words(form.cleaned_data['return_on'])}.")
        return redirect(enrolment)
    context = {"enrolment": enrolment, "form": form, "deferral": deferral}
    return render(request, "qualifications/deferral_extend.html", context, status=422 if form.errors else 200)


@require_POST
def learning_return(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk)
    require(permissions.can_defer(request.user, enrolment))
    with second_click(enrolment, Status.IN_PROGRESS):
        actions.return_to_learning(enrolment=enrolment, by=request.user)
        messages.success(request, "Welcome back. You go on where you stopped.")
    return redirect(enrolment)
