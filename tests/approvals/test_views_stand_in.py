from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models import StandIn
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.approvals.factories import StandInFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def requester(manager):
    return MemberFactory(given_name="Amara", family_name="Okafor", line_manager=manager)


def page(client, user, url):
    """The text of the page as this person sees it."""
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.text


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


STAND_INS = "/approvals/stand-in/"


def dates(first=1, last=9):
    days = {
        "starts_on": timezone.localdate() + timedelta(days=first),
        "ends_on": timezone.localdate() + timedelta(days=last),
    }
    return {f"{name}-{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}


def test_stand_in_list_has_both_sides(client, manager):
    for_me = StandInFactory(manager=manager, deputy__given_name="Tom", deputy__family_name="Reed")
    by_me = StandInFactory(deputy=manager, manager__given_name="Ann", manager__family_name="Lee")
    StandInFactory(manager=manager, starts_on="2020-01-01", ends_on="2020-01-09", deputy__family_name="Long-Ago")
    text = page(client, manager.user, STAND_INS)
    assert "Tom Reed" in text and "Ann Lee" in text and "Long-Ago" not in text
    for row in (for_me, by_me):
        assert f"{STAND_INS}{row.pk}/end/" in text


def test_stand_in_list_is_empty_in_plain_words(client, manager):
    assert "Nobody stands in for you, now or later." in page(client, manager.user, STAND_INS)
    assert "Nobody stands in for you" in page(
        client, GrantFactory(role=Role.CHAMPION, organisation=manager.organisation).user, STAND_INS
    )


def test_stand_in_set_from_those_near(client, manager, requester):
    boss, beside = MemberFactory(), MemberFactory()
    Member.objects.filter(pk__in=[manager.pk, beside.pk]).update(line_manager=boss)
    hidden = MemberFactory(line_manager=boss, restricted=True)
    gone = MemberFactory(line_manager=manager, status=EmploymentStatus.ABSENT)
    text = page(client, manager.user, f"{STAND_INS}new/")
    for member in (boss, beside, requester):
        assert f'value="{member.pk}"' in text
    for member in (hidden, gone, manager):
        assert f'value="{member.pk}"' not in text
    response = client.post(f"{STAND_INS}new/", {"deputy": requester.pk, **dates()}, follow=True)
    assert "Amara Okafor stands in for you and has been told." in response.text
    assert StandIn.objects.get().deputy == requester


def test_stand_in_set_by_email(client, manager):
    other = MemberFactory(organisation=manager.organisation)
    client.force_login(manager.user)
    client.post(f"{STAND_INS}new/", {"deputy": "else", "email": other.email.upper(), **dates()})
    assert StandIn.objects.get().deputy == other


def test_stand_in_set_finds_nobody_elsewhere_and_nobody_restricted(client, manager):
    elsewhere = MemberFactory(organisation=OrganisationFactory(code="HMRC"))
    hidden = MemberFactory(restricted=True)
    client.force_login(manager.user)
    said = set()
    for email in (elsewhere.email, hidden.email, "nobody@work.example"):
        response = client.post(f"{STAND_INS}new/", {"deputy": "else", "email": email, **dates()})
        assert response.status_code == 422
        said.add(
            response.text.replace(email, "").count("We could not find anybody in your department with this email")
        )
    assert said == {2}
    assert not StandIn.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"deputy": ""}, "Choose who stands in for you"),
        ({"deputy": "else"}, "Enter their work email address"),
        ({"deputy": "else", "email": "nonsense"}, "Enter an email address in the correct format"),
        (dates(-1, 3), "First day must be on or after"),
        (dates(5, 4), "Last day must be the first day or later"),
        (dates(1, 400), "Last day must be within a year of the first day"),
        ({"ends_on-day": ""}, "Last day must include a day"),
    ],
)
def test_stand_in_set_says_what_is_wrong(client, manager, requester, sent, words):
    client.force_login(manager.user)
    response = client.post(f"{STAND_INS}new/", {"deputy": requester.pk, **dates(), **sent})
    assert response.status_code == 422
    assert words in response.text
    assert not StandIn.objects.exists()


def test_stand_in_set_needs_a_record(client, manager):
    user = GrantFactory(role=Role.CHAMPION, organisation=manager.organisation).user
    assert status(client, user, f"{STAND_INS}new/") == 403


def test_stand_in_end(client, manager):
    row = StandInFactory(manager=manager)
    url = f"{STAND_INS}{row.pk}/end/"
    assert "both are told" in page(client, manager.user, url)
    assert StandIn.objects.standing().exists()
    assert client.post(url).url == STAND_INS
    assert not StandIn.objects.standing().exists()
    assert client.post(url).status_code == 409


def test_stand_in_end_of_others_is_not_there(client, manager):
    row = StandInFactory()
    assert status(client, manager.user, f"{STAND_INS}{row.pk}/end/") == 404
