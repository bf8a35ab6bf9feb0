"""All pages of signing in: ours, in the frame, without passwords, and safe under the portal's content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from apps.accounts import urls
from tests.accounts.authenticator import app_code
from tests.accounts.pages import sign_in
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db

TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
APP = {
    "provider_id": "department",
    "name": "Department account",
    "client_id": "odp-portal",
    "secret": "secret",
    "settings": {"server_url": "http://127.0.0.1:9"},
}
FOR_ALL = ["account_login", "account_inactive", "socialaccount_login_cancelled"]
SIGNED_IN = [
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
    "socialaccount_connections",
    "usersessions_list",
]
WITH_APP = ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_view_recovery_codes"]


@pytest.fixture(autouse=True)
def provider(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {**django_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [APP]}
    }


def assert_ours(response):
    assert response.status_code == 200
    for template in response.templates:
        if template.name.endswith((".html", ".txt")) and template.origin.name != "<unknown source>":
            assert Path(template.origin.name).is_relative_to(TEMPLATES), template.origin.name
    if response["Content-Type"].startswith("text/html"):
        html = response.text
        assert "– ODP portal</title>" in html
        assert html.count("<h1") == 1
        # Nothing that a policy of "only from ourselves" would stop.
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        for tag in re.findall(r"<script[^>]*>", html):
            assert "src=" in tag or 'type="application/json"' in tag, tag
        assert 'type="password"' not in html
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("name", FOR_ALL)
def test_pages_open_to_all(client, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_somebody_signed_in(client, name):
    sign_in(client, MemberFactory().email)
    response = client.get(reverse(name))
    assert_ours(response)
    assert response["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))


@pytest.mark.parametrize("name", WITH_APP)
def test_pages_of_somebody_with_an_app(client, name, time_machine):
    time_machine.move_to("2026-03-02 09:00:00Z", tick=False)
    sign_in(client, MemberFactory().email)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.text)[1].replace(" ", "")
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert_ours(client.get(reverse(name)))


def test_no_page_asks_a_visitor_for_more_than_to_sign_in(client):
    """Every address of signing in that is not open to all leads a visitor to the sign-in page."""
    open_to_all = {*FOR_ALL, "account_request_login_code", "openid_connect_login", "openid_connect_callback"}
    steps = {"account_confirm_login_code", "mfa_authenticate", "account_signup", "mfa_login_webauthn"}
    for pattern in urls.urlpatterns:
        if pattern.name in open_to_all or not pattern.name:
            continue
        kwargs = {"pk": 1} if "pk" in pattern.pattern.converters else {}
        response = client.get(reverse(pattern.name, kwargs=kwargs))
        assert response.status_code == 302, pattern.name
        target = "/" if pattern.name == "account_logout" else "/account/login/"
        assert response.url.split("?")[0] == target, pattern.name
        assert ("?next=" in response.url) == (pattern.name not in steps | {"account_logout"}), pattern.name


def test_the_way_to_a_provider_is_open_to_forms(settings):
    """The button is a form, and browsers hold the policy against the address that its answer leads to."""
    import json
    import os
    import subprocess
    import sys

    apps = [APP | {"settings": {"server_url": "https://login.example/tenant/v2.0"}}]
    code = "from odp_portal.settings import base; print(base.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    environment = os.environ | {"OIDC_APPS": json.dumps(apps), "SECRET_KEY": "only for this test"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[\"'self'\", 'https://login.example/']"
