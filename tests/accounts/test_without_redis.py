"""Signing in goes on while Redis is away."""

import re

import pytest

from tests.accounts.authenticator import app_code
from tests.accounts.pages import is_signed_in, sign_in
from tests.members.factories import MemberFactory


@pytest.mark.django_db
def test_codes_by_mail_and_of_an_app_still_work(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "apps.core.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/1"},
    }
    member = MemberFactory()
    sign_in(client, member.email)
    assert is_signed_in(client)
    page = client.get("/account/2fa/totp/activate/").text
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    client.post("/account/2fa/totp/activate/", {"code": app_code(secret)})
    client.post("/account/logout/")
    sign_in(client, member.email)
    client.post("/account/2fa/authenticate/", {"code": app_code(secret)})
    assert is_signed_in(client)
