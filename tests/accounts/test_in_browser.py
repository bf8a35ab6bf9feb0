"""Signing in with a real browser: passkeys, the content policy, accessibility, and the warning before the end."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect, sync_playwright

from tests.accounts.authenticator import app_code
from tests.accounts.pages import code_in_mail
from tests.members.factories import MemberFactory
from tests.system.oidc_provider import Provider

pytestmark = [pytest.mark.django_db(transaction=True)]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright has a loop of its own in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium, live_server):
    """A page on a phone. What the content policy stops, or a script trips over, fails the test."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert not problems


def add_authenticator(page, **options):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | options})


def sign_in_by_code(page, member):
    page.goto("/account/login/")
    page.get_by_label("Work email address").fill(member.email)
    page.get_by_role("button", name="Email me a code").click()
    expect(page).to_have_title("Check your email – ODP portal")
    page.get_by_label("Code").fill(code_in_mail())
    page.get_by_role("button", name="Sign in").click()


def sign_out(page):
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).not_to_have_title("Sign out – ODP portal")


def assert_accessible(page):
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    violations = Axe().run(page, options=options).response["violations"]
    assert not violations, [(page.url, one["id"], one["nodes"][0]["html"]) for one in violations]


def test_a_passkey_is_added_and_then_signs_in_alone(page):
    member = MemberFactory()
    sign_in_by_code(page, member)
    expect(page).to_have_url(re.compile("/$"))
    add_authenticator(page)
    page.goto("/account/2fa/webauthn/add/")
    assert_accessible(page)
    expect(page.get_by_text("Your browser does not offer passkeys")).to_be_hidden()
    page.get_by_label("Name of the passkey").fill("Work phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page).to_have_title("Recovery codes – ODP portal")
    assert_accessible(page)
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_text("Signs you in by itself")).to_be_visible()
    assert_accessible(page)
    sign_out(page)
    mails = len(mail.outbox)
    page.goto("/account/login/?next=/account/sessions/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_title("Where you are signed in – ODP portal")
    assert_accessible(page)
    assert len(mail.outbox) == mails


def test_a_passkey_is_the_second_step_and_shows_again_who_one_is(page):
    member = MemberFactory()
    sign_in_by_code(page, member)
    expect(page).to_have_url(re.compile("/$"))
    add_authenticator(page)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Let me sign in with this passkey alone").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page).to_have_title("Recovery codes – ODP portal")
    sign_out(page)
    sign_in_by_code(page, member)
    expect(page).to_have_title("Second step – ODP portal")
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).not_to_have_title("Second step – ODP portal")
    page.goto("/account/2fa/totp/activate/")
    expect(page).to_have_title("Confirm that it is you – ODP portal")
    page.get_by_role("link", name="Use a passkey").click()
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_title("Set up an authenticator app – ODP portal")


def test_a_passkey_that_is_not_used_is_said_in_words(page):
    page.goto("/account/login/")
    add_authenticator(page, isUserVerified=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("No passkey was used. Try again, or sign in with a code.")
    assert_accessible(page)


def test_an_app_is_set_up_by_its_picture_and_key(page):
    sign_in_by_code(page, MemberFactory())
    expect(page).to_have_url(re.compile("/$"))
    page.goto("/account/2fa/totp/activate/")
    # The picture is drawn, so the content policy lets it be.
    assert page.get_by_role("img", name="QR code").evaluate("image => image.naturalWidth > 0")
    page.get_by_text("I cannot scan the picture").click()
    assert_accessible(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill("1")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Code that the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page).to_have_title("Recovery codes – ODP portal")


def test_the_pages_are_accessible(page):
    for path in ["/account/login/", "/account/inactive/", "/account/3rdparty/login/cancelled/", "/demo/"]:
        page.goto(path)
        assert_accessible(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Email me a code").click()
    expect(page).to_have_title("Error: Sign in – ODP portal")
    assert_accessible(page)
    sign_in_by_code(page, MemberFactory())
    expect(page).to_have_url(re.compile("/$"))
    for path in ["2fa/", "2fa/webauthn/", "3rdparty/", "logout/", "sessions/", "reauthenticate/"]:
        page.goto(f"/account/{path}")
        assert_accessible(page)


def test_without_scripts_one_signs_in_by_code(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    member = MemberFactory()
    sign_in_by_code(page, member)
    expect(page).to_have_url(re.compile("/$"))
    page.goto("/account/2fa/webauthn/add/")
    expect(page.get_by_text("Your browser does not offer passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    context.close()


def test_the_account_of_the_organisation_signs_in(page, settings):
    member = MemberFactory(user=None)
    with Provider() as provider:
        provider.person = {"sub": "1", "email": member.email, "email_verified": True}
        openid_connect = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [provider.app()]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": openid_connect}
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": ["'self'", provider.issuer]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
        page.goto("/account/login/?next=/account/sessions/")
        page.get_by_role("button", name="Sign in with Department account").click()
        expect(page).to_have_title("Where you are signed in – ODP portal")
    member.refresh_from_db()
    assert member.claimed_at


def test_the_end_of_the_session_is_told_five_minutes_before(page, settings):
    settings.SESSION_IDLE_SECONDS = 302
    sign_in_by_code(page, MemberFactory())
    expect(page).to_have_url(re.compile("/$"))
    page.goto("/account/logout/")
    warning = page.get_by_text("You will be signed out in 5 minutes")
    expect(warning).to_be_hidden()
    expect(warning).to_be_visible(timeout=5000)
    assert_accessible(page)
    settings.SESSION_IDLE_SECONDS = 1800
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
