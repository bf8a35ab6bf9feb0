"""This is not my manager: the member says so, the other confirms it, and the line changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.models import AuditEvent, Job
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.members import actions, queries
from apps.members.models import ManagerProposal, Member
from apps.members.states import ProposalStatus
from apps.notifications.models import Message
from apps.notifications.states import Kind
from tests.accounts.factories import UserFactory
from tests.helpers import closing
from tests.members.factories import ManagerProposalFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """A member, the manager on record, and another who would be right."""
    former = MemberFactory(given_name="Priya", family_name="Shah")
    member = MemberFactory(given_name="Amara", family_name="Okafor", line_manager=former)
    return member, former, MemberFactory(given_name="Sam", family_name="Hill")


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def told(kind=None):
    """Who got which message, once the worker has worked."""
    sweep()
    found = Message.objects.filter(kind=kind) if kind else Message.objects
    return {(message.recipient.member, message.subject) for message in found.select_related("recipient__member")}


def propose(member, proposed):
    return actions.propose_manager(email=proposed.email if proposed else "", by=member.user)


def proposal_in(status, **fields):
    return ManagerProposalFactory(**({status.value: True} if status != ProposalStatus.PROPOSED else {}), **fields)


# --- Proposing -------------------------------------------------------------------------------------------------------


def test_propose_manager(people):
    member, former, other = people
    proposal = propose(member, other)
    assert (proposal.member, proposal.proposed, proposal.former) == (member, other, former)
    member.refresh_from_db()
    assert member.line_manager == former
    assert events() == ["manager.proposed"]
    assert told() == {(other, "Please confirm who reports to you")}
    assert "Amara Okafor says that you are their line manager" in Message.objects.get().sentence


def test_that_there_is_no_manager_is_for_the_one_on_record_to_confirm(people):
    member, former, _ = people
    proposal = propose(member, None)
    assert (proposal.proposed, proposal.former, proposal.confirmer) == (None, former, former)
    assert told() == {(former, "Please confirm who reports to you")}
    assert "that they have none" in Message.objects.get().sentence


def test_somebody_who_has_never_signed_in_can_be_proposed(people):
    member, *_ = people
    other = MemberFactory(user=None)
    propose(member, other)
    [(person, _)] = told()
    assert person == other


@pytest.mark.parametrize("status", [ProposalStatus.PROPOSED, ProposalStatus.CONFIRMED, ProposalStatus.DISPUTED])
def test_one_at_a_time(status, people):
    member, _, other = people
    proposal_in(status, member=member, proposed=other)
    with pytest.raises(RuleBroken, match="Wait"):
        propose(member, other)
    assert ManagerProposal.objects.count() == 1


def address_of(who, people):
    member, former, other = people
    return {
        "nobody": "nobody@work.example",
        "oneself": member.email,
        "the manager on record": former.email,
        "somebody away": MemberFactory(status="absent").email,
        "a direct report": MemberFactory(line_manager=member).email,
        "somebody far below": MemberFactory(line_manager=MemberFactory(line_manager=member)).email,
        "somebody restricted elsewhere": MemberFactory(restricted=True, line_manager=other).email,
        "a restricted colleague": MemberFactory(restricted=True, line_manager=former).email,
    }[who]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nobody", "We could not find"),
        ("oneself", "your own email address"),
        ("the manager on record", "already your line manager"),
        ("somebody away", "cannot confirm this at the moment"),
        ("a direct report", "reports to you, directly or through others"),
        ("somebody far below", "reports to you, directly or through others"),
        ("somebody restricted elsewhere", "We could not find"),
        ("a restricted colleague", "We could not find"),
    ],
)
def test_who_cannot_be_it(who, words, people):
    member, *_ = people
    email = address_of(who, people)
    with pytest.raises(RuleBroken, match=words):
        actions.propose_manager(email=email, by=member.user)
    assert not ManagerProposal.objects.exists() and not Job.objects.exists()


def test_restricted_and_unknown_are_the_same_words(people):
    member, *_ = people
    said = set()
    for who in ("nobody", "somebody restricted elsewhere", "a restricted colleague"):
        candidate = queries.manager_with_email(address_of(who, people), member.user)
        said.add(queries.why_not_manager(member, candidate))
    assert said == {queries.NOT_FOUND}


def test_somebody_who_has_left_is_not_found_by_the_former_address(people):
    member, *_ = people
    left = MemberFactory()
    former_address = left.email
    Member.objects.filter(pk=left.pk).update(status="left", email=None)
    with pytest.raises(RuleBroken, match="We could not find"):
        actions.propose_manager(email=former_address, by=member.user)


def test_a_restricted_manager_further_up_can_be_proposed_by_their_own_line(people):
    member, former, _ = people
    top = MemberFactory(restricted=True)
    Member.objects.filter(pk=former.pk).update(line_manager=top)
    assert propose(member, top).proposed == top


def test_whoever_has_no_manager_need_not_say_so():
    with pytest.raises(RuleBroken, match="nothing to correct"):
        propose(MemberFactory(), None)


def test_without_an_hr_record_nothing_is_proposed():
    with pytest.raises(PermissionDenied):
        actions.propose_manager(email="x@work.example", by=UserFactory())


def test_withdraw_proposal(people):
    member, _, other = people
    proposal = propose(member, other)
    actions.withdraw_proposal(proposal=proposal, by=member.user)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.WITHDRAWN
    assert events() == ["manager.proposed", "proposal.withdrawn"]
    assert told() == set()  # nobody is asked for what is over
    assert propose(member, other)


# --- Answering -------------------------------------------------------------------------------------------------------


def test_confirm_proposal(people):
    member, former, other = people
    proposal = propose(member, other)
    actions.confirm_proposal(proposal=proposal, by=other.user)
    member.refresh_from_db()
    proposal.refresh_from_db()
    assert member.line_manager == other
    assert (proposal.status, proposal.confirmed_by) == (ProposalStatus.CONFIRMED, other.user)
    assert events() == ["manager.proposed", "proposal.confirmed", "member.manager_changed"]
    assert told(Kind.DECISION_MADE) == {(member, "Your line manager has changed")}
    assert told(Kind.LINE_CHANGED) == {(former, "Who reports to you has changed")}
    assert queries.agreed_words(proposal).startswith("You and Sam Hill agreed on ")


def test_confirm_that_there_is_none(people):
    member, former, _ = people
    proposal = propose(member, None)
    actions.confirm_proposal(proposal=proposal, by=former.user)
    member.refresh_from_db()
    assert member.line_manager is None
    assert told(Kind.DECISION_MADE) == {(member, "Your line manager has changed")}
    assert told(Kind.LINE_CHANGED) == set()


def test_decline_proposal(people):
    member, former, other = people
    proposal = propose(member, other)
    actions.decline_proposal(proposal=proposal, reason="stranger", comment="Who is it?", by=other.user)
    member.refresh_from_db()
    assert member.line_manager == former
    assert events() == ["manager.proposed", "proposal.declined"]
    told()
    message = Message.objects.get(recipient=member.user)
    assert message.facts == [["Reason", "I do not know this person"], ["In their words", "Who is it?"]]
    assert "Who is it?" not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("who", ["the member", "the manager on record", "a stranger", "the central team"])
def test_nobody_else_answers(who, people):
    member, former, other = people
    proposal = propose(member, other)
    user = {
        "the member": member.user,
        "the manager on record": former.user,
        "a stranger": MemberFactory().user,
        "the central team": central_user(),
    }[who]
    with pytest.raises(PermissionDenied):
        actions.confirm_proposal(proposal=proposal, by=user)
    with pytest.raises(PermissionDenied):
        actions.decline_proposal(proposal=proposal, reason="other", comment="", by=user)
    if who != "the member":
        with pytest.raises(PermissionDenied):
            actions.withdraw_proposal(proposal=proposal, by=user)
    assert events() == ["manager.proposed"]


def test_whoever_comes_second_is_told_what_it_is_now(people):
    member, _, other = people
    proposal = propose(member, other)
    actions.withdraw_proposal(proposal=proposal, by=member.user)
    for action, said in [
        (actions.confirm_proposal, {}),
        (actions.decline_proposal, {"reason": "stranger", "comment": ""}),
    ]:
        with pytest.raises(RuleBroken, match="This is now “withdrawn”"):
            action(proposal=proposal, by=other.user, **said)
    member.refresh_from_db()
    assert member.line_manager != other


def test_a_circle_that_came_meanwhile_is_not_confirmed(people):
    member, _, other = people
    proposal = propose(member, other)
    Member.objects.filter(pk=other.pk).update(line_manager=MemberFactory(line_manager=member))
    with pytest.raises(RuleBroken, match="manages you, directly or through others"):
        actions.confirm_proposal(proposal=proposal, by=other.user)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.PROPOSED


def test_whoever_is_away_by_now_does_not_confirm(people):
    member, _, other = people
    proposal = propose(member, other)
    Member.objects.filter(pk=other.pk).update(status="absent")
    with pytest.raises(RuleBroken, match="you are away"):
        actions.confirm_proposal(proposal=proposal, by=other.user)


# --- Settling --------------------------------------------------------------------------------------------------------


def test_settle_dispute(people):
    member, _, other = people
    proposal, central = ManagerProposalFactory(disputed=True, member=member, proposed=other), central_user()
    actions.settle_dispute(proposal=proposal, note="HR corrects it on Monday.", by=central)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.settled_by) == (ProposalStatus.SETTLED, central)
    assert events() == ["dispute.settled"]
    assert told() == {(person, "The central team has answered") for person in (member, other)}
    assert Message.objects.get(recipient=member.user).facts == [["Answer", "HR corrects it on Monday."]]
    assert Message.objects.get(recipient=member.user).kind == Kind.CASE


def test_only_the_central_team_settles_and_nobody_who_is_part_of_it(people):
    member, _, other = people
    central = central_user()
    for parties in ({"member": central.member}, {"proposed": central.member}, {"former": central.member}):
        proposal = ManagerProposalFactory(disputed=True, **parties)
        with pytest.raises(PermissionDenied):
            actions.settle_dispute(proposal=proposal, note="x", by=central)
    for user in (member.user, other.user):
        with pytest.raises(PermissionDenied):
            actions.settle_dispute(proposal=proposal, note="x", by=user)


def test_what_is_no_dispute_is_not_settled():
    with pytest.raises(RuleBroken, match="There is no dispute any more"):
        actions.settle_dispute(proposal=ManagerProposalFactory(confirmed=True), note="x", by=central_user())


# --- At once ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_each_other_at_once_make_no_circle():
    for _ in range(5):
        one, two = MemberFactory(), MemberFactory()
        asked = [(propose(one, two), two.user), (propose(two, one), one.user)]
        barrier = Barrier(2)

        @closing
        def confirm(pair, barrier=barrier):
            barrier.wait(timeout=10)
            try:
                actions.confirm_proposal(proposal=pair[0], by=pair[1])
            except RuleBroken:
                return "refused"
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(confirm, asked)) == ["done", "refused"]
        assert not Member.objects.above(one).filter(pk=one.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_confirmed_at_once_is_one_of_the_two():
    for _ in range(5):
        member, other, barrier = MemberFactory(), MemberFactory(), Barrier(2)
        proposal = propose(member, other)

        @closing
        def do(pair, barrier=barrier, proposal=proposal):
            barrier.wait(timeout=10)
            action, user = pair
            try:
                action(proposal=proposal, by=user)
            except RuleBroken:
                return "refused"
            return "done"

        pairs = [(actions.withdraw_proposal, member.user), (actions.confirm_proposal, other.user)]
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(do, pairs)) == ["done", "refused"]
        member.refresh_from_db()
        proposal.refresh_from_db()
        assert (proposal.status == ProposalStatus.CONFIRMED) == (member.line_manager == other)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_proposal():
    member, other, barrier = MemberFactory(), MemberFactory(), Barrier(4)

    @closing
    def click(_):
        barrier.wait(timeout=10)
        try:
            propose(member, other)
        except RuleBroken:
            return "refused"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == ["done", "refused", "refused", "refused"]
    assert ManagerProposal.objects.count() == Job.objects.count() == 1
