"""What is wrong with a page that somebody reached: every journey asks this of every page."""

import re
from functools import cache
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve

TITLE = re.compile(r"(Error: )?\S.* – ODP portal")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = "options => axe.run(document, options).then(results => results.violations)"
PHONE = {"width": 320, "height": 640}
# A page is in another state when it is made of other kinds of parts, not when a table has more rows.
PARTS = """[...new Set(
  Array.from(document.querySelectorAll("body *"),
    part => `${part.tagName} ${part.getAttribute("class")} ${part.open ? "open" : ""}`)
)].sort().join()"""
AT_A_GLANCE = f"""() => [
  document.title,
  document.querySelectorAll("h1").length,
  document.querySelector(".govuk-error-summary") !== null,
  {PARTS},
]"""
WIDTH = "() => document.documentElement.scrollWidth"
# By how much, and what it is that sticks out.
STICKS_OUT = """width => Array.from(document.querySelectorAll("body *"))
  .filter(part => part.getBoundingClientRect().right > width + 1 && !part.closest(".app-table-scroll"))
  .slice(0, 3).map(part => part.outerHTML.slice(0, 120))"""


class Seen(set):
    """The states of pages that have been looked at thoroughly in this run, and how many looks there were in all."""

    looks = 0


@cache
def seen():
    return Seen()


def faults_of(page, *, problems=(), javascript=True):
    """Everything that is wrong with the page, a line for each. `problems` is what the browser wrote to its console."""
    title, headings, has_errors, _ = page.evaluate(AT_A_GLANCE)
    return [*_quick_faults(title, headings, has_errors), *problems, *_slow_faults(page, javascript)]


def new_faults_of(page, *, problems=(), javascript=True, thorough=True):
    """The same, but what takes long is looked for only once in each state of a page.

    Not `thorough`: and only where there are errors. Without errors test_every_page.py looks at every page there is.
    """
    title, headings, has_errors, parts = page.evaluate(AT_A_GLANCE)
    state, known = (_name_of(page.url), javascript, parts), seen()
    slow = [] if state in known or not (thorough or has_errors) else _slow_faults(page, javascript)
    known.add(state)
    known.looks += 1
    return [*_quick_faults(title, headings, has_errors), *problems, *slow]


def _name_of(url):
    """The page as the URL conf names it, whatever it is about."""
    path = urlsplit(url).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return "not found"


def _quick_faults(title, headings, has_errors):
    if not TITLE.fullmatch(title):
        yield f"title “{title}”"
    if has_errors != title.startswith("Error: "):
        yield f"title “{title}” with {'an' if has_errors else 'no'} error summary"
    if headings != 1:
        yield f"{headings} h1"


def _slow_faults(page, javascript):
    yield from _too_wide_for_a_phone(page)
    if javascript:  # axe is a script of the page
        yield from _axe_findings(page)


def _too_wide_for_a_phone(page):
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    width = page.evaluate(WIDTH)
    if width > PHONE["width"]:
        yield f"{width}px wide on a phone: {page.evaluate(STICKS_OUT, PHONE['width'])}"
    page.set_viewport_size(before)


def _axe_findings(page):
    page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    for violation in page.evaluate(AXE, options):
        for node in violation["nodes"]:
            yield f"axe {violation['id']}: {node['html'][:200]}"
