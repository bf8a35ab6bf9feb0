"""A browser, and the portal it looks at. Journeys are steps: given_ what there is, when_ people do, then_ they see."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from apps.accounts.models import User
from apps.accounts.second_factor import DEMO_PERSON
from apps.console.population.people import PEOPLE
from tests.system.visitor import Visitor
from tests.system.world import start_the_day

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


@pytest.fixture(scope="package")
def chromium():
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.fail(f"There is no browser at {program}. Install Chromium, or name it in CHROMIUM.", pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright has a loop in this thread, so Django takes all that is done here for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(django_db_setup):
    """The address of the portal, which runs in a thread. Static files are its own business, as they are elsewhere."""
    server = LiveServerThread("localhost", lambda files: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@pytest.fixture(
    params=[True, pytest.param(False, marks=pytest.mark.full)], ids=["with-javascript", "without-javascript"]
)
def javascript(request):
    """The same steps are taken both ways; without a script by --full. How forms do without one is always tried."""
    return request.param


@pytest.fixture
def portal(chromium, site, transactional_db):
    """A running portal on the morning of a journey, and browsers to look at it."""
    start_the_day()
    portal = Portal(chromium, site, thorough="ODP_TEST_FULL" in os.environ)
    yield portal
    portal.close()


@pytest.fixture
def chromium_visitor(chromium, site, transactional_db):
    """chromium_visitor(user) is somebody at a browser, signed in if there is a user, in the world of the test."""
    portal = Portal(chromium, site, thorough=True)
    yield portal.visitor_for
    portal.close()


class Portal:
    def __init__(self, browser, site, thorough):
        self.browser, self.site, self.thorough, self.visitors = browser, site, thorough, []

    def visitor(self, javascript=True):
        """Somebody who has not signed in."""
        visitor = Visitor(self.browser, self.site, javascript=javascript, thorough=self.thorough)
        self.visitors.append(visitor)
        return visitor

    def demo_person(self, key, javascript=True):
        """Somebody who signs in by the list of demo people."""
        person = next(person for person in PEOPLE if person.key == key)
        visitor = self.visitor(javascript).opens("/demo/").presses(f"Sign in as {person.name}")
        visitor.email = person.email
        return visitor

    def signed_in(self, key, javascript=True):
        """The same person, where signing in is not the point."""
        return self.visitor_for(User.objects.get(email=f"{key}@demo.odp.example"), javascript)

    def visitor_for(self, user, javascript=True):
        visitor = self.visitor(javascript)
        if user is None:
            return visitor
        visitor.email, client = user.email, Client()
        client.force_login(user)
        session = client.session
        session[DEMO_PERSON] = "somebody"  # the second step has tests of its own
        session.save()
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.site}])
        return visitor

    def close(self):
        for visitor in self.visitors:
            visitor.context.close()
