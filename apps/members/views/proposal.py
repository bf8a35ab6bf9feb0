"""This is not my manager: who says so, and who confirms it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require, second_click
from apps.members import actions, looks, permissions, queries
from apps.members.forms import DeclineForm, ManagerForm
from apps.members.models import ManagerProposal
from apps.members.states import ProposalStatus

TYPED = "manager_typed"  # in the session: an email address is never in the address of a page


@require_http_methods(["GET", "POST"])
def manager_propose(request):
    """Say who it is. Whom that finds is shown on the next page, to be checked."""
    require(permissions.can_propose_manager(request.user))
    member = request.user.member
    if live := queries.live_proposal(member):
        return redirect(live)
    form = ManagerForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        email = form.cleaned_data["email"] or ""  # "" is "I have none"
        problem = _problem(request, email)
        if not problem:
            request.session[TYPED] = email
            return redirect("members:manager_check")
        form.add_error("email", problem)
    context = {"form": form, "member": member}
    return render(request, "members/manager_propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def manager_check(request):
    """See the name of whoever it is, and have them asked."""
    require(permissions.can_propose_manager(request.user))
    member = request.user.member
    if live := queries.live_proposal(member):
        return redirect(live)  # a second click leads where the first one did
    email = request.session.get(TYPED)
    if email is None or _problem(request, email):
        return redirect("members:manager_propose")
    if request.method == "POST":
        proposal = actions.propose_manager(email=email, by=request.user)
        del request.session[TYPED]
        return redirect(proposal)
    candidate = queries.manager_with_email(email, request.user) if email else None
    return render(request, "members/manager_check.html", {"candidate": candidate, "member": member})


def _problem(request, email):
    member = request.user.member
    return queries.why_not_manager(member, queries.manager_with_email(email, request.user)) if email else ""


@require_safe
def proposal_detail(request, pk):
    """What was said about who manages whom: for whoever confirms it to answer, for the others to see where it is."""
    proposal = _proposal(request, pk)
    looks.note(request, proposal.member, "what you said about your line manager")
    is_confirmer = permissions.can_answer_proposal(request.user, proposal)
    is_waiting = proposal.status == ProposalStatus.PROPOSED
    context = {
        "proposal": proposal,
        "is_own": permissions.can_withdraw_proposal(request.user, proposal),
        "is_waiting": is_waiting,
        "is_confirmer": is_confirmer,
        "former": queries.name_for(proposal.former, request.user),
        "now": queries.name_for(proposal.member.line_manager, request.user),
        "can_answer": is_waiting and is_confirmer,
    }
    return render(request, "members/proposal_detail.html", context)


@require_POST
def proposal_confirm(request, pk):
    proposal = _proposal(request, pk)
    require(permissions.can_answer_proposal(request.user, proposal))
    with second_click(proposal, ProposalStatus.CONFIRMED):
        actions.confirm_proposal(proposal=proposal, by=request.user)
    return redirect(proposal)


@require_http_methods(["GET", "POST"])
def proposal_decline(request, pk):
    """Say that it is not so, and why."""
    proposal = _proposal(request, pk)
    require(permissions.can_answer_proposal(request.user, proposal))
    if proposal.status != ProposalStatus.PROPOSED:
        return redirect(proposal)
    looks.note(request, proposal.member, "what you said about your line manager")
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.decline_proposal(proposal=proposal, by=request.user, **form.cleaned_data)
        messages.success(request, f"{proposal.member} has been told.")
        return redirect(proposal)
    context = {"proposal": proposal, "form": form}
    return render(request, "members/proposal_decline.html", context, status=422 if form.errors else 200)


@require_POST
def proposal_withdraw(request, pk):
    proposal = _proposal(request, pk)
    require(permissions.can_withdraw_proposal(request.user, proposal))
    if proposal.status != ProposalStatus.WITHDRAWN:
        actions.withdraw_proposal(proposal=proposal, by=request.user)
    messages.success(request, "You have taken it back. Nothing has changed.")
    return redirect("home:profile_detail")


def _proposal(request, pk):
    return get_object_or_404(ManagerProposal.objects.visible_to(request.user).for_list(), pk=pk)
