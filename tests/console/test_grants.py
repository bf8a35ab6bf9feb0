"""Roles as the central team gives and ends them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.members.actions import give_role
from apps.members.models import Grant, Member
from tests.accounts.factories import UserFactory
from tests.console.central import sign_in, sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user
from tests.reading import words_of

pytestmark = pytest.mark.django_db
GRANTS = "/console/grants/"
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def central(client):
    return sign_in_central(client)


def days(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def asked(who, role=Role.ASSESSOR, place="", starts_on=TODAY, ends_on=None):
    sent = {"who": who, "role": role, "place": place} | days("starts_on", starts_on)
    return sent | (days("ends_on", ends_on) if ends_on else {})


def shown(client, **chosen):
    return set(client.get(GRANTS, chosen).context["page"]) - set(Grant.objects.filter(role=Role.CENTRAL))


def test_roles_are_listed_and_narrowed(client, central):
    place = OrganisationFactory(code="MOJ")
    current = GrantFactory(role=Role.ASSESSOR)
    coming = GrantFactory(role=Role.CHAMPION, organisation=place, starts_on=TODAY + DAY)
    over = GrantFactory(role=Role.ASSESSOR, ends_on=TODAY - DAY)
    ended = GrantFactory(role=Role.ASSESSOR, ended_at=timezone.now(), ended_by=central)
    left = GrantFactory(user=MemberFactory(status="left", email=None, user=UserFactory()).user, role=Role.ASSESSOR)
    assert shown(client) == {current, coming, over, ended, left}
    assert shown(client, standing="current") == {current}
    assert shown(client, standing="coming") == {coming}
    assert shown(client, standing="over") == {over, ended, left}
    assert shown(client, place="MOJ") == {coming}
    assert shown(client, role="assessor", standing="current") == {current}
    for grant in Grant.objects.for_list():
        assert grant in shown(client, standing=grant.standing) or grant.role == Role.CENTRAL
    assert "No roles like this." in words_of(client.get(GRANTS, {"role": "quality_assurer"}))
    assert client.get(GRANTS, {"place": "NOWHERE"}).status_code == 422


def test_list_queries(client, django_assert_max_num_queries):
    assert_flat_queries(client, GRANTS, lambda: GrantFactory(user=MemberFactory().user, given_by=UserFactory()))
    with django_assert_max_num_queries(8):
        client.get(GRANTS)


@pytest.mark.parametrize("by", ["email", "staff_number"])
def test_give_a_role_to_somebody_who_has_not_signed_in(client, central, by):
    member = MemberFactory(user=None)
    place = OrganisationFactory(code="MOJ")
    sent = asked(getattr(member, by), Role.HEAD_OF_PROFESSION, "MOJ", TODAY, TODAY + DAY)
    response = client.post(f"{GRANTS}give/", sent, follow=True)
    assert response.redirect_chain == [(f"{GRANTS}give/check/", 302)]
    assert f"Who {member} " in words_of(response) and "Role Head of profession" in words_of(response)
    assert not Grant.objects.filter(role=Role.HEAD_OF_PROFESSION).exists()
    assert client.post(f"{GRANTS}give/check/").url == GRANTS
    grant = Grant.objects.get(role=Role.HEAD_OF_PROFESSION)
    assert grant.user == Member.objects.get(pk=member.pk).user
    assert (grant.organisation, grant.given_by, grant.starts_on, grant.ends_on) == (place, central, TODAY, TODAY + DAY)
    assert client.post(f"{GRANTS}give/check/").url == f"{GRANTS}give/"
    assert Grant.objects.filter(role=Role.HEAD_OF_PROFESSION).count() == 1


def test_a_partner_without_a_record_can_have_a_role(client):
    partner = UserFactory(email="host@company.example")
    client.post(f"{GRANTS}give/", asked(" Host@Company.example "))
    client.post(f"{GRANTS}give/check/")
    assert partner.grants.get().role == Role.ASSESSOR


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"who": ""}, "Enter work email or staff number"),
        ({"who": "nobody@work.example"}, "Nobody in the portal has that work email or staff number"),
        ({"who": "LEFT1"}, "Nobody in the portal has that work email or staff number"),
        ({"role": ""}, "Select the role"),
        ({"role": "king"}, "Select one of the choices given"),
        ({"role": "champion"}, "Select where they become champion"),
        ({"role": "central", "place": "MOJ"}, "The central team is there for every organisation"),
        ({"place": "NOWHERE"}, "Select one of the choices given"),
        (days("starts_on", TODAY - DAY), "The first day must be on or after"),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "The first day must be a real date"),
        (days("ends_on", TODAY - DAY), "The last day must be the first day or later"),
    ],
)
def test_give_says_what_is_wrong(client, change, words):
    OrganisationFactory(code="MOJ")
    MemberFactory(staff_number="LEFT1", status="left", email=None, user=None)
    response = client.post(f"{GRANTS}give/", asked(MemberFactory().email) | change)
    assert response.status_code == 422 and words in words_of(response)
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("by", ["email", "staff_number"])
def test_nobody_gives_a_role_to_themselves(client, central, by):
    response = client.post(f"{GRANTS}give/", asked(getattr(central.member, by)))
    assert response.status_code == 422 and "nobody gives a role to themselves" in words_of(response)
    session = client.session
    session["grant_typed"] = {
        "who": central.email,
        "role": "assessor",
        "place": "",
        "starts_on": "2026-01-01",
        "ends_on": None,
    }
    session.save()
    assert client.post(f"{GRANTS}give/check/").url == f"{GRANTS}give/"
    assert not Grant.objects.filter(role=Role.ASSESSOR).exists()


def test_the_action_refuses_oneself_and_whoever_is_not_of_the_central_team(client, central):
    member = MemberFactory(user=None)
    for who, by in [(central.email, central), (member.email, UserFactory())]:
        with pytest.raises(PermissionDenied):
            give_role(who=who, role=Role.ASSESSOR, by=by)
    member.refresh_from_db()
    assert member.user is None and not Grant.objects.filter(role=Role.ASSESSOR).exists()


def test_the_same_role_twice_is_a_page_that_says_so(client):
    grant = GrantFactory(user=MemberFactory().user, role=Role.ASSESSOR)
    client.post(f"{GRANTS}give/", asked(grant.user.email))
    response = client.post(f"{GRANTS}give/check/")
    assert response.status_code == 409 and "already has this role" in words_of(response)


def test_end_a_role(client, central):
    grant = GrantFactory(role=Role.ASSESSOR)
    assert "they no longer have this role" in words_of(client.get(f"{GRANTS}{grant.pk}/end/"))
    assert client.post(f"{GRANTS}{grant.pk}/end/").url == GRANTS
    grant.refresh_from_db()
    assert grant.ended_by == central
    assert AuditEvent.objects.get(event="grant.ended").by == central
    assert client.get(f"{GRANTS}{grant.pk}/end/").url == GRANTS
    assert client.post(f"{GRANTS}{grant.pk}/end/").status_code == 409


def test_a_role_that_was_ended_is_out_at_the_next_request(client):
    other, browser = central_user(), Client()
    sign_in(browser, other)
    assert browser.get("/console/").status_code == 200
    assert client.post(f"{GRANTS}{other.grants.get().pk}/end/").status_code == 302
    assert browser.get("/console/").status_code == 404
