from django.db import connection, transaction
from django.utils import timezone

from apps.core import audit, jobs
from apps.core.rules import RuleBroken, require
from apps.members import permissions
from apps.members.models import ManagerProposal, Member
from apps.members.queries import live_proposal, manager_with_email, why_not_manager
from apps.members.states import ProposalStatus

LINE = 20_150_402  # any number that nobody else locks
LIVE = {
    ProposalStatus.PROPOSED: "You have said already who your line manager is. Wait for the answer, or take it back.",
    ProposalStatus.CONFIRMED: "You have just agreed who your line manager is. Wait for the next HR feed.",
    ProposalStatus.DISPUTED: "The central team is looking at who your line manager is. Wait for their answer.",
}


@transaction.atomic
def propose_manager(*, email, by):
    """Say who one's line manager is by their work email, or with "" that one has none. They are asked to confirm."""
    require(permissions.can_propose_manager(by))
    # Proposals come before members: an HR feed holds the ones while it writes the others.
    ManagerProposal.objects.of(by.member).live().locked().first()
    member = Member.objects.locked().get(pk=by.member.pk)
    if live := live_proposal(member):
        raise RuleBroken(LIVE[live.status])
    proposed = manager_with_email(email, by) if email else None
    if email and (problem := why_not_manager(member, proposed)):
        raise RuleBroken(f"{problem}.")
    if not (email or member.line_manager_id):
        raise RuleBroken("The portal has no line manager for you, so there is nothing to correct.")
    proposal = ManagerProposal.objects.create(member=member, proposed=proposed, former_id=member.line_manager_id)
    says = f"said that their line manager is {proposed}" if proposed else "said that they have no line manager"
    audit.record("manager.proposed", subject=proposal, by=by, says=says)
    _tell(proposal, "proposed")
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal, by):
    """Take it back while nobody has answered."""
    proposal = _locked(proposal)
    require(permissions.can_withdraw_proposal(by, proposal))
    proposal.move_to(ProposalStatus.WITHDRAWN)
    proposal.save(update_fields=["status"])
    audit.record("proposal.withdrawn", subject=proposal, by=by, says="took back what they said about their manager")
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal, by):
    """Whoever was asked says that it is so: the line changes at once, until the next HR feed."""
    proposal = _locked(proposal)
    require(permissions.can_answer_proposal(by, proposal))
    proposal.move_to(ProposalStatus.CONFIRMED)
    with connection.cursor() as cursor:  # two who confirm each other at once would make a circle
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINE])
    member = Member.objects.locked().get(pk=proposal.member_id)
    if proposal.proposed and Member.objects.above(proposal.proposed).filter(pk=member.pk).exists():
        raise RuleBroken(f"{member} manages you, directly or through others, so cannot report to you.")
    if not proposal.confirmer.is_in_post:
        raise RuleBroken("Your HR record says that you are away. You can confirm this when you are back.")
    member.line_manager = proposal.proposed
    member.save(update_fields=["line_manager"])
    proposal.confirmed_at, proposal.confirmed_by = timezone.now(), by
    proposal.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    says = f"confirmed that they manage {member}" if proposal.proposed else f"confirmed not to manage {member}"
    audit.record("proposal.confirmed", subject=proposal, by=by, says=says)
    now = f"reports to {proposal.proposed}" if proposal.proposed else "has no line manager"
    audit.record("member.manager_changed", subject=member, by=by, says=f"agreed that {member} {now}")
    _tell(proposal, "confirmed")
    return proposal


@transaction.atomic
def decline_proposal(*, proposal, reason, comment, by):
    """Whoever was asked says that it is not so, and why. Nothing changes."""
    proposal = _locked(proposal)
    require(permissions.can_answer_proposal(by, proposal))
    proposal.move_to(ProposalStatus.DECLINED)
    proposal.reason, proposal.comment = reason, comment
    proposal.save(update_fields=["status", "reason", "comment"])
    audit.record("proposal.declined", subject=proposal, by=by, says="did not confirm it", reason=reason)
    _tell(proposal, "declined")
    return proposal


@transaction.atomic
def settle_dispute(*, proposal, note, by):
    """The central team ends a dispute with the HR feed, in words that both can read. The record is HR’s to correct."""
    proposal = _locked(proposal)
    require(permissions.can_settle_dispute(by, proposal))
    if proposal.status != ProposalStatus.DISPUTED:
        raise RuleBroken(f"There is no dispute any more: this is now “{proposal.get_status_display().lower()}”.")
    proposal.move_to(ProposalStatus.SETTLED)
    proposal.settled_at, proposal.settled_by, proposal.note = timezone.now(), by, note
    proposal.save(update_fields=["status", "settled_at", "settled_by", "note"])
    audit.record("dispute.settled", subject=proposal, by=by, says="settled the dispute with the HR feed")
    _tell(proposal, "settled")
    return proposal


def _locked(proposal):
    return ManagerProposal.objects.locked().select_related("member", "proposed", "former").get(pk=proposal.pk)


def _tell(proposal, occasion):
    jobs.enqueue("tell_of_proposal", key=f"{proposal.pk} {occasion}", proposal=str(proposal.pk), occasion=occasion)
