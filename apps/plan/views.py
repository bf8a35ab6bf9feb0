from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require
from apps.plan import actions, permissions, queries
from apps.plan.documents import plan_pdf
from apps.plan.forms import ActionChangeForm, DeclineForm, DropForm, DueForm, OwnActionForm
from apps.plan.models import NotInterested, PlanAction


@require_safe
def plan_detail(request):
    """My plan, and what else would close my gaps."""
    require(permissions.can_plan(request.user))
    return render(request, "plan/plan_detail.html", {"plan": queries.plan_of(request.user.member)})


@require_safe
def plan_download(request):
    """The plan as a document to save."""
    require(permissions.can_plan(request.user))
    member = request.user.member
    response = HttpResponse(plan_pdf(member, *queries.chosen_by(member)), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="development-plan.pdf"'
    return response


@require_safe
def option_list(request):
    """Where I could go from here, and why."""
    require(permissions.can_plan(request.user))
    member = request.user.member
    context = {"member": member, "options": queries.options_of(member)}
    return render(request, "plan/option_list.html", context)


def _shown(request, template, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def _posted(request):
    return request.POST if request.method == "POST" else None


# --- What one chose --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def action_add(request):
    """Something in my own words."""
    require(permissions.can_plan(request.user))
    form = OwnActionForm(_posted(request), capabilities=queries.capabilities_missing(request.user.member))
    if form.is_valid():
        actions.add_action(by=request.user, **form.said)
        messages.success(request, "It is in your plan.")
        return redirect("plan:plan_detail")
    return _shown(request, "plan/action_add.html", form)


def _own(request, pk):
    return get_object_or_404(PlanAction.objects.visible_to(request.user).for_page(), pk=pk)


@require_http_methods(["GET", "POST"])
def action_change(request, pk):
    """Another date, or other words for what is in my own."""
    action = _own(request, pk)
    form = ActionChangeForm(_posted(request), action=action)
    if form.is_valid():
        actions.change_action(action=action, by=request.user, **form.cleaned_data)
        messages.success(request, "You have changed it.")
        return redirect("plan:plan_detail")
    return _shown(request, "plan/action_change.html", form, action=action)


@require_POST
def action_finish(request, pk):
    """Tick it off."""
    actions.finish_action(action=_own(request, pk), by=request.user)
    messages.success(request, "Done.")
    return redirect("plan:plan_detail")


@require_http_methods(["GET", "POST"])
def action_drop(request, pk):
    """Leave it, and say why."""
    action = _own(request, pk)
    form = DropForm(_posted(request))
    if form.is_valid():
        actions.drop_action(action=action, by=request.user, **form.cleaned_data)
        messages.success(request, "You have dropped it.")
        return redirect("plan:plan_detail")
    return _shown(request, "plan/action_drop.html", form, action=action)


@require_POST
def action_reopen(request, pk):
    """It is to do again."""
    actions.reopen_action(action=_own(request, pk), by=request.user)
    messages.success(request, "It is in your plan again.")
    return redirect("plan:plan_detail")


# --- What is suggested -----------------------------------------------------------------------------------------------


def _suggested(request, kind, pk):
    """As it is made to this person now, or None: they have answered it meanwhile. 404 where it never was."""
    require(permissions.can_plan(request.user))
    suggestion = queries.suggestion_of(request.user.member, kind, pk)
    if suggestion is None and not queries.is_answered(request.user, kind, pk):
        raise Http404
    return suggestion


@require_http_methods(["GET", "POST"])
def suggestion_add(request, kind, pk):
    """Into my plan, with a date if I like."""
    suggestion = _suggested(request, kind, pk)
    if suggestion is None:
        return redirect("plan:plan_detail")
    form = DueForm(_posted(request))
    if form.is_valid():
        actions.add_action(by=request.user, **form.cleaned_data, **suggestion.said)
        messages.success(request, "It is in your plan.")
        return redirect("plan:plan_detail")
    return _shown(request, "plan/suggestion_add.html", form, suggestion=suggestion)


@require_http_methods(["GET", "POST"])
def suggestion_decline(request, kind, pk):
    """Not interested, and why: it is not suggested any more."""
    suggestion = _suggested(request, kind, pk)
    if suggestion is None:
        return redirect("plan:plan_detail")
    form = DeclineForm(_posted(request))
    if form.is_valid():
        actions.decline_suggestion(by=request.user, **form.cleaned_data, **suggestion.thing)
        messages.success(request, "We do not suggest it any more.")
        return redirect("plan:plan_detail")
    return _shown(request, "plan/suggestion_decline.html", form, suggestion=suggestion)


@require_POST
def suggestion_restore(request, pk):
    """It may be suggested again."""
    row = get_object_or_404(NotInterested.objects.visible_to(request.user), pk=pk)
    actions.restore_suggestion(row=row, by=request.user)
    messages.success(request, "It may be suggested again.")
    return redirect("plan:plan_detail")
