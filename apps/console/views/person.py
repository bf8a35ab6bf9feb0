"""Whom the central team looks up. What was typed is in the session: it never is in the address of a page."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.approvals.models import Task
from apps.console import queries
from apps.console.forms import PeopleForm
from apps.console.views.door import central_team_only
from apps.home.queries import hr_fields
from apps.members import looks
from apps.members.models import Grant, Member
from apps.members.queries import live_proposal
from apps.members.states import ProposalStatus

TYPED = "people_typed"


@require_http_methods(["GET", "POST"])
@central_team_only
def person_search(request):
    """Find somebody by name, work email or staff number; and go back to what was found."""
    form = PeopleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        request.session[TYPED] = form.cleaned_data["text"]
        return redirect("console:person_search")
    text = "" if form.is_bound else request.session.get(TYPED, "")
    members = Member.objects.visible_to(request.user)
    context = {
        "form": form if form.is_bound else PeopleForm(initial={"text": text}),
        "text": text,
        "found": queries.people_found(members, text) if text else None,
    }
    return render(request, "console/person_search.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def person_detail(request, pk):
    """What HR says of somebody and since when, their roles, and what waits: for an answer to them, or for theirs."""
    member = get_object_or_404(Member.objects.visible_to(request.user).for_page(), pk=pk)
    looks.note(request, member, "your details")
    grants = Grant.objects.visible_to(request.user).filter(user__member=member)
    proposal = live_proposal(member)
    asked, to_decide = queries.tasks_about(Task.objects.visible_to(request.user), member)
    context = {
        "member": member,
        "rows": hr_fields(member),
        "agreed": proposal if proposal and proposal.status == ProposalStatus.CONFIRMED else None,
        "grants": queries.with_colours(queries.grants_of(grants)),
        "asked": asked,
        "to_decide": to_decide[: queries.ROWS_A_PAGE],
    }
    return render(request, "console/person_detail.html", context)
