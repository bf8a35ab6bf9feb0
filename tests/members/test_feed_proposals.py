"""What an HR feed does to what people said themselves about their line manager: it has the last word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.members import actions
from apps.members.feed import proposals
from apps.members.models import ManagerProposal, Member
from apps.members.states import PROPOSAL_MOVES, ProposalStatus
from apps.notifications.models import Message
from tests.helpers import closing
from tests.members.factories import ManagerProposalFactory, MemberFactory
from tests.members.feed_files import DAY, NEXT_DAY, claimed, counts, member, person

pytestmark = pytest.mark.django_db


def rows(manager="boss", **cells):
    return [person("boss"), person("other"), person("1", line_manager=manager) | cells]


@pytest.fixture
def line(feed):
    """Somebody who reports to “boss” by the feed, and says that it is “other”."""
    feed(rows())
    for number in ("boss", "other", "1"):
        claimed(number)
    return actions.propose_manager(email=member("other").email, by=member("1").user)


def confirm(proposal):
    return actions.confirm_proposal(proposal=proposal, by=member("other").user)


def status_of(proposal):
    proposal.refresh_from_db()
    return proposal.status


def test_a_feed_that_agrees_settles_it(feed, line):
    confirm(line)
    assert counts(feed(rows("other"), as_of=NEXT_DAY)) == {"unchanged": 3}
    assert status_of(line) == ProposalStatus.IN_FEED
    assert member("1").line_manager == member("other")
    assert AuditEvent.objects.get(event="proposal.in_feed").subject_id == str(line.pk)


def test_a_feed_that_says_otherwise_brings_its_manager_back_and_there_is_a_dispute(feed, line):
    confirm(line)
    sweep()
    Message.objects.all().delete()
    assert counts(feed(rows(unit="Bolton"), as_of=NEXT_DAY)) == {"changed": 1, "unchanged": 2}
    assert status_of(line) == ProposalStatus.DISPUTED
    assert member("1").line_manager == member("boss")
    assert line.disputed_at > timezone.now() - timedelta(minutes=1)
    sweep()
    assert {message.recipient.member.staff_number for message in Message.objects.all()} == {"1", "other"}
    assert "that it is Ann Lee boss" in Message.objects.first().sentence
    [event] = AuditEvent.objects.filter(event="proposal.disputed")
    assert event.says == "found another line manager than agreed in the HR feed of 21 November 2026"


def test_the_same_file_as_before_is_no_repetition_while_something_else_was_agreed(feed, line):
    confirm(line)
    assert not feed(rows(), as_of=DAY).is_repeat
    assert status_of(line) == ProposalStatus.DISPUTED
    assert member("1").line_manager == member("boss")


def test_a_third_manager_in_the_feed_is_a_dispute(feed, line):
    confirm(line)
    feed([*rows("third"), person("third")], as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.DISPUTED
    assert member("1").line_manager == member("third")


def test_a_dispute_ends_by_itself_when_hr_has_corrected_it(feed, line):
    confirm(line)
    feed(rows(), as_of=NEXT_DAY)
    feed(rows("other"), as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.IN_FEED


def test_a_dispute_goes_on_and_is_told_once(feed, line):
    confirm(line)
    for _ in range(3):
        feed(rows(), as_of=NEXT_DAY)
        feed(rows(unit="Bolton"), as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.DISPUTED
    assert Job.objects.filter(kind="tell_of_proposal", key__endswith="disputed").count() == 1


def test_what_waits_goes_on_waiting_unless_the_feed_agrees(feed, line):
    feed(rows(unit="Bolton"), as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.PROPOSED
    feed(rows("other"), as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.IN_FEED


def test_that_there_is_no_manager_is_settled_or_disputed_too(feed, line):
    actions.withdraw_proposal(proposal=line, by=member("1").user)
    proposal = actions.propose_manager(email="", by=member("1").user)
    actions.confirm_proposal(proposal=proposal, by=member("boss").user)
    feed(rows(unit="Bolton"), as_of=NEXT_DAY)
    assert status_of(proposal) == ProposalStatus.DISPUTED
    feed(rows(""), as_of=NEXT_DAY)
    assert status_of(proposal) == ProposalStatus.IN_FEED


@pytest.mark.parametrize("who", ["1", "other"])
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_what_concerns_a_leaver_is_no_longer_needed(who, is_confirmed, feed, line):
    if is_confirmed:
        confirm(line)
    feed([row for row in rows() if row["staff_number"] != who], as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.LAPSED


def test_what_is_over_is_left_alone(feed, line):
    actions.withdraw_proposal(proposal=line, by=member("1").user)
    feed(rows("other"), as_of=NEXT_DAY)
    assert status_of(line) == ProposalStatus.WITHDRAWN


def test_a_dry_run_leaves_it_alone(feed, line):
    confirm(line)
    feed(rows("other"), as_of=NEXT_DAY, dry_run=True)
    assert status_of(line) == ProposalStatus.CONFIRMED


def test_its_answers_are_moves_of_the_table():
    for status in (ProposalStatus.PROPOSED, ProposalStatus.CONFIRMED, ProposalStatus.DISPUTED):
        assert {ProposalStatus.IN_FEED, ProposalStatus.LAPSED} <= PROPOSAL_MOVES[status]
    assert ProposalStatus.DISPUTED in PROPOSAL_MOVES[ProposalStatus.CONFIRMED]


def test_it_is_one_statement_however_many_there_are(feed, line, django_assert_num_queries):
    class Feed:
        pk, as_of = 1, DAY

    ManagerProposalFactory.create_batch(20, confirmed=True)
    with django_assert_num_queries(3):  # the answer, a line for each of one outcome, the jobs
        proposals.answer(Feed(), None)
    assert ManagerProposal.objects.disputed().count() == 20


@pytest.mark.django_db(transaction=True)
def test_nobody_answers_while_a_feed_is_written_and_nobody_waits_for_long():
    """An answer between the comparison and the writing would be lost; and the two would wait for each other."""
    proposal = ManagerProposalFactory()
    user = proposal.proposed.user

    @closing
    def answer():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        actions.confirm_proposal(proposal=proposal, by=user)

    @closing
    def say():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        actions.propose_manager(email=user.member.email, by=MemberFactory().user)

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            proposals.hold()
            for act in (answer, say):
                with pytest.raises(OperationalError):
                    pool.submit(act).result(timeout=10)
            Member.objects.filter(pk=proposal.member_id).update(unit="The feed writes.")
        pool.submit(answer).result(timeout=10)
    assert status_of(proposal) == ProposalStatus.CONFIRMED
    with pytest.raises(RuleBroken):
        actions.withdraw_proposal(proposal=proposal, by=proposal.member.user)
