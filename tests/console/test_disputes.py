"""Disputes with the HR feed, for the central team."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.members.models import ManagerProposal
from apps.members.states import ProposalStatus
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import ManagerProposalFactory, MemberFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db
LIST = "/console/disputes/"


@pytest.fixture
def central(client):
    return sign_in_central(client)


def dispute(days=0, **fields):
    return ManagerProposalFactory(disputed=True, disputed_at=timezone.now() - timedelta(days=days), **fields)


def test_disputes_come_first_the_longest_before_the_others(client, central):
    waiting, new, old = ManagerProposalFactory(), dispute(1), dispute(3, proposed__family_name="O’Brien")
    response = client.get(LIST)
    assert list(response.context["page"]) == [old, new]
    assert "3\xa0days" in response.text and "O’Brien" in response.text
    assert list(client.get(f"{LIST}?status=proposed").context["page"]) == [waiting]
    assert set(client.get(f"{LIST}?status=").context["page"]) == {waiting, new, old}
    assert set(client.get(f"{LIST}?status=nonsense").context["page"]) == {waiting, new, old}


def test_none_yet(client, central):
    assert "There is no dispute with the HR feed." in client.get(LIST).text
    assert "There is none of these." in client.get(f"{LIST}?status=settled").text


def test_a_dispute_shows_what_happened_and_is_settled_with_a_note(client, central):
    manager = MemberFactory(given_name="Priya", family_name="Shah")
    proposal = dispute(member__line_manager=manager)
    address = f"{LIST}{proposal.pk}/"
    words = words_of(client.get(address))
    assert f"They said {proposal.proposed}" in words and "The record says now Priya Shah" in words
    response = client.post(address, {"note": " "})
    assert response.status_code == 422 and "Enter your answer" in response.text
    response = client.post(address, {"note": "HR <corrects> it."}, follow=True)
    assert response.redirect_chain == [(LIST, 302)] and "You have answered" in response.text
    page = client.get(address)
    assert "HR &lt;corrects&gt; it." in page.text and "Settle it" not in page.text
    assert f"{central} settled the dispute" in words_of(page)
    assert client.post(address, {"note": "Again."}).status_code == 409
    assert AuditEvent.objects.filter(event="dispute.settled").count() == 1


def test_whoever_is_part_of_it_does_not_settle_it(client, central):
    proposal = dispute(proposed=central.member)
    address = f"{LIST}{proposal.pk}/"
    page = client.get(address)
    assert "You are part of this" in page.text and "Send the answer" not in page.text
    assert client.post(address, {"note": "I am right."}).status_code == 403


@pytest.mark.parametrize("status", [ProposalStatus.PROPOSED, ProposalStatus.CONFIRMED])
def test_what_is_no_dispute_can_be_read(client, central, status):
    traits = {} if status == ProposalStatus.PROPOSED else {"confirmed": True}
    proposal = ManagerProposalFactory(proposed=None, member__line_manager=MemberFactory(), **traits)
    words = words_of(client.get(f"{LIST}{proposal.pk}/"))
    assert status.label in words and "They said I have no line manager" in words and "Settle it" not in words


@pytest.mark.parametrize("query", ["", "?status="])
def test_dispute_list_queries(client, central, query, django_assert_max_num_queries):
    assert_flat_queries(client, LIST + query, dispute)
    with django_assert_max_num_queries(8):
        client.get(LIST + query)


def test_it_is_not_there_for_others(client):
    proposal = dispute()
    client.force_login(proposal.member.user)
    for address in (LIST, f"{LIST}{proposal.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{proposal.pk}/", {"note": "x"}).status_code == 404
    assert ManagerProposal.objects.disputed().exists()
