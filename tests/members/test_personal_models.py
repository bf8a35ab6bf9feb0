"""What the database itself refuses of what is one's own, asked by raw SQL, and what the QuerySets find."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.members.models import Aims, Consent, Download, LearningNeeds, Look, ManagerProposal, Member
from apps.members.states import (
    ADJUSTMENT_USES,
    BEING_FOUND,
    DOWNLOAD_MOVES,
    LIVE_PROPOSALS,
    PROPOSAL_COLOURS,
    PROPOSAL_MOVES,
    DownloadStatus,
    ProposalStatus,
    Purpose,
)
from tests.accounts.factories import UserFactory
from tests.members.factories import (
    AimsFactory,
    ConsentFactory,
    DownloadFactory,
    LearningNeedsFactory,
    LookFactory,
    ManagerProposalFactory,
    MemberFactory,
    central_user,
)
from tests.members.test_models import break_it

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "change", "constraint"),
    [
        (AimsFactory, "UPDATE members_aims SET work = '{flying}'", "aims_work_is_known"),
        (LearningNeedsFactory, "UPDATE members_learningneeds SET adjustments = '{x}'", "adjustments_are_known"),
        (
            ConsentFactory,
            "INSERT INTO members_consent (member_id, purpose, given_at) SELECT member_id, purpose, now() "
            "FROM members_consent",
            "consent_one_live_per_purpose",
        ),
        (
            ConsentFactory,
            "UPDATE members_consent SET withdrawn_at = given_at - interval '1 second'",
            "consent_withdrawn_after_given",
        ),
        (
            LookFactory,
            "INSERT INTO members_look (member_id, by_id, what, day, at) SELECT member_id, by_id, what, day, now() "
            "FROM members_look",
            "look_once_a_day",
        ),
        (
            DownloadFactory,
            "INSERT INTO members_download (id, user_id, status, requested_at, file, sha256) "
            "SELECT gen_random_uuid(), user_id, status, now(), '', '' FROM members_download",
            "download_one_live_per_person",
        ),
        (DownloadFactory, "UPDATE members_download SET status = 'ready'", "download_ready_has_a_file_and_no_other"),
        (DownloadFactory, "UPDATE members_download SET file = 'x', sha256 = 'y'", "download_ready_has_a_file"),
        (
            ManagerProposalFactory,
            "UPDATE members_managerproposal SET proposed_id = member_id",
            "proposal_not_of_oneself",
        ),
        (
            ManagerProposalFactory,
            "UPDATE members_managerproposal SET proposed_id = NULL, former_id = NULL",
            "proposal_has_somebody_to_confirm",
        ),
        (
            ManagerProposalFactory,
            "UPDATE members_managerproposal SET status = 'confirmed'",
            "proposal_agreed_says_when_and_by_whom",
        ),
        (
            ManagerProposalFactory,
            "UPDATE members_managerproposal SET confirmed_at = now()",
            "proposal_agreed_says_when_and_by_whom",
        ),
        (ManagerProposalFactory, "UPDATE members_managerproposal SET status = 'declined'", "declined_says_why"),
        (ManagerProposalFactory, "UPDATE members_managerproposal SET reason = 'other'", "declined_says_why"),
        (
            lambda: ManagerProposalFactory(confirmed=True),
            "UPDATE members_managerproposal SET status = 'disputed'",
            "proposal_disputed_says_since_when",
        ),
        (
            lambda: ManagerProposalFactory(disputed=True),
            "UPDATE members_managerproposal SET status = 'settled'",
            "proposal_settled_says_when_by_whom_and_how",
        ),
        (
            lambda: ManagerProposalFactory(disputed=True),
            "UPDATE members_managerproposal SET note = 'x'",
            "proposal_settled_says_when_by_whom_and_how",
        ),
    ],
)
def test_it_cannot_be_so(make, change, constraint):
    make()
    with pytest.raises(IntegrityError, match=constraint):
        break_it(change)


@pytest.mark.parametrize("status", LIVE_PROPOSALS)
def test_a_member_has_one_live_proposal(status):
    traits = {} if status == ProposalStatus.PROPOSED else {str(status): True}
    proposal = ManagerProposalFactory(**traits)
    with pytest.raises(IntegrityError, match="proposal_one_live_per_member"):
        ManagerProposalFactory(member=proposal.member)


def test_what_was_withdrawn_can_be_given_again():
    first = ConsentFactory(withdrawn_at=timezone.now() + datetime.timedelta(hours=1))
    assert ConsentFactory(member=first.member).withdrawn_at is None


@pytest.mark.parametrize("moves", [PROPOSAL_MOVES, DOWNLOAD_MOVES])
def test_every_status_has_its_moves_and_they_end_somewhere(moves):
    statuses = set(type(next(iter(moves))))
    assert set(moves) == statuses
    assert all(targets <= statuses for targets in moves.values())
    assert [status for status in moves if not moves[status]]


def test_every_status_of_a_proposal_has_a_colour():
    assert set(PROPOSAL_COLOURS) == set(ProposalStatus)


def test_every_purpose_is_of_one_sort():
    assert {*BEING_FOUND, *ADJUSTMENT_USES} == set(Purpose)
    assert not set(BEING_FOUND) & set(ADJUSTMENT_USES)


# --- Whose they are --------------------------------------------------------------------------------------------------


def test_what_one_says_of_oneself_is_visible_to_nobody_else():
    manager, central = MemberFactory(), central_user()
    member = MemberFactory(line_manager=manager)
    for factory, model in [(AimsFactory, Aims), (LearningNeedsFactory, LearningNeeds), (LookFactory, Look)]:
        row = factory(member=member)
        assert list(model.objects.visible_to(member.user)) == [row]
        for other in (manager.user, central, UserFactory()):
            assert not model.objects.visible_to(other).exists()


def test_the_central_team_sees_who_agrees_to_be_found_and_not_who_shares_adjustments():
    central, consents = central_user(), {purpose: ConsentFactory(purpose=purpose) for purpose in Purpose}
    seen = set(Consent.objects.visible_to(central))
    assert seen == {consents[purpose] for purpose in BEING_FOUND}
    for consent in consents.values():
        assert list(Consent.objects.visible_to(consent.member.user)) == [consent]


def test_a_download_is_visible_to_its_person():
    download = DownloadFactory()
    assert list(Download.objects.visible_to(download.user)) == [download]
    assert not Download.objects.visible_to(central_user()).exists()


def test_a_proposal_is_visible_to_both_and_the_central_team_and_to_the_former_manager_once_it_has_an_effect():
    former = MemberFactory()
    proposal = ManagerProposalFactory(member=MemberFactory(line_manager=former))

    def sees(user):
        return ManagerProposal.objects.visible_to(user).filter(pk=proposal.pk).exists()

    assert all(sees(user) for user in (proposal.member.user, proposal.proposed.user, central_user()))
    assert not sees(former.user) and not sees(MemberFactory().user) and not sees(UserFactory())
    ManagerProposal.objects.update(status="confirmed", confirmed_at=timezone.now(), confirmed_by=UserFactory())
    assert sees(former.user)


def test_that_there_is_no_manager_is_visible_to_the_one_on_record_at_once():
    former = MemberFactory()
    ManagerProposalFactory(member=MemberFactory(line_manager=former), proposed=None)
    assert ManagerProposal.objects.visible_to(former.user).exists()


# --- Restricted people -----------------------------------------------------------------------------------------------


@pytest.fixture
def line():
    """Two above and two below somebody who is restricted, and a colleague under the same manager."""
    top = MemberFactory()
    above = MemberFactory(line_manager=top)
    hidden = MemberFactory(line_manager=above, restricted=True)
    below = MemberFactory(line_manager=hidden)
    return {
        "top": top,
        "above": above,
        "hidden": hidden,
        "below": below,
        "far below": MemberFactory(line_manager=below),
        "colleague": MemberFactory(line_manager=above),
        "stranger": MemberFactory(),
    }


@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("top", True),
        ("above", True),
        ("hidden", True),
        ("below", True),
        ("far below", True),
        ("colleague", False),
        ("stranger", False),
    ],
)
def test_a_restricted_person_is_found_by_their_line_alone(line, who, finds):
    found = Member.objects.findable_by(line[who].user)
    assert found.filter(pk=line["hidden"].pk).exists() == finds
    assert found.count() == len(line) - (not finds)


def test_the_central_team_finds_everybody_and_an_account_without_a_record_only_who_is_not_restricted(line):
    assert Member.objects.findable_by(central_user()).filter(pk=line["hidden"].pk).exists()
    assert not Member.objects.findable_by(UserFactory()).filter(restricted=True).exists()
    assert Member.objects.findable_by(UserFactory()).filter(restricted=False).exists()


def test_above_is_the_line_upwards_and_ends_in_a_circle_too(line):
    assert set(Member.objects.above(line["far below"])) == {line[who] for who in ("below", "hidden", "above", "top")}
    assert not Member.objects.above(line["top"]).exists()
    Member.objects.filter(pk=line["top"].pk).update(line_manager=line["below"])
    assert line["hidden"] in Member.objects.above(line["hidden"])


def test_consenting_are_those_in_post_who_agree_today_and_are_not_restricted():
    agreed = ConsentFactory()
    ConsentFactory(withdrawn_at=timezone.now() + datetime.timedelta(hours=1))
    ConsentFactory(purpose=Purpose.TALENT_SEARCH)
    ConsentFactory(member__restricted=True)
    ConsentFactory(member__status="absent")
    ConsentFactory(member__status="left", member__email=None, member__user=None)
    assert list(Member.objects.consenting(Purpose.MENTORING)) == [agreed.member]


def test_over_are_downloads_whose_week_is_over():
    week_ago = timezone.now() - datetime.timedelta(days=7)
    DownloadFactory(ready=True)
    DownloadFactory()
    old = DownloadFactory(ready=True, ready_at=week_ago)
    stuck = DownloadFactory()
    Download.objects.filter(pk=stuck.pk).update(requested_at=week_ago)
    Download.objects.filter(pk=DownloadFactory().pk).update(status=DownloadStatus.REMOVED, requested_at=week_ago)
    assert set(Download.objects.over()) == {old, stuck}
