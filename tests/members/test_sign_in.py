"""Signing in by an emailed code, and whose record it opens."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from apps.accounts.models import User
from apps.core.models import AuditEvent
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.accounts.pages import (
    CONFIRM,
    SIGN_IN,
    ask_for_code,
    code_in_mail,
    enter_code,
    is_signed_in,
    sign_in,
)
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory(user=None, email="amara@work.example", given_name="Amara", family_name="Okafor")


# --- The way in -----------------------------------------------------------------------------------------------------


def test_a_code_signs_in_and_claims_the_record(client, member):
    response = ask_for_code(client, "Amara@Work.Example")
    assert (response.status_code, response.url) == (302, CONFIRM)
    [message] = mail.outbox
    assert message.to == ["amara@work.example"]
    response = enter_code(client, code_in_mail())
    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)
    member.refresh_from_db()
    assert member.claimed_at
    assert (member.user.email, member.user.name) == ("amara@work.example", "Amara Okafor")
    assert AuditEvent.objects.filter(event="record.claimed", by=member.user).count() == 1


def test_the_second_sign_in_claims_nothing(client, member):
    sign_in(client, member.email)
    claimed_at = Member.objects.get().claimed_at
    client.post("/account/logout/")
    sign_in(client, member.email)
    assert Member.objects.get().claimed_at == claimed_at
    assert User.objects.count() == 1
    assert AuditEvent.objects.filter(event="record.claimed").count() == 1


def test_the_mail_says_what_it_must_and_names_nobody(client, member):
    ask_for_code(client, member.email)
    [message] = mail.outbox
    assert message.subject == "Your code to sign in to the ODP portal"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for text in (message.body, html):
        assert "10 minutes" in text
        assert "ever ask you for this code" in text
        assert not re.search("Amara|Okafor|http", text)
        assert code_in_mail() in text


def test_it_goes_back_to_where_one_was(client, member):
    response = client.get(f"{SIGN_IN}?next=/me/record/%3Fa=1")
    assert 'name="next" value="/me/record/?a=1"' in response.text
    response = ask_for_code(client, member.email, next="/me/record/?a=1")
    assert response.url == f"{CONFIRM}?next=%2Fme%2Frecord%2F%3Fa%3D1"
    assert enter_code(client, code_in_mail(), next="/me/record/?a=1").url == "/me/record/?a=1"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\t//evil.example",
    ],
)
def test_it_never_leads_elsewhere(client, member, target):
    ask_for_code(client, member.email, next=target)
    assert enter_code(client, code_in_mail(), next=target).url == "/"
    assert client.post("/account/logout/", {"next": target}).url == "/"


def test_someone_invited_comes_in_without_a_record(client):
    user = UserFactory(email="guest@partner.example")
    sign_in(client, "guest@partner.example")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_there_are_no_passwords(client, member):
    assert "password" not in re.sub("You do not need a password", "", client.get(SIGN_IN).text)
    user = UserFactory(email="old@work.example")
    user.set_password("correct horse")
    user.save()
    assert not client.login(email=user.email, username=user.email, password="correct horse")
    client.post(SIGN_IN, {"login": user.email, "password": "correct horse"})
    assert not is_signed_in(client)
    for path in [
        "password/reset/",
        "password/change/",
        "password/set/",
        "email/",
        "confirm-email/",
        "3rdparty/signup/",
    ]:
        assert client.get(f"/account/{path}").status_code == 404, path
    assert client.get("/account/signup/").url == SIGN_IN
    assert client.get("/account/login/code/").url == SIGN_IN


# --- Nobody learns whom we know -------------------------------------------------------------------------------------


def _without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def test_known_and_unknown_addresses_look_the_same(client, django_assert_max_num_queries, member):
    pages = []
    for address in ["amara@work.example", "nobody@work.example"]:
        client.cookies.clear()
        mail.outbox.clear()
        answers = [
            ask_for_code(client, address),
            client.get(CONFIRM),
            enter_code(client, "0000 0000"),
            enter_code(client, "0000 0001"),
            enter_code(client, "0000 0002"),
            client.get(SIGN_IN),
        ]
        assert len(mail.outbox) == 1
        pages.append(
            [
                (
                    page.status_code,
                    page.get("Location"),
                    sorted(page.headers),
                    _without_tokens(page).replace(address, "X"),
                )
                for page in answers
            ]
        )
    assert pages[0] == pages[1]
    assert User.objects.count() == 1


def test_an_unknown_address_gets_a_mail_without_a_code(client):
    ask_for_code(client, "nobody@work.example")
    [message] = mail.outbox
    assert message.subject == "Signing in to the ODP portal"
    assert "There is no code" in message.body
    assert not re.search(r"\d{4}|http", message.body)
    enter_code(client, "")
    assert not is_signed_in(client)


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"nobody@work.example": (550, b"no such mailbox")})


def test_the_mail_server_tells_nobody_either(client, settings, member):
    settings.EMAIL_BACKEND = "tests.members.test_sign_in.RefusingBackend"
    for address in [member.email, "nobody@work.example"]:
        assert ask_for_code(client, address).url == CONFIRM


def test_mail_that_cannot_be_sent_is_a_page_that_says_so(client, settings, member):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for address in [member.email, "nobody@work.example"]:
        response = ask_for_code(client, address)
        assert response.status_code == 503
        assert "We could not send the email" in response.text
    assert client.get(CONFIRM).status_code == 302


# --- Limits ---------------------------------------------------------------------------------------------------------


def test_the_fourth_try_is_refused_even_if_it_is_right(client, member):
    ask_for_code(client, member.email)
    for _ in range(2):
        response = enter_code(client, "0000 0000")
        assert response.status_code == 422
        assert "That code is not right" in response.text
    response = enter_code(client, "0000 0000")
    assert response.url == SIGN_IN
    assert "You have tried too many times" in client.get(SIGN_IN).text
    enter_code(client, code_in_mail())
    assert not is_signed_in(client)


def test_a_code_lasts_ten_minutes(client, member, time_machine):
    time_machine.move_to("2026-03-02 09:00:00Z", tick=False)
    ask_for_code(client, member.email)
    time_machine.shift(601)
    response = enter_code(client, code_in_mail())
    assert response.url == SIGN_IN
    assert "Your code is no longer valid" in client.get(SIGN_IN).text
    assert not is_signed_in(client)
    ask_for_code(client, member.email)
    time_machine.shift(599)
    enter_code(client, code_in_mail())
    assert is_signed_in(client)


def test_a_code_works_once(client, member):
    sign_in(client, member.email)
    client.post("/account/logout/")
    assert enter_code(client, code_in_mail()).url == SIGN_IN
    assert not is_signed_in(client)


def test_a_newer_code_ends_the_older_one(client, member):
    ask_for_code(client, member.email)
    older = code_in_mail()
    ask_for_code(client, member.email)
    assert enter_code(client, older).status_code == 422
    enter_code(client, code_in_mail())
    assert is_signed_in(client)


def test_a_code_is_good_only_where_it_was_asked_for(client, django_client, member):
    ask_for_code(client, member.email)
    code = code_in_mail()
    enter_code(django_client, code)
    assert not is_signed_in(django_client)
    MemberFactory(user=None, email="other@work.example")
    ask_for_code(django_client, "other@work.example")
    assert enter_code(django_client, code).status_code == 422
    assert not is_signed_in(django_client)


@pytest.fixture
def django_client():
    from django.test import Client

    return Client()


def test_codes_are_rationed_by_address(client, member):
    for address in [member.email, "nobody@work.example"]:
        for _ in range(3):
            assert ask_for_code(client, address).status_code == 302
        response = ask_for_code(client, address.upper())
        assert response.status_code == 422
        assert "You have asked for several codes in a short time" in response.text
    assert len(mail.outbox) == 6


def test_who_asks_is_known_behind_the_proxies(client, settings, member):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(*forwarded):
        return client.post(SIGN_IN, {"email": member.email}, headers={"X-Forwarded-For": ", ".join(forwarded)})

    assert ask("203.0.113.1").status_code == 302
    assert ask("198.51.100.7", "203.0.113.1").status_code == 422  # what the sender wrote first counts for nothing
    assert ask("203.0.113.2").status_code == 302
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert ask("203.0.113.3").status_code == 302
    assert ask("203.0.113.4").status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "amara",
        "a@b",
        "a\0b@work.example",
        "a" * 300 + "@work.example",
        "x\u202ey@work.example",
        "a@b.example\nBcc: c@d.example",
    ],
)
def test_what_is_no_address_is_said_so(client, typed):
    response = ask_for_code(client, typed)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert not mail.outbox


@pytest.mark.parametrize("typed", ["", "\0", "１２３４５６７８", "x" * 200_000, "{{7*7}}"])
def test_what_is_no_code_is_said_so(client, member, typed):
    ask_for_code(client, member.email)
    assert enter_code(client, typed).status_code == 422


@pytest.mark.parametrize("path, name", [(SIGN_IN, "email"), (CONFIRM, "code")])
def test_bytes_that_are_no_text_are_no_error_page(client, member, path, name):
    ask_for_code(client, member.email)
    form = "application/x-www-form-urlencoded"
    assert client.generic("POST", path, f"{name}=%ED%A0%80%FF".encode(), content_type=form).status_code == 422


# --- Whose record it is ---------------------------------------------------------------------------------------------


def test_a_reused_address_opens_the_new_holders_own_record(client):
    first = MemberFactory(email="j.smith@work.example", family_name="Smith the first")
    sign_in(client, "j.smith@work.example")
    client.post("/account/logout/")
    Member.objects.filter(pk=first.pk).update(email="j.smith2@work.example")
    User.objects.filter(pk=first.user_id).update(email="j.smith2@work.example")
    second = MemberFactory(user=None, email="j.smith@work.example", family_name="Smith the second")
    sign_in(client, "j.smith@work.example")
    second.refresh_from_db()
    assert client.session["_auth_user_id"] == str(second.user_id) != str(first.user_id)
    assert second.claimed_at
    client.post("/account/logout/")
    # And the first one comes in by the address they have now.
    sign_in(client, "j.smith2@work.example")
    assert client.session["_auth_user_id"] == str(first.user_id)


def test_an_address_one_had_before_opens_nothing(client):
    member = MemberFactory(email="new@work.example")
    User.objects.filter(pk=member.user_id).update(email="old@work.example")
    ask_for_code(client, "old@work.example")
    assert "There is no code" in mail.outbox[-1].body
    sign_in(client, "new@work.example")
    assert client.session["_auth_user_id"] == str(member.user_id)


def test_a_leaver_is_out_at_the_next_request_and_stays_out(client, member):
    sign_in(client, member.email)
    Member.objects.update(status=EmploymentStatus.LEFT, email=None)
    assert not is_signed_in(client)
    ask_for_code(client, "amara@work.example")
    assert "There is no code" in mail.outbox[-1].body


def test_an_account_that_was_closed_is_out_too(client, member):
    sign_in(client, member.email)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)
    ask_for_code(client, member.email)
    assert "There is no code" in mail.outbox[-1].body


def test_an_account_closed_while_the_code_was_on_its_way_stays_shut(client, member):
    ask_for_code(client, member.email)
    Member.objects.update(status=EmploymentStatus.LEFT, email=None)
    assert enter_code(client, code_in_mail()).url == "/account/inactive/"
    assert "This account is closed" in client.get("/account/inactive/").text
    assert not is_signed_in(client)


def test_somebody_invited_keeps_the_account_when_hr_gets_to_know_them(client):
    user = UserFactory(email="guest@work.example")
    sign_in(client, "guest@work.example")
    client.post("/account/logout/")
    member = MemberFactory(user=None, email="guest@work.example")
    sign_in(client, "guest@work.example")
    member.refresh_from_db()
    assert member.user_id == user.pk
    assert member.claimed_at


# --- The session ----------------------------------------------------------------------------------------------------


def test_the_session_gets_a_new_key_at_sign_in(client, member):
    ask_for_code(client, member.email)
    before = client.cookies["session"].value
    enter_code(client, code_in_mail())
    after = client.cookies["session"].value
    assert before != after
    client.cookies["session"] = before
    assert not is_signed_in(client)


def test_signing_out_takes_a_post_and_ends_the_session(client, member):
    sign_in(client, member.email)
    key = client.cookies["session"].value
    assert "Sign out of the ODP portal" in client.get("/account/logout/").text
    assert is_signed_in(client)
    assert client.post("/account/logout/").url == "/"
    client.cookies["session"] = key
    assert not is_signed_in(client)


def test_a_made_up_host_is_refused(client, member):
    assert client.get(SIGN_IN, headers={"Host": "evil.example"}).status_code == 400
    assert client.post(SIGN_IN, {"email": member.email}, headers={"Host": "evil.example"}).status_code == 400
    assert not mail.outbox
