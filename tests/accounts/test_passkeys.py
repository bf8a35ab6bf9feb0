"""What a browser may send as a passkey. How real ones work is shown in a real browser: test_in_browser.py."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.pages import is_signed_in, sign_in
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db

ADD = "/account/2fa/webauthn/add/"
SIGN_IN = "/account/2fa/webauthn/login/"
RESPONSE = {
    "clientDataJSON": "e30",
    "authenticatorData": "AA",
    "signature": "AA",
    "userHandle": "MQ",
    "attestationObject": "AA",
}
CREDENTIALS = [
    "",
    "no JSON",
    "null",
    "0",
    "[]",
    '"text"',
    "{}",
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": RESPONSE}),
    json.dumps({"id": "A", "rawId": "A", "type": "public-key", "response": RESPONSE}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": RESPONSE | {"userHandle": "____"}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": RESPONSE | {"userHandle": None}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": RESPONSE | {"userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
        }
    ),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "_w"}}),
    '{"a": "\\u0000"}',
    '{"a": "\\ud800"}',
    "[" * 5000,
    "1e999",
    "9" * 5000,
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_what_is_no_passkey_signs_nobody_in(client, credential):
    MemberFactory()
    client.get(SIGN_IN, headers={"Accept": "application/json"})
    response = client.post(SIGN_IN, {"credential": credential})
    assert response.status_code == 302
    assert response.url == "/account/login/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_what_is_no_passkey_is_not_added(client, credential):
    sign_in(client, MemberFactory().email)
    client.get(ADD)
    response = client.post(ADD, {"name": "Phone", "credential": credential})
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_what_is_no_passkey_is_no_second_step(client, credential):
    member = MemberFactory()
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "unused"})
    assert sign_in(client, member.email).url == "/account/2fa/authenticate/"
    client.get("/account/2fa/authenticate/")
    response = client.post("/account/2fa/authenticate/", {"credential": credential})
    assert response.status_code == 422
    assert "Error: Second step" in response.text
    assert not is_signed_in(client)


def test_a_passkey_of_somebody_else_is_not_found(client):
    other = Authenticator.objects.create(user=MemberFactory().user, type="webauthn", data={"name": "Phone"})
    sign_in(client, MemberFactory().email)
    for page in ["edit", "remove"]:
        assert client.get(f"/account/2fa/webauthn/keys/{other.pk}/{page}/").status_code == 404
        assert client.post(f"/account/2fa/webauthn/keys/{other.pk}/{page}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data == {"name": "Phone"}
