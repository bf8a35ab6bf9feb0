"""Conversations about a unit, and learning elsewhere."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import page_of
from apps.core.rules import require
from apps.learning import actions, permissions, queries
from apps.learning.forms import ElsewhereForm, ReflectionAnswerForm, ReflectionForm
from apps.learning.models import Elsewhere, Reflection
from apps.learning.states import ReflectionStatus
from apps.learning.views.unit import studied_by
from apps.members import looks


@require_http_methods(["GET", "POST"])
def reflection_record(request, pk):
    """The conversations that were written down, and one more."""
    enrolled_unit = studied_by(request.user, pk)
    form = ReflectionForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        actions.record_reflection(enrolled_unit=enrolled_unit, by=request.user, **form.said)
        messages.success(request, "Your conversation is written down.")
        return redirect("learning:reflection_record", pk)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": queries.progress_of(enrolled_unit),
        "reflections": queries.reflections_at(enrolled_unit),
        "form": form,
    }
    return render(request, "learning/reflection_record.html", context, status=422 if form.errors else 200)


@require_POST
def reflection_withdraw(request, pk, reflection):
    """Take one's own record back."""
    enrolled_unit = studied_by(request.user, pk)
    own = Reflection.objects.visible_to(request.user).at(enrolled_unit).filter(learner=request.user)
    actions.withdraw_reflection(reflection=get_object_or_404(own, pk=reflection), by=request.user)
    messages.success(request, "You have taken it back.")
    return redirect("learning:reflection_record", pk)


@require_safe
def reflection_list(request):
    """Conversations that others asked this person to confirm."""
    page = page_of(queries.reflections_for(request.user), request.GET.get("page"))
    return render(request, "learning/reflection_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def reflection_answer(request, pk):
    """Whoever was asked reads what the learner wrote down, and confirms it or not."""
    reflection = get_object_or_404(Reflection.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_answer_reflection(request.user, reflection))
    looks.note(request, reflection.enrolled_unit.enrolment.member, "what you wrote of a conversation about a unit")
    form = ReflectionAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = {"reflection": reflection, "comment": form.cleaned_data["comment"], "by": request.user}
        if form.cleaned_data["decision"] == "confirm":
            actions.confirm_reflection(**answer)
        else:
            actions.decline_reflection(**answer)
        messages.success(request, f"{reflection.learner} has been told.")
        return redirect("learning:reflection_list")
    is_open = reflection.status == ReflectionStatus.ASKED
    context = {"reflection": reflection, "form": form, "is_open": is_open}
    return render(request, "learning/reflection_answer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def elsewhere_record(request, pk):
    """Learning elsewhere that was written down, and one more."""
    enrolled_unit = studied_by(request.user, pk)
    form = ElsewhereForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        actions.record_elsewhere(enrolled_unit=enrolled_unit, by=request.user, **form.cleaned_data)
        messages.success(request, "Your learning elsewhere is written down.")
        return redirect("learning:elsewhere_record", pk)
    context = {
        "enrolled_unit": enrolled_unit,
        "progress": queries.progress_of(enrolled_unit),
        "rows": queries.elsewhere_at(enrolled_unit),
        "form": form,
    }
    return render(request, "learning/elsewhere_record.html", context, status=422 if form.errors else 200)


@require_POST
def elsewhere_strike(request, pk, elsewhere):
    """It was written down by mistake."""
    enrolled_unit = studied_by(request.user, pk)
    own = Elsewhere.objects.visible_to(request.user).at(enrolled_unit)
    actions.strike_elsewhere(elsewhere=get_object_or_404(own, pk=elsewhere), by=request.user)
    messages.success(request, "Removed. It does not count any more.")
    return redirect("learning:elsewhere_record", pk)
