"""Signing in with the account of one's organisation, against a real provider: whole flows, over HTTP where it is."""

import re
from datetime import timedelta

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.core import mail
from django.utils import timezone

from apps.accounts.models import User
from apps.core.models import AuditEvent
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.pages import code_in_mail, is_signed_in, sign_in
from tests.members.factories import MemberFactory
from tests.system.oidc_provider import Provider

pytestmark = pytest.mark.django_db

LOGIN = "/account/oidc/department/login/"
CALLBACK = "/account/oidc/department/login/callback/"
CONNECTIONS = "/account/3rdparty/"
AMARA = {"sub": "amara-1", "email": "amara@work.example", "email_verified": True, "name": "Amara Okafor"}


@pytest.fixture
def provider(settings):
    with Provider() as provider:
        provider.person = AMARA
        use(settings, provider.app())
        yield provider


def use(settings, *apps):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {**django_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": list(apps)}
    }


@pytest.fixture
def member():
    return MemberFactory(user=None, email="amara@work.example")


def go(client, path=LOGIN):
    """Press the button, be sent to the provider, come back: the answer of the portal at the end."""
    response = client.post(path)
    assert response.status_code == 302, response.text
    back = requests.get(response.url, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


# --- The first time --------------------------------------------------------------------------------------------------


def test_the_first_sign_in_claims_the_record(client, provider, member):
    page = client.get("/account/login/")
    assert "Sign in with Department account" in page.text
    action = re.search(r'action="(/account/oidc/[^"]+)"', page.text)[1].replace("&amp;", "&")
    assert go(client, action).url == "/"
    assert is_signed_in(client)
    member.refresh_from_db()
    assert member.claimed_at
    account = SocialAccount.objects.get()
    assert account.user == member.user
    assert account.uid == f"{provider.issuer} amara-1"
    assert account.extra_data["userinfo"] == {
        "sub": "amara-1",
        "email": AMARA["email"],
        "name": "Amara Okafor",
        "iss": provider.issuer,
    }
    assert AuditEvent.objects.filter(event="connection.added", by=member.user).count() == 1
    assert AuditEvent.objects.filter(event="record.claimed", by=member.user).count() == 1


def test_later_it_is_the_subject_that_counts_and_no_address(client, provider, member):
    go(client)
    client.post("/account/logout/")
    provider.person = {"sub": "amara-1"}
    assert go(client).url == "/"
    assert client.session["_auth_user_id"] == str(Member.objects.get().user_id)
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_a_subject_as_long_as_they_may_be_is_known_again(client, provider, member):
    for sub in ["s" * 255, "s" * 254 + "t"]:
        provider.person = AMARA | {"sub": sub}
        response = go(client)
        client.post("/account/logout/")
    assert response.status_code == 403
    provider.person = AMARA | {"sub": "s" * 255}
    assert go(client).url == "/"


def test_it_goes_back_to_where_one_was(client, provider, member):
    assert go(client, f"{LOGIN}?next=/me/record/").url == "/me/record/"
    client.post("/account/logout/")
    assert go(client, f"{LOGIN}?next=//evil.example").url == "/"


def test_an_account_made_for_somebody_but_never_used_is_theirs(client, provider):
    member = MemberFactory(email="amara@work.example", claimed_at=None)
    assert go(client).url == "/"
    assert client.session["_auth_user_id"] == str(member.user_id)


# --- Refused ---------------------------------------------------------------------------------------------------------


def assert_refused(client, response, words, status=403):
    assert response.status_code == status
    assert words in response.text
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_alone_never_opens_an_account_in_use(client, provider, member):
    sign_in(client, member.email)
    client.post("/account/logout/")
    assert_refused(client, go(client), "Sign in with a code by email")


def test_an_unknown_address_is_refused(client, provider):
    assert_refused(client, go(client), "No HR record in operational delivery has the email address")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": ""},
        {"email": "no address"},
    ],
)
def test_an_address_that_nobody_vouches_for_is_refused(client, provider, member, claims):
    provider.person = AMARA | claims
    assert_refused(client, go(client), "did not confirm an email address for you")
    assert not User.objects.exists()


def test_a_provider_may_be_trusted_for_the_domains_of_its_department(client, provider, member, settings):
    use(settings, provider.app(verified_email=["work.example"]))
    provider.person = {"sub": "x", "email": "amara@other.example"}
    MemberFactory(user=None, email="amara@other.example")
    assert_refused(client, go(client), "did not confirm an email address for you")
    provider.person = {"sub": "amara-1", "email": "amara@work.example"}
    assert go(client).url == "/"


def test_another_subject_with_the_same_address_is_refused(client, provider, member):
    go(client)
    client.post("/account/logout/")
    provider.person = AMARA | {"sub": "amara-2"}
    response = go(client)
    assert response.status_code == 403
    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == 1


