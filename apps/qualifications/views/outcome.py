"""Did it help? One short question, three months after a qualification was completed."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.rules import require
from apps.members import looks
from apps.qualifications import actions, permissions
from apps.qualifications.forms import OutcomeForm
from apps.qualifications.models import Outcome


def _asked(request, pk):
    outcome = get_object_or_404(Outcome.objects.visible_to(request.user).for_page(), pk=pk)
    require(permissions.can_answer_outcome(request.user, outcome))
    looks.note(request, outcome.enrolment.member, "a question whether your qualification helped at work")
    return outcome


@require_http_methods(["GET", "POST"])
def outcome_answer(request, pk):
    """Answer it: a minute. Answered already, it leads where the first answer led."""
    outcome = _asked(request, pk)
    if outcome.is_answered:
        return redirect("qualifications:outcome_thanks", outcome.pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None, is_learner=outcome.is_learner)
    if form.is_valid():
        actions.answer_outcome(outcome=outcome, by=request.user, **form.cleaned_data)
        return redirect("qualifications:outcome_thanks", outcome.pk)
    context = {"outcome": outcome, "form": form}
    return render(request, "qualifications/outcome_answer.html", context, status=422 if form.errors else 200)


@require_safe
def outcome_thanks(request, pk):
    """What happens with the answer, and what one could do next."""
    outcome = _asked(request, pk)
    if not outcome.is_answered:
        return redirect(outcome)
    return render(request, "qualifications/outcome_thanks.html", {"outcome": outcome})
