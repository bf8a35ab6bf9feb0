from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.approvals import actions, permissions, queries
from apps.approvals.forms import ELSE, StandInForm
from apps.approvals.models import StandIn
from apps.core.rules import require


@require_safe
def stand_in_list(request):
    """Who decides for me while I am away, and for whom I decide."""
    for_me, by_me = queries.stand_ins_of(request.user)
    return render(request, "approvals/stand_in_list.html", {"for_me": for_me, "by_me": by_me})


@require_http_methods(["GET", "POST"])
def stand_in_set(request):
    """Ask somebody to stand in between two dates."""
    member = request.user.member_or_none
    require(member is not None)
    near = list(queries.colleagues_of(member))
    form = StandInForm(request.POST if request.method == "POST" else None, near=near)
    if form.is_valid():
        deputy = _deputy(form, member, near)
        if deputy:
            dates = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
            actions.set_stand_in(manager=member, deputy=deputy, by=request.user, **dates)
            messages.success(request, f"{deputy} stands in for you and has been told.")
            return redirect("approvals:stand_in_list")
    return render(request, "approvals/stand_in_set.html", {"form": form}, status=422 if form.errors else 200)


def _deputy(form, member, near):
    chosen = form.cleaned_data["deputy"]
    if chosen != ELSE:
        return next(colleague for colleague in near if str(colleague.pk) == chosen)
    deputy = queries.colleague_with_email(member, form.cleaned_data["email"])
    if not deputy:
        form.add_error("email", "We could not find anybody in your department with this email. Check the address")
    return deputy


@require_http_methods(["GET", "POST"])
def stand_in_end(request, pk):
    """End it before its time, after a page that says what happens then."""
    stand_in = get_object_or_404(StandIn.objects.visible_to(request.user).for_list(), pk=pk)
    require(permissions.can_end_stand_in(request.user, stand_in))
    if request.method == "POST":
        actions.end_stand_in(stand_in=stand_in, by=request.user)
        messages.success(request, f"{stand_in.deputy} does not stand in for {stand_in.manager} any more.")
        return redirect("approvals:stand_in_list")
    return render(request, "approvals/stand_in_end.html", {"stand_in": stand_in})