def test_the_same_subject_of_another_provider_is_somebody_else(client, provider, member, settings):
    go(client)
    client.post("/account/logout/")
    with Provider() as other:
        other.person = AMARA
        use(settings, other.app())
        assert go(client).status_code == 403
        assert not is_signed_in(client)


def test_a_leaver_is_refused(client, provider, member):
    go(client)
    client.post("/account/logout/")
    Member.objects.update(status=EmploymentStatus.LEFT, email=None)
    assert go(client).url == "/account/inactive/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("fault", ["other issuer", "other audience", "expired", "other person", "no identity"])
def test_what_the_provider_says_is_checked(client, provider, member, fault):
    provider.faults = {fault}
    assert_refused(client, go(client), "did not confirm who you are", status=401)


def test_a_state_that_was_not_given_out_is_refused(client, provider, member):
    back = requests.get(client.post(LOGIN).url, allow_redirects=False, timeout=5).headers["Location"]
    forged = re.sub(r"state=\w+", "state=forged", back).removeprefix("http://testserver")
    assert_refused(client, client.get(forged), "did not confirm who you are", status=401)
    # Nor does an answer work in the browser of somebody else, or twice.
    other = type(client)()
    assert_refused(other, other.get(back.removeprefix("http://testserver")), "did not confirm", status=401)
    assert client.get(back.removeprefix("http://testserver")).url == "/"
    client.post("/account/logout/")
    client.get(back.removeprefix("http://testserver"))
    assert not is_signed_in(client)


def test_giving_up_leads_back(client, provider, member):
    provider.faults = {"cancelled"}
    response = go(client)
    assert response.url == "/account/3rdparty/login/cancelled/"
    assert "You have not signed in" in client.get(response.url).text


def test_a_provider_that_is_down_is_a_page_that_says_so(client, provider, member):
    back = requests.get(client.post(LOGIN).url, allow_redirects=False, timeout=5).headers["Location"]
    provider.faults = {"down"}
    for response in [client.post(LOGIN), client.get(back.removeprefix("http://testserver"))]:
        assert response.status_code == 503
        assert "did not answer in time" in response.text
    assert client.get("/account/login/").status_code == 200


def test_looking_at_the_button_starts_nothing(client, provider):
    page = client.get(LOGIN)
    assert "You will go to Department account to sign in there" in page.text
    assert client.get("/account/oidc/unknown/login/").status_code == 404
    assert client.get(CALLBACK).status_code == 401


def test_without_a_provider_there_is_no_button(client, settings):
    use(settings)
    assert "Sign in with" not in re.sub("Sign in with (your|a|as)", "", client.get("/account/login/").text)


# --- Connected by its owner ------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, member):
    sign_in(client, member.email)
    member.refresh_from_db()
    return member


def test_its_owner_connects_and_disconnects_it(client, provider, signed_in):
    provider.person = AMARA | {"sub": "private-1", "email": "amara@home.example"}
    assert go(client, f"{LOGIN}?process=connect").url == CONNECTIONS
    page = client.get(CONNECTIONS)
    assert "You can now sign in with this account" in page.text
    assert "amara@home.example" in page.text
    client.post("/account/logout/")
    assert go(client).url == "/"
    assert client.session["_auth_user_id"] == str(signed_in.user_id)
    # Taking away the only one is fine: a code by mail always works.
    account = SocialAccount.objects.get()
    assert client.post(CONNECTIONS, {"account": account.pk}).url == CONNECTIONS
    assert not SocialAccount.objects.exists()
    for event in ["connection.added", "connection.removed"]:
        assert AuditEvent.objects.filter(event=event, by=signed_in.user).count() == 1


def test_connecting_takes_a_recent_sign_in(client, provider, signed_in, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=301))
    response = go(client, f"{LOGIN}?process=connect")
    assert response.url == "/account/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post(response.url, {"action": "send"})
    assert client.post(response.url, {"code": code_in_mail()}).url == CONNECTIONS
    assert SocialAccount.objects.get().user == signed_in.user


def test_what_belongs_to_somebody_else_is_not_connected(client, provider, signed_in):
    go(client, f"{LOGIN}?process=connect")
    client.post("/account/logout/")
    other = MemberFactory(email="other@work.example")
    sign_in(client, other.email)
    go(client, f"{LOGIN}?process=connect")
    assert "already belongs to somebody else" in client.get(CONNECTIONS).text
    assert SocialAccount.objects.get().user == signed_in.user


def test_nobody_disconnects_what_is_not_theirs(client, provider, signed_in):
    go(client, f"{LOGIN}?process=connect")
    client.post("/account/logout/")
    sign_in(client, MemberFactory(email="other@work.example").email)
    assert client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk}).status_code == 422
    assert SocialAccount.objects.exists()


def test_a_stranger_cannot_connect(client, provider):
    response = go(client, f"{LOGIN}?process=connect")
    assert response.url == CONNECTIONS
    assert not SocialAccount.objects.exists()
    assert not is_signed_in(client)
    assert not mail.outbox
