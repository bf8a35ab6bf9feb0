"""On the home page: what somebody is asked about working elsewhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.secondments.actions import sign_agreement
from apps.surge.models import Offer
from tests.members.factories import MemberFactory
from tests.reading import words_of
from tests.secondments.factories import offered as offered_place
from tests.secondments.factories import written
from tests.surge.factories import offered, rostered

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client):
    """What the home page of a member says, and whether there is something to do."""

    def read(member):
        client.force_login(member.user)
        response = client.get("/")
        return [kind for kind, _ in response.context["today"].to_do], words_of(response)

    return read


def test_a_surge_offer_is_a_card_until_its_time_is_over(home):
    entry = rostered()
    offer = offered(member=entry.member)
    kinds, page = home(entry.member)
    assert kinds == ["surge_offer"] and f"It is your turn to help with “{offer.line.request.title}”" in page
    Offer.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    assert home(entry.member)[0] == []


def test_an_offered_placement_is_a_card(home):
    application = offered_place()
    kinds, page = home(application.member)
    assert kinds == ["placement_offer"] and f"You are offered “{application.opportunity}”" in page


def test_an_agreement_is_a_card_until_it_is_signed(home):
    version = written()
    member = version.agreement.application.member
    assert home(member)[0] == ["agreement"]
    sign_agreement(version=version, digest=version.digest, by=member.user)
    assert home(member)[0] == []


def test_what_others_are_asked_is_no_card(home):
    offered(), offered_place(), written()
    assert home(MemberFactory())[0] == []
