"""How long a session lasts, and which pages come before all others."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.roles import Role
from apps.accounts.second_factor import DEMO_PERSON
from tests.accounts.factories import UserFactory
from tests.accounts.pages import is_signed_in
from tests.members.factories import GrantFactory, MemberFactory

pytestmark = pytest.mark.django_db

START = "2026-03-02 09:00:00Z"
HOUR = 60 * 60
OPEN_PAGE = "/account/login/"
CLOSED_PAGE = "/approvals/"


@pytest.fixture
def member():
    return MemberFactory()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


def seconds_left(client):
    return client.get("/account/session/").json()["seconds_left"]


def writes(client, path):
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


# --- How long -------------------------------------------------------------------------------------------------------


def test_half_an_hour_without_use_ends_it(client, member, clock):
    client.force_login(member.user)
    assert seconds_left(client) == 1800
    key = client.cookies["session"].value
    clock.shift(1799)
    assert is_signed_in(client)
    clock.shift(1800)
    response = client.get(CLOSED_PAGE)
    assert response.url == f"{OPEN_PAGE}?next={CLOSED_PAGE}"
    assert not is_signed_in(client)
    assert "you had not used the portal for half an hour" in client.get(OPEN_PAGE).text
    assert not Session.objects.filter(pk=key).exists()


def test_use_keeps_it_for_twelve_hours_and_no_longer(client, member, clock):
    client.force_login(member.user)
    assert is_signed_in(client)
    for _ in range(12 * 3 - 1):
        clock.shift(20 * 60)
        assert is_signed_in(client)
    assert seconds_left(client) == 20 * 60
    clock.shift(20 * 60 - 1)
    assert seconds_left(client) == 1
    clock.shift(1)
    assert not is_signed_in(client)
    assert "you signed in twelve hours ago" in client.get(OPEN_PAGE).text


def test_looking_at_pages_writes_at_most_every_five_minutes(client, member, clock):
    client.force_login(member.user)
    client.get("/account/session/")
    for _ in range(4):
        clock.shift(60)
        assert writes(client, "/account/session/") == []
    assert seconds_left(client) == 1800 - 240
    clock.shift(60)
    assert len(writes(client, "/account/session/")) == 1
    assert seconds_left(client) == 1800


def test_a_visitor_has_no_session(client):
    assert writes(client, OPEN_PAGE) == []
    assert "session" not in client.cookies
    assert not Session.objects.exists()


def test_a_post_after_the_end_changes_nothing_and_asks_to_sign_in(client, member, clock):
    client.force_login(member.user)
    is_signed_in(client)
    clock.shift(1800)
    response = client.post("/account/sessions/")
    assert response.url == f"{OPEN_PAGE}?next=/account/sessions/"


def test_a_demo_person_has_the_same_limits(client, member, clock):
    client.force_login(member.user)
    session = client.session
    session[DEMO_PERSON] = "member"
    session.save()
    assert is_signed_in(client)
    clock.shift(1800)
    assert not is_signed_in(client)


def test_signed_out_in_another_tab_asks_to_sign_in(member, clock, monkeypatch):
    client = Client()
    client.force_login(member.user)
    is_signed_in(client)
    clock.shift(5 * 60)

    def sign_out_meanwhile(request):
        Session.objects.all().delete()
        request.session._cache.clear()
        return original(request)

    from apps.accounts import urls

    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == "session_status")
    original = pattern.callback
    monkeypatch.setattr(pattern, "callback", sign_out_meanwhile)
    response = client.get("/account/session/")
    assert (response.status_code, response.url) == (302, OPEN_PAGE)


# --- Which page first -----------------------------------------------------------------------------------------------


def test_somebody_without_a_record_or_a_role_sees_what_to_do(client):
    client.force_login(UserFactory(email="guest@partner.example"))
    assert client.get(CLOSED_PAGE).url == "/account/no-record/"
    page = client.get("/account/no-record/")
    assert "We could not find your HR record" in page.text
    assert "guest@partner.example" in page.text
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/account/logout/").status_code == 200


def test_a_role_is_enough_without_a_record(client):
    user = UserFactory()
    grant = GrantFactory(user=user, role=Role.CHAMPION, organisation=MemberFactory().organisation)
    client.force_login(user)
    assert client.get(CLOSED_PAGE).status_code == 200
    assert client.get("/account/no-record/").url == "/"
    type(grant).objects.update(ends_on="2025-12-31", starts_on="2025-01-01")
    assert client.get(CLOSED_PAGE).url == "/account/no-record/"


def test_a_record_costs_no_query_to_find(client, member):
    client.force_login(member.user)
    assert client.get("/account/no-record/").url == "/"
    client.get(CLOSED_PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(CLOSED_PAGE)
    sql = [query["sql"] for query in queries]
    assert len([one for one in sql if "FROM accounts_user person" in one]) == 1
    assert not [one for one in sql if "mfa_authenticator" in one]


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.QUALITY_ASSURER, Role.HEAD_OF_PROFESSION, Role.CENTRAL])
def test_these_roles_set_up_a_second_step_before_anything_else(client, member, role):
    organisation = member.organisation if role == Role.HEAD_OF_PROFESSION else None
    GrantFactory(user=member.user, role=role, organisation=organisation)
    client.force_login(member.user)
    assert client.get(CLOSED_PAGE).url == "/account/2fa/"
    assert client.post(CLOSED_PAGE).url == "/account/2fa/"
    assert "you need a second step when you sign in" in client.get("/account/2fa/").text
    assert client.get("/health/live").status_code == 200


def test_other_people_may_do_without(client, member):
    GrantFactory(user=member.user, role=Role.CHAMPION, organisation=member.organisation)
    client.force_login(member.user)
    assert client.get(CLOSED_PAGE).status_code == 200


@pytest.mark.parametrize("demo, status", [(True, 200), (False, 302)])
def test_a_demo_person_needs_none_but_only_in_a_demonstration(client, member, settings, demo, status):
    settings.DEMO = demo
    GrantFactory(user=member.user, role=Role.CENTRAL)
    client.force_login(member.user)
    session = client.session
    session[DEMO_PERSON] = "central"
    session.save()
    assert client.get(CLOSED_PAGE).status_code == status
