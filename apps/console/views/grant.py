"""Roles: who has which, where and until when. What was typed is in the session until it has been checked."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.roles import Role
from apps.console import queries
from apps.console.forms import GrantFilterForm, GrantForm
from apps.console.views.door import central_team_only
from apps.core.rules import require
from apps.members import looks
from apps.members.actions import end_grant, give_role
from apps.members.models import Grant, Organisation
from apps.members.permissions import can_end_grant
from apps.members.queries import whom_a_role_is_for
from apps.members.states import Standing

TYPED = "grant_typed"


def _organisations(request):
    return list(Organisation.objects.visible_to(request.user).order_by("name"))


@require_safe
@central_team_only
def grant_list(request):
    """Every role that was ever given, those given last first."""
    form = GrantFilterForm(request.GET, organisations=_organisations(request))
    chosen = form.cleaned_data if form.is_valid() else {}
    page = queries.page_of(
        queries.grants_of(Grant.objects.visible_to(request.user), **chosen), request.GET.get("page")
    )
    context = {"page": page, "rows": queries.with_colours(page), "form": form}
    return render(request, "console/grant_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@central_team_only
def grant_give(request):
    """Say who gets which role. Whom that finds is shown on the next page, to be checked."""
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else None
    initial = {"starts_on": today}
    form = GrantForm(sent, organisations=_organisations(request), today=today, initial=initial)
    if form.is_valid():
        if problem := _problem(request, form.cleaned_data["who"]):
            form.add_error("who", problem)
        else:
            request.session[TYPED] = {name: _plain(value) for name, value in form.cleaned_data.items()}
            return redirect("console:grant_check")
    return render(request, "console/grant_give.html", {"form": form}, status=422 if form.errors else 200)


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _problem(request, who):
    person = whom_a_role_is_for(who)
    if person is None:
        return "Nobody in the portal has that work email or staff number. Check it"
    if person in (request.user, request.user.member_or_none):
        return "That is you. Ask somebody else in the central team: nobody gives a role to themselves"
    return ""


@require_http_methods(["GET", "POST"])
@central_team_only
def grant_check(request):
    """See whose role it would be, and give it."""
    typed = request.session.get(TYPED)
    if not typed or _problem(request, typed["who"]):
        return redirect("console:grant_give")
    place = next((one for one in _organisations(request) if one.code == typed["place"]), None)
    starts_on, ends_on = (date.fromisoformat(day) if day else None for day in (typed["starts_on"], typed["ends_on"]))
    role = Role(typed["role"])
    if request.method == "POST":
        days = {"starts_on": starts_on, "ends_on": ends_on}
        grant = give_role(who=typed["who"], role=role, by=request.user, organisation=place, **days)
        del request.session[TYPED]
        messages.success(request, f"{grant.user} has the role: {grant}.")
        return redirect("console:grant_list")
    person = whom_a_role_is_for(typed["who"])
    context = {"person": person, "role": role, "place": place, "starts_on": starts_on, "ends_on": ends_on}
    return render(request, "console/grant_check.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def grant_end(request, pk):
    """Take a role away at once, after a page that says what that does."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).for_list(), pk=pk)
    require(can_end_grant(request.user, grant))
    looks.note(request, grant.user.member_or_none, "a role that you were given")
    if request.method == "POST":
        end_grant(grant=grant, by=request.user)
        messages.success(request, f"{grant.user} no longer has the role: {grant}.")
        return redirect("console:grant_list")
    if grant.standing == Standing.OVER:
        return redirect("console:grant_list")
    return render(request, "console/grant_end.html", {"grant": grant, "history": queries.history_of(grant)})
