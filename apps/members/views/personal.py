"""What people say of themselves, and what they agree to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require
from apps.members import actions, permissions, queries
from apps.members.forms import AimsForm, InterestsForm, LearningNeedsForm
from apps.members.models import Aims, LearningNeeds
from apps.members.states import BEING_FOUND, Purpose


@require_http_methods(["GET", "POST"])
def interests_change(request):
    return _change(request, InterestsForm, "interests", permissions.can_change_aims, actions.change_interests)


@require_http_methods(["GET", "POST"])
def aims_change(request):
    return _change(request, AimsForm, "aims", permissions.can_change_aims, actions.change_aims)


def _change(request, form_class, noun, may, action):
    require(may(request.user))
    own = Aims.objects.visible_to(request.user).first() or Aims()
    initial = {name: getattr(own, name) for name in form_class.base_fields}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        action(by=request.user, **form.cleaned_data)
        messages.success(request, "Your answers are saved.")
        return redirect("home:profile_detail")
    return render(request, f"members/{noun}_change.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def learning_needs_change(request):
    """What I need to learn well, and for what others may read my adjustments."""
    require(permissions.can_change_learning_needs(request.user))
    own = LearningNeeds.objects.visible_to(request.user).first() or LearningNeeds()
    initial = {name: getattr(own, name) for name in ("needs", "adjustments", "other_adjustments")}
    initial["uses"] = queries.uses_of(queries.own_consents(request.user))
    form = LearningNeedsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.change_learning_needs(by=request.user, **form.cleaned_data)
        messages.success(request, "Your answers are saved.")
        return redirect("home:profile_detail")
    return render(request, "members/learning_needs_change.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def consent_list(request):
    """For what I agree to be found, what that means, and what I said before."""
    require(permissions.can_give_consent(request.user))
    agreements = queries.agreements_of(queries.own_consents(request.user))
    context = {"agreements": agreements, "member": request.user.member_or_none}
    return render(request, "members/consent_list.html", context)


@require_POST
def consent_give(request, purpose):
    actions.give_consent(purpose=_purpose(purpose), by=request.user)
    messages.success(request, f"You agree to: {Purpose(purpose).label.lower()}.")
    return redirect("members:consent_list")


@require_POST
def consent_withdraw(request, purpose):
    actions.withdraw_consent(purpose=_purpose(purpose), by=request.user)
    messages.success(request, f"You no longer agree to: {Purpose(purpose).label.lower()}.")
    return redirect("members:consent_list")


def _purpose(value):
    if value not in BEING_FOUND:
        raise Http404
    return Purpose(value)
