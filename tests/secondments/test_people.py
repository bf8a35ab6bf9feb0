"""Talent search: who is found by whom, what is shown of them, and how they are asked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.members.actions import change_aims, change_interests, give_consent
from apps.members.models import Look, Member
from apps.members.states import Purpose
from apps.notifications.models import Message
from apps.secondments import actions, queries
from apps.secondments.models import Approach
from apps.secondments.models.approach import MOST_ASKED
from tests.capability.factories import agreed, reporting
from tests.members.factories import ConsentFactory, MemberFactory
from tests.reading import budget, words_of
from tests.secondments.factories import host_of, opportunity_of, wants

pytestmark = pytest.mark.django_db
PEOPLE = "/secondments/people/"


@pytest.fixture
def opportunity():
    return opportunity_of()


@pytest.fixture
def host(client, opportunity):
    user = host_of(opportunity)
    client.force_login(user)
    return user


@pytest.fixture
def person():
    """An EO who wants to work somewhere else, agreed to be found, and agreed on levels with their manager."""
    member = agreed(reporting("EO")).member
    change_interests(interests="Listing and calendars", by=member.user)
    said = {"next_move": "away", "when": "now", "work": ["casework"], "how_far": "anywhere", "help_wanted": "My own"}
    change_aims(by=member.user, **said)
    give_consent(purpose=Purpose.TALENT_SEARCH, by=member.user)
    return member


def test_a_host_finds_people_by_what_they_want_and_what_they_agreed(client, host, person):
    MemberFactory()  # agreed to nothing
    other = ConsentFactory(purpose=Purpose.TALENT_SEARCH).member
    page = words_of(client.get(PEOPLE))
    assert "2 people" in page and person.name not in page and "To work somewhere else for a while" in page
    [slug] = queries.people_for(host).get(pk=person.pk).agreed[:1]
    for asked, found in [
        ({"next_move": "away"}, {person}),
        ({"next_move": "up"}, set()),
        ({"work": "casework"}, {person}),
        ({"capability": slug}, {person}),
        ({"grade": other.grade_id}, set(Member.objects.filter(grade=other.grade_id, consents__isnull=False))),
        ({"region": person.region_id, "work": "phone"}, set()),
    ]:
        assert set(queries.found_people(host, **asked)) == found, asked


def test_what_is_typed_into_the_address_is_refused_in_words(client, host):
    response = client.get(PEOPLE, {"grade": "Emperor", "page": "x"})
    assert response.status_code == 422 and "Select one of the choices given" in words_of(response)


def test_opening_somebody_names_them_and_is_told_to_them(client, host, opportunity, person):
    aim = wants(opportunity)
    page = words_of(client.get(f"{PEOPLE}{person.pk}/"))
    assert person.name in page and "Listing and calendars" in page and "My own" not in page
    assert str(opportunity) in page and aim is not None
    assert [(look.by, look.what) for look in Look.objects.filter(member=person)] == [
        (host, "your profile, in the talent search")
    ]


def test_nobody_is_found_by_their_own_manager_or_without_having_agreed(client, host, person):
    Member.objects.filter(pk=person.pk).update(line_manager=host.member)
    assert client.get(f"{PEOPLE}{person.pk}/").status_code == 404
    Member.objects.filter(pk=person.pk).update(line_manager=None)
    assert client.get(f"{PEOPLE}{person.pk}/").status_code == 200
    person.consents.update(withdrawn_at=timezone.now())
    assert client.get(f"{PEOPLE}{person.pk}/").status_code == 404


def test_whoever_offers_nothing_that_is_open_finds_nobody(client, host, opportunity, person):
    type(opportunity).objects.update(deadline="2026-01-01T00:00Z")
    assert client.get(PEOPLE).status_code == client.get(f"{PEOPLE}{person.pk}/").status_code == 403


def test_a_host_asks_once_and_the_person_has_a_message(client, host, opportunity, person):
    response = client.post(f"{PEOPLE}{person.pk}/", {"opportunity": opportunity.pk}, follow=True)
    assert "They were asked to look at" in words_of(response) and response.context["form"] is None
    actions.ask_person(opportunity=opportunity, member=person, by=host)
    message = Message.objects.get(recipient=person.user, kind="approach")
    assert message.link == opportunity.get_absolute_url() and str(host) in message.sentence
    assert Approach.objects.count() == 1


def test_a_host_asks_only_about_their_own_and_not_too_many(host, opportunity, person, monkeypatch):
    with pytest.raises(PermissionDenied):
        actions.ask_person(opportunity=opportunity_of(), member=person, by=host)
    with pytest.raises(RuleBroken, match="cannot be found"):
        actions.ask_person(opportunity=opportunity, member=MemberFactory(), by=host)
    for _ in range(MOST_ASKED):
        Approach.objects.create(opportunity=opportunity, member=MemberFactory(), by=host)
    with pytest.raises(RuleBroken, match=str(MOST_ASKED)):
        actions.ask_person(opportunity=opportunity, member=person, by=host)


def test_the_list_keeps_to_its_budget(client, host, person):
    for _ in range(3):
        ConsentFactory(purpose=Purpose.TALENT_SEARCH)
    client.get(PEOPLE)
    with budget(11):
        client.get(PEOPLE)
