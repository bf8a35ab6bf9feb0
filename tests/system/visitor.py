"""Somebody at a browser. They find things by the words on them, as people do. Every page they reach is looked at."""

import re
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.system.looks import new_faults_of

PATIENCE = 10_000  # ms: the machine may have other work


class Visitor:
    """A browser with its own cookies. `status` is that of the last page, `path` where it is, `email` who signed in.

    `thorough`: whether each page is looked at as looks.new_faults_of() says.
    """

    email = None

    def __init__(self, browser, site, *, javascript=True, thorough=True):
        self.context = browser.new_context(base_url=site, java_script_enabled=javascript, locale="en-GB")
        self.context.set_default_timeout(PATIENCE)
        self.javascript, self.thorough, self.status, self.problems = javascript, thorough, None, []
        self.page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))

    def _note(self, message):
        if message.type != "error":
            return
        # A page that says what to put right, or that there is none, is no fault of the page.
        is_page = message.location["url"].partition("#")[0] == self.page.url.partition("#")[0]
        if not (is_page and "the server responded with a status of 4" in message.text):
            self.problems.append(f"console: {message.text}")

    # --- Going somewhere ---------------------------------------------------------------------------------------------

    def opens(self, path):
        self.status = self.page.goto(path).status
        return self._looks()

    def follows(self, link):
        links = self.page.get_by_role("link", name=link, exact=True)
        places = links.evaluate_all("links => [...new Set(links.map(link => link.href))]")
        assert len(places) == 1, f"{link} leads to {places} from {self.path}"
        with self._going():
            links.first.click()
        assert self.status == 200, f"{link} leads to {self.path}, which answers {self.status}"
        return self._looks()

    def follows_first(self, link):
        """The first of those whose words begin like this: there may be more on the page."""
        with self._going():
            self.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{re.escape(link)}")).first.click()
        return self._looks()

    def presses(self, button):
        with self._going():
            self.page.get_by_role("button", name=button, exact=True).click()
        return self._looks()

    def unfolds(self, summary):
        self.page.get_by_text(summary, exact=True).first.click()
        return self._looks()

    def goes_back(self):
        """The browser's own button."""
        self.page.go_back()
        return self._looks()

    def reloads(self):
        self.status = self.page.reload().status
        return self._looks()

    @contextmanager
    def _going(self):
        with self.page.expect_navigation() as going:
            yield
        self.status = going.value.status

    def _looks(self):
        faults = new_faults_of(self.page, problems=self.problems, javascript=self.javascript, thorough=self.thorough)
        self.problems.clear()
        assert not faults, "\n".join([f"{self.path} “{self.page.title()}”:", *faults])
        return self

    # --- Filling in --------------------------------------------------------------------------------------------------

    def types(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def types_date(self, legend, date):
        parts = self.page.get_by_role("group", name=legend)
        for label, number in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
            parts.get_by_label(label, exact=True).fill(str(number))
        return self

    def chooses(self, label):
        self.page.get_by_label(label, exact=True).check()
        return self

    # --- Reading -----------------------------------------------------------------------------------------------------

    @property
    def path(self):
        return urlsplit(self.page.url).path

    @property
    def heading(self):
        return self.page.locator("h1").inner_text()

    @property
    def main(self):
        return self.page.get_by_role("main")

    def sees(self, *texts):
        for text in texts:
            expect(self.main).to_contain_text(text, use_inner_text=True)
        return self

    def sees_not(self, *texts):
        for text in texts:
            expect(self.main).not_to_contain_text(text, use_inner_text=True)
        return self

    def sees_heading(self, text):
        expect(self.page.locator("h1")).to_have_text(text, use_inner_text=True)
        return self

    def can_press(self, button):
        return self.page.get_by_role("button", name=button, exact=True).count() == 1

    def has_focus(self, locator):
        expect(locator).to_be_focused()
        return self
