"""The second step with an authenticator app and recovery codes, and showing again who one is."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from tests.accounts.authenticator import app_code
from tests.accounts.pages import code_in_mail, enter_code, is_signed_in, sign_in
from tests.members.factories import GrantFactory, MemberFactory

pytestmark = pytest.mark.django_db

SETTINGS = "/account/2fa/"
ACTIVATE = "/account/2fa/totp/activate/"
DEACTIVATE = "/account/2fa/totp/deactivate/"
AUTHENTICATE = "/account/2fa/authenticate/"
CONFIRM_AGAIN = "/account/2fa/reauthenticate/"
RECOVERY_CODES = "/account/2fa/recovery-codes/"
BY_MAIL = "/account/reauthenticate/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def member():
    return MemberFactory()


def set_up(client):
    """The secret of an app that was set up through the pages."""
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", client.get(ACTIVATE).text)[1].replace(" ", "")
    response = client.post(ACTIVATE, {"code": app_code(secret)})
    assert response.status_code == 302, response.text
    return secret


@pytest.fixture
def protected(client, member, clock):
    """A member with an app, signed out, and the secret of the app."""
    sign_in(client, member.email)
    secret = set_up(client)
    client.post("/account/logout/")
    clock.shift(90)
    return member, secret


# --- An app ----------------------------------------------------------------------------------------------------------


def test_an_app_is_set_up_and_told_of(client, member, django_capture_on_commit_callbacks):
    sign_in(client, member.email)
    page = client.get(ACTIVATE)
    assert 'src="data:image/svg+xml;base64,' in page.text
    response = client.post(ACTIVATE, {"code": "000000"})
    assert response.status_code == 422
    assert "That code is not right" in response.text
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert "Set up" in client.get(SETTINGS).text
    assert AuditEvent.objects.get(event="authenticator_app.added").by == member.user
    assert mail.outbox[-1].subject == "How you sign in to the ODP portal has changed"
    assert mail.outbox[-1].to == [member.email]
    assert "An authenticator app was set up." in mail.outbox[-1].body


def test_the_database_alone_gives_no_codes(client, member):
    sign_in(client, member.email)
    secret = set_up(client)
    kept = Authenticator.objects.get(type="totp").data
    assert secret not in str(kept)
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert seed.startswith("gAAAA")


def test_a_new_secret_key_refuses_and_an_old_one_still_reads(client, protected, settings):
    member, secret = protected
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    sign_in(client, member.email)
    response = client.post(AUTHENTICATE, {"code": app_code(secret)})
    assert response.status_code == 409
    assert "The secret key of the portal has changed" in response.text
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post(AUTHENTICATE, {"code": app_code(secret)}).url == "/"


def test_signing_in_asks_for_the_second_step(client, protected):
    member, secret = protected
    response = sign_in(client, member.email)
    assert response.url == AUTHENTICATE
    assert not is_signed_in(client)
    assert client.post(AUTHENTICATE, {"code": "123"}).status_code == 422
    assert not is_signed_in(client)
    assert client.post(AUTHENTICATE, {"code": app_code(secret)}).url == "/"
    assert is_signed_in(client)


def test_where_one_was_going_is_kept_over_the_second_step(client, protected):
    member, secret = protected
    client.post("/account/login/", {"email": member.email, "next": "/me/record/"})
    enter_code(client, code_in_mail(), next="/me/record/")
    assert client.post(AUTHENTICATE, {"code": app_code(secret)}).url == "/me/record/"


@pytest.mark.parametrize("late, status", [(-30, 302), (0, 302), (30, 302), (60, 422), (-60, 422)])
def test_a_clock_may_be_half_a_minute_off(client, protected, clock, late, status):
    member, secret = protected
    sign_in(client, member.email)
    code = app_code(secret)
    clock.shift(late)
    assert client.post(AUTHENTICATE, {"code": code}).status_code == status


def test_a_code_of_the_app_works_once(client, protected, clock):
    member, secret = protected
    code = app_code(secret, at=clock_time() + 30)
    for moment, status in [(0, 302), (31, 422), (29, 422)]:
        clock.shift(moment)
        sign_in(client, member.email)
        assert client.post(AUTHENTICATE, {"code": code}).status_code == status, moment
        client.post("/account/logout/")


def clock_time():
    import time

    return time.time()


def test_guessing_is_stopped(client, protected, clock):
    member, secret = protected
    sign_in(client, member.email)
    for _ in range(5):
        client.post(AUTHENTICATE, {"code": "000000"})
    response = client.post(AUTHENTICATE, {"code": app_code(secret)})
    assert response.status_code == 422
    assert "You have tried too many times" in response.text
    clock.shift(301)
    assert client.post(AUTHENTICATE, {"code": app_code(secret)}).url == "/"


def test_one_can_sign_in_as_somebody_else_instead(client, protected):
    member, _ = protected
    other = MemberFactory()
    sign_in(client, member.email)
    response = sign_in(client, other.email)
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(other.user_id)


# --- Recovery codes ------------------------------------------------------------------------------------------------


def test_a_recovery_code_stands_in_for_the_app_once(client, protected):
    member, secret = protected
    sign_in(client, member.email)
    client.post(AUTHENTICATE, {"code": app_code(secret)})
    client.post(CONFIRM_AGAIN, {"code": app_code(secret, at=clock_time() + 30)})
    codes = re.findall(r"<li>(\d{8})</li>", client.get(RECOVERY_CODES).text)
    assert len(codes) == 10
    download = client.get(f"{RECOVERY_CODES}download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert re.findall(r"^\d{8}$", download.text, re.MULTILINE) == codes
    client.post("/account/logout/")
    sign_in(client, member.email)
    assert client.post(AUTHENTICATE, {"code": codes[3]}).url == "/"
    client.post("/account/logout/")
    sign_in(client, member.email)
    assert client.post(AUTHENTICATE, {"code": codes[3]}).status_code == 422


def test_new_recovery_codes_end_the_old_ones(client, protected, clock):
    member, secret = protected
    sign_in(client, member.email)
    client.post(AUTHENTICATE, {"code": app_code(secret)})
    clock.shift(90)
    client.post(CONFIRM_AGAIN, {"code": app_code(secret)})
    older = re.findall(r"<li>(\d{8})</li>", client.get(RECOVERY_CODES).text)
    assert "The 10 that you have left stop working" in client.get(f"{RECOVERY_CODES}generate/").text
    client.post(f"{RECOVERY_CODES}generate/")
    newer = re.findall(r"<li>(\d{8})</li>", client.get(RECOVERY_CODES).text)
    assert len(newer) == 10 and not set(older) & set(newer)
    assert AuditEvent.objects.filter(event="recovery_codes.made", by=member.user).count() == 1


# --- Which sessions have passed it -----------------------------------------------------------------------------------


def test_whoever_sets_it_up_may_go_on_at_once(client, member):
    GrantFactory(user=member.user, role=Role.ASSESSOR)
    sign_in(client, member.email)
    assert client.get("/approvals/").url == SETTINGS
    set_up(client)
    assert client.get("/approvals/").status_code == 200


def test_a_session_from_before_it_was_set_up_passes_it_first(client, member, clock):
    GrantFactory(user=member.user, role=Role.ASSESSOR)
    elsewhere = Client()
    sign_in(elsewhere, member.email)
    sign_in(client, member.email)
    secret = set_up(client)
    assert elsewhere.get("/approvals/?page=1").url == f"{CONFIRM_AGAIN}?next=%2Fapprovals%2F%3Fpage%3D1"
    clock.shift(90)
    response = elsewhere.post(CONFIRM_AGAIN, {"code": app_code(secret), "next": "/approvals/?page=1"})
    assert response.url == "/approvals/?page=1"
    assert elsewhere.get("/approvals/").status_code == 200


def test_whoever_is_given_a_role_passes_it_at_the_next_request(client, member):
    sign_in(client, member.email)
    assert client.get("/approvals/").status_code == 200
    GrantFactory(user=member.user, role=Role.QUALITY_ASSURER)
    assert client.get("/approvals/").url == SETTINGS


def test_recovery_codes_alone_are_no_second_step(client, member):
    GrantFactory(user=member.user, role=Role.ASSESSOR)
    Authenticator.objects.create(user=member.user, type="recovery_codes", data={"seed": "", "used_mask": 0})
    sign_in(client, member.email)
    assert client.get("/approvals/").url == SETTINGS


# --- Showing again who one is ----------------------------------------------------------------------------------------


def test_soon_after_signing_in_nothing_is_asked(client, member, clock):
    sign_in(client, member.email)
    clock.shift(299)
    assert client.get(ACTIVATE).status_code == 200


def test_later_a_code_by_mail_is_asked_for(client, member, clock):
    sign_in(client, member.email)
    clock.shift(300)
    response = client.get(ACTIVATE)
    assert response.url == f"{BY_MAIL}?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    page = client.get(response.url)
    assert "We will email a code" in page.text
    mail.outbox.clear()
    response = client.post(BY_MAIL, {"action": "send", "next": ACTIVATE})
    assert response.url == f"{BY_MAIL}?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    [message] = mail.outbox
    assert (message.to, message.subject) == ([member.email], "Your code to change how you sign in to the ODP portal")
    assert "We have sent a code" in client.get(response.url).text
    assert client.post(BY_MAIL, {"code": "0000 0000", "next": ACTIVATE}).status_code == 422
    assert client.post(BY_MAIL, {"code": code_in_mail(), "next": ACTIVATE}).url == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200
    clock.shift(300)
    assert client.get(ACTIVATE).status_code == 302


def test_a_code_for_signing_in_does_not_do_for_that(client, member, clock):
    sign_in(client, member.email)
    clock.shift(300)
    code = code_in_mail()
    client.post(BY_MAIL, {"action": "send"})
    assert client.post(BY_MAIL, {"code": code}).status_code == 422


def test_such_a_code_has_its_limits_too(client, member, clock):
    sign_in(client, member.email)
    clock.shift(300)
    client.post(BY_MAIL, {"action": "send"})
    for _ in range(3):
        response = client.post(BY_MAIL, {"code": "0000 0000"})
    assert response.url == BY_MAIL
    assert "You have tried too many times" in client.get(BY_MAIL).text
    code = code_in_mail()
    mail.outbox.clear()
    client.post(BY_MAIL, {"code": code})
    assert client.get(ACTIVATE).status_code == 302
    clock.shift(601)
    client.post(BY_MAIL, {"code": code_in_mail()})
    assert client.get(ACTIVATE).status_code == 302


def test_it_never_leads_elsewhere(client, member, clock):
    sign_in(client, member.email)
    clock.shift(300)
    client.post(BY_MAIL, {"action": "send", "next": "//evil.example"})
    assert client.post(BY_MAIL, {"code": code_in_mail(), "next": "//evil.example"}).url == "/"


def test_whoever_has_an_app_shows_it_and_not_a_mail(client, protected, clock, django_capture_on_commit_callbacks):
    member, secret = protected
    sign_in(client, member.email)
    client.post(AUTHENTICATE, {"code": app_code(secret)})
    clock.shift(90)
    assert client.get(DEACTIVATE).url.startswith(CONFIRM_AGAIN)
    assert client.get(BY_MAIL).url == CONFIRM_AGAIN
    assert client.post(BY_MAIL, {"action": "send"}).url == CONFIRM_AGAIN
    assert client.post(CONFIRM_AGAIN, {"code": "000000", "next": DEACTIVATE}).status_code == 422
    assert client.post(CONFIRM_AGAIN, {"code": app_code(secret), "next": DEACTIVATE}).url == DEACTIVATE
    assert client.get(DEACTIVATE).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(DEACTIVATE)
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(event="authenticator_app.removed", by=member.user).count() == 1
    assert "The authenticator app was removed." in mail.outbox[-1].body


def test_a_mail_that_cannot_be_sent_takes_nothing_back(client, member, settings, django_capture_on_commit_callbacks):
    sign_in(client, member.email)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert Authenticator.objects.filter(type="totp").exists()
    assert "Set up" in client.get(SETTINGS).text


# --- Sessions --------------------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_it(client, member):
    elsewhere = Client(
        headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537 Edg/140.0"}
    )
    sign_in(elsewhere, member.email)
    sign_in(client, member.email)
    page = client.get("/account/sessions/")
    assert "Edge on Windows" in page.text
    assert page.text.count("This one") == 1
    assert client.post("/account/sessions/").url == "/account/sessions/"
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)
    assert "Sign out everywhere else" not in client.get("/account/sessions/").text
