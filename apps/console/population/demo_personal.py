"""What some people of the demonstration say of themselves, who looked at whom, and a dispute with the HR feed."""

from datetime import timedelta

from django.utils import timezone

from apps.console.population.people import BY_KEY, STAFF
from apps.core import audit
from apps.members.actions import change_aims, change_interests, give_consent
from apps.members.models import Look, ManagerProposal, Member
from apps.members.states import HowFar, NextMove, ProposalStatus, Purpose, When, Work

INTERESTS = "Finding out what somebody really needs, and explaining it in plain words. I coach a junior football team."
FINDABLE = 12  # people of the demonstration who agreed to be found
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
    give_consent(purpose=Purpose.TALENT_SEARCH, by=apprentice.user)
    make_others_findable()
    yesterday = timezone.now() - timedelta(days=1)
    Look.objects.create(
        member=host,
        by=central.user,
        what="your question to the central team",
        day=timezone.localdate(yesterday),
        at=yesterday,
    )


def make_others_findable():
    """Some of the made-up people look for somewhere else to work, and say so."""
    people = Member.objects.in_post().filter(grade__in=("AO", "EO", "HEO"), restricted=False, aims=None)
    people = people.filter(claimed_at__isnull=False)
    for place, member in enumerate(people.exclude(staff_number__in=STAFF).order_by("staff_number")[:FINDABLE]):
        works = list(Work)
        change_aims(
            next_move=[NextMove.AWAY, NextMove.UP, NextMove.ACROSS][place % 3],
            when=list(When)[place % 3],
            work=[works[place % len(works)], works[(place + 3) % len(works)]],
            how_far=list(HowFar)[place % len(HowFar)],
            help_wanted="",
            by=member.user,
        )
        give_consent(purpose=Purpose.TALENT_SEARCH, by=member.user)


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
