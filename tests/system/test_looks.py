"""What looks at every page finds what is wrong with one, and nothing else."""

import pytest

from tests.system.looks import faults_of

GOOD = """<!doctype html>
<html lang="en">
  <head><title>Study time – ODP portal</title><style>body {{ font: 19px sans-serif }} {style}</style></head>
  <body><main><h1>Study time</h1>{body}</main></body>
</html>"""
SEEDED = {
    "missing label": ("<input name='hours'>", "", ["axe label"]),
    "low contrast": ("<p class='pale'>Hours a week</p>", ".pale { color: #bbb }", ["axe color-contrast"]),
    "small targets": (
        "<button class='tiny'>+</button><button class='tiny'>-</button>",
        ".tiny { width: 10px; height: 10px; padding: 0; margin: 0; border: 0; font-size: 8px; color: #000 }",
        ["axe target-size", "axe target-size"],
    ),
    "two h1": ("<h1>Hours</h1>", "", ["2 h1"]),
    "too wide": ("<div class='wide'>Hours</div>", ".wide { width: 400px }", ["wide on a phone"]),
    "error without a title": ("<div class='govuk-error-summary'>Enter hours</div>", "", ["an error summary"]),
    "script that fails": ("<script>nothing.at.all</script>", "", ["script: "]),
    "script that the policy stops": ("<script src='/other.js'></script>", "", ["Content Security Policy"]),
    "nothing": ("<p>Hours a week</p>", "", []),
}


@pytest.mark.parametrize("seeded", SEEDED)
def test_a_seeded_fault_is_found(portal, seeded):
    visitor = portal.visitor()
    body, style, expected = SEEDED[seeded]
    when_the_page_is(visitor, GOOD.format(body=body, style=style))
    then_the_faults_are(visitor, expected)


def test_all_of_them_together_are_found(portal):
    visitor = portal.visitor()
    names = ["missing label", "low contrast", "small targets", "two h1"]
    parts = [SEEDED[name] for name in names]
    when_the_page_is(visitor, GOOD.format(body="".join(p[0] for p in parts), style="".join(p[1] for p in parts)))
    then_the_faults_are(visitor, [fault for part in parts for fault in part[2]])


def test_a_title_must_say_where_one_is(portal):
    visitor = portal.visitor()
    when_the_page_is(visitor, GOOD.format(body="", style="").replace(" – ODP portal", ""))
    then_the_faults_are(visitor, ["title “Study time”"])


def when_the_page_is(visitor, html):
    policy = {"Content-Security-Policy": "script-src 'unsafe-inline'", "Content-Type": "text/html; charset=utf-8"}
    visitor.page.route("**/seeded/", lambda route: route.fulfill(body=html, headers=policy))
    visitor.page.goto("/seeded/")


def then_the_faults_are(visitor, expected):
    found = faults_of(visitor.page, problems=visitor.problems)
    assert len(found) == len(expected), found
    for fault in expected:
        assert any(fault in line for line in found), (fault, found)
