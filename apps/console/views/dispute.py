from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.forms import NoteForm
from apps.console.views.door import central_team_only
from apps.members import looks
from apps.members.actions import settle_dispute
from apps.members.models import ManagerProposal
from apps.members.permissions import can_settle_dispute
from apps.members.states import ProposalStatus


@require_safe
@central_team_only
def dispute_list(request):
    """Where two agreed who manages whom and the HR feed says otherwise, the longest first; and all other proposals."""
    status = request.GET.get("status", ProposalStatus.DISPUTED)
    status = status if status in ProposalStatus.values else ""
    proposals = queries.proposals_of(ManagerProposal.objects.visible_to(request.user), status=status)
    page = queries.page_of(proposals, request.GET.get("page"))
    context = {"page": page, "status": status, "statuses": ProposalStatus.choices}
    return render(request, "console/dispute_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def dispute_detail(request, pk):
    """One proposal with what happened to it; while it is disputed, the answer of the central team."""
    proposal = get_object_or_404(ManagerProposal.objects.visible_to(request.user).for_list(), pk=pk)
    looks.note(request, proposal.member, "what you said about your line manager")
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        settle_dispute(proposal=proposal, by=request.user, **form.cleaned_data)
        messages.success(request, f"You have answered {proposal.member} and {proposal.confirmer}.")
        return redirect("console:dispute_list")
    is_disputed = proposal.status == ProposalStatus.DISPUTED
    context = {
        "proposal": proposal,
        "form": form,
        "is_disputed": is_disputed,
        "can_settle": is_disputed and can_settle_dispute(request.user, proposal),
        "history": queries.history_of(proposal),
    }
    return render(request, "console/dispute_detail.html", context, status=422 if form.errors else 200)
