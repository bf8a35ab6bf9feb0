"""What some people of the demonstration say of themselves, who looked at whom, and a dispute with the HR feed."""

from datetime import timedelta

from django.utils import timezone

from apps.console.population.people import BY_KEY
from apps.core import audit
from apps.members.actions import change_aims, change_interests, give_consent
from apps.members.models import Look, ManagerProposal
from apps.members.states import HowFar, NextMove, ProposalStatus, Purpose, When, Work

INTERESTS = "Finding out what somebody really needs, and explaining it in plain words. I coach a junior football team."
HELP = "A mentor who has made the step, and time in another team to see how they work."


def make_demo_words(demo):
    """`demo`: {staff number: member} of the demo people."""
    apprentice, host, central = (demo[BY_KEY[key].staff_number] for key in ("apprentice", "host", "central"))
    change_interests(interests=INTERESTS, by=apprentice.user)
    change_aims(
        next_move=NextMove.UP,
        when=When.YEAR,
        work=[Work.LEADING, Work.PHONE],
        how_far=HowFar.COMMUTE,
        help_wanted=HELP,
        by=apprentice.user,
    )
    give_consent(purpose=Purpose.MENTORING, by=apprentice.user)
    yesterday = timezone.now() - timedelta(days=1)
    Look.objects.create(
        member=host,
        by=central.user,
        what="your question to the central team",
        day=timezone.localdate(yesterday),
        at=yesterday,
    )


def make_dispute(member, proposed):
    """The two agreed who manages whom; three nights ago the HR feed said that it is still the manager on record."""
    now = timezone.now()
    proposal = ManagerProposal.objects.create(
        member=member,
        proposed=proposed,
        former=member.line_manager,
        status=ProposalStatus.DISPUTED,
        confirmed_at=now - timedelta(days=4),
        confirmed_by=proposed.user,
        disputed_at=now - timedelta(days=3),
    )
    ManagerProposal.objects.filter(pk=proposal.pk).update(proposed_at=now - timedelta(days=5))
    for event, by, says in [
        ("manager.proposed", member.user, f"said that their line manager is {proposed}"),
        ("proposal.confirmed", proposed.user, f"confirmed that they manage {member}"),
        ("proposal.disputed", None, "found another line manager than agreed in the HR feed"),
    ]:
        audit.record(event, subject=proposal, by=by, says=says)
