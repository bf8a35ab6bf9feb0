from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.learning.templatetags.learning import prose


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Some *kind* **words**.", '<p class="govuk-body">Some <em>kind</em> <strong>words</strong>.</p>'),
        ("- one", '<ul class="govuk-list govuk-list--bullet">\n<li>one</li>\n</ul>'),
        ("1. one", '<ol class="govuk-list govuk-list--number">\n<li>one</li>\n</ol>'),
        ("## A heading", '<h2 class="govuk-heading-m">A heading</h2>'),
        ("### A smaller one", '<h3 class="govuk-heading-s">A smaller one</h3>'),
        ("> At a court.", '<div class="govuk-inset-text">\n<p class="govuk-body">At a court.</p>\n</div>'),
        ("Łukasz & “friends” 😀", '<p class="govuk-body">Łukasz &amp; “friends” 😀</p>'),
        ("", ""),
    ],
)
def test_prose(markdown, html):
    assert prose(markdown).strip() == html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <b onmouseover=alert(1)>b</b>",
        "<!-- comment -->",
        "<style>*{display:none}</style>",
        "<div\n>block</div>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "`<script>`",
        "    <script>indented</script>",
        "```<script>\n<script>alert(1)</script>\n```",
        "> <iframe src=x>",
        "- <svg onload=alert(1)>",
        "\\<script>",
    ],
)
def test_prose_has_no_html_of_the_author(markdown):
    html = prose(markdown)
    for tag in ["<script", "<b ", "<style", "<iframe", "<svg", "<!--", "<div\n"]:
        assert tag not in html
    assert "<div>" not in html


@pytest.mark.parametrize(
    "markdown",
    [
        "[click](https://evil.example)",
        "[click](javascript:alert(1))",
        "<https://evil.example>",
        "https://evil.example",
        "![picture](https://evil.example/x.png)",
        "[click][1]\n\n[1]: https://evil.example",
        "![picture][1]\n\n[1]: data:text/html,x",
    ],
)
def test_prose_has_no_links_and_no_pictures(markdown):
    html = prose(markdown)
    for part in ["<a ", "<img", "href", "src"]:
        assert part not in html


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&\"'`*_#-[]()!:/\\ \nabc1.", max_size=60))
def test_prose_makes_only_tags_of_its_own(markdown):
    tags = set(_tags(prose(markdown)))
    allowed = {
        "p",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "code",
        "pre",
        "hr",
        "br",
    }
    assert tags <= allowed


def _tags(html):
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append(tag)
            assert {name for name, _ in attrs} <= {"class", "start"}, attrs

    Parser().feed(html)
    return found
