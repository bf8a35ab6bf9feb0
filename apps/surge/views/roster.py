"""One's own place on the roster, and the roster for those who fill requests."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import page_of
from apps.core.rules import RuleBroken, require
from apps.surge import actions, permissions, queries
from apps.surge.documents import release_terms
from apps.surge.forms import JoinForm, SpanForm
from apps.surge.models import Away, RosterEntry

WEEKS_AHEAD = 8
DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@require_safe
def surge_home(request):
    """What waits for me, where I go, and the way to the roster and to requests."""
    require(permissions.can_join_roster(request.user) or permissions.can_write_request(request.user))
    context = {
        "offers": queries.offers_of(request.user),
        "deployments": queries.deployments_of(request.user),
        "entry": queries.entry_of(request.user),
        "team": queries.releases_in_team(request.user),
        "sees_requests": request.user.decides_surge or permissions.can_write_request(request.user),
        "sees_roster": permissions.can_read_roster(request.user),
    }
    return render(request, "surge/surge_home.html", context)


@require_safe
def entry_detail(request):
    """Base, skills, standing release, and the weeks ahead."""
    require(permissions.can_join_roster(request.user))
    entry = queries.entry_of(request.user)
    if entry is None:
        return redirect("surge:entry_join")
    holding, latest = queries.releases_of(request.user)
    context = {
        "entry": entry,
        "is_ready": queries.is_ready(entry),
        "holding": holding,
        "terms": release_terms(holding) if holding else [],
        "latest": latest if latest != holding else None,
        "days_used": queries.days_used(request.user),
        "aways": Away.objects.visible_to(request.user).filter(member=entry.member).ahead(),
        "day_names": DAY_NAMES,
        "weeks": queries.calendar_of(request.user, WEEKS_AHEAD),
    }
    return render(request, "surge/entry_detail.html", context)


@require_http_methods(["GET", "POST"])
def entry_join(request):
    """Join, or change what the roster says of oneself."""
    require(permissions.can_join_roster(request.user))
    entry, skills = queries.entry_of(request.user), queries.skills()
    initial = {"base": entry.base, "reach": entry.reach, "skills": _own_skills(entry, skills)} if entry else None
    form = JoinForm(request.POST if request.method == "POST" else None, skills=skills, initial=initial)
    if form.is_valid():
        actions.join_roster(by=request.user, **form.said)
        messages.success(request, "Saved." if entry else "You are on the roster. Ask for standing release next.")
        return redirect("surge:entry_detail")
    context = {"form": form, "entry": entry}
    return render(request, "surge/entry_join.html", context, status=422 if form.errors else 200)


def _own_skills(entry, skills):
    """Also those of an earlier version of a framework."""
    slugs = {skill.slug for skill in entry.skills.all()}
    return [str(skill.pk) for skill in skills if skill.slug in slugs]


@require_http_methods(["GET", "POST"])
def entry_leave(request):
    require(permissions.can_join_roster(request.user))
    if request.method == "POST":
        actions.leave_roster(by=request.user)
        messages.success(request, "You are not on the roster any more.")
        return redirect("surge:surge_home")
    if queries.entry_of(request.user) is None:
        raise RuleBroken("You are not on the roster.")
    return render(request, "surge/entry_leave.html")


@require_http_methods(["GET", "POST"])
def away_add(request):
    """Days on which I cannot go."""
    require(permissions.can_join_roster(request.user))
    form = SpanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.add_away(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. You are not asked for these days.")
        return redirect("surge:entry_detail")
    return render(request, "surge/away_add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def away_remove(request, pk):
    away = get_object_or_404(Away.objects.visible_to(request.user), pk=pk)
    actions.remove_away(away=away, by=request.user)
    messages.success(request, "Removed. You can be asked for these days.")
    return redirect("surge:entry_detail")


@require_safe
def roster_list(request):
    """Everybody who can be asked."""
    if not permissions.can_read_roster(request.user):
        raise Http404
    rows = RosterEntry.objects.visible_to(request.user).ready().for_page()
    page = page_of(rows.order_by("member__family_name", "member__given_name", "pk"), request.GET.get("page"))
    return render(request, "surge/roster_list.html", {"page": page})
