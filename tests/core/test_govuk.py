"""The components are those of GOV.UK Frontend, our files hang together, and the frame of a page is whole."""

import json
import re
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from importlib.metadata import version as package_version
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from apps.core.govuk import nested, render
from apps.core.words import date_words, in_sentence, joined, time_words

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
FIXTURES = Path(__file__).parent / "fixtures" / "govuk"


class Tokens(HTMLParser):
    """HTML without what makes no difference: blanks between words, the order of attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        self.found.append(f"/{tag}")

    def handle_data(self, data):
        if words := data.split():
            self.found.append(" ".join(words))


def tokens(html):
    return Tokens(html).found


def draw(source, **context):
    return Template(source).render(Context(context))


def in_words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


# --- The contract with GOV.UK Frontend -------------------------------------------------------------------------------


def cases():
    for path in sorted(FIXTURES.glob("*.json")):
        published = json.loads(path.read_text())
        for case in published["fixtures"]:
            yield pytest.param(published["component"], case, id=f"{path.stem}: {case['name']}")


def trusted(value, name=""):
    """The parameters as someone gives them who says that the html among them is markup."""
    if isinstance(value, dict):
        return {key: trusted(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [trusted(part) for part in value]
    return mark_safe(value) if isinstance(value, str) and (name == "html" or name.endswith("Html")) else value


@pytest.mark.parametrize(("component", "case"), list(cases()))
def test_component_is_the_published_one(component, case):
    assert tokens(render(component, **trusted(case["options"]))) == tokens(case["html"])


def test_tokens_notice_a_difference():
    assert tokens('<p class="a" id="b"> x\n y </p>') == tokens('<p id="b" class="a">x y</p>')
    assert tokens('<p class="a">x</p>') != tokens('<p class="b">x</p>')
    assert tokens("<p>x</p>") != tokens("<p>y</p>")


# --- Escaping --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "params"),
    [
        ("tag", {"text": "<b>"}),
        ("inset-text", {"html": "<b>"}),
        ("details", {"summaryHtml": "<b>", "html": "<b>"}),
        ("summary-list", {"rows": [{"key": {"text": "<b>"}, "value": {"html": "<b>"}}]}),
        ("button", {"text": "<b>", "name": '"><b>', "value": '"><b>'}),
        ("input", {"id": "x", "name": "x", "label": {"text": "<b>"}, "value": '"><b>', "attributes": {"a": '"><b>'}}),
    ],
)
def test_what_nobody_called_markup_is_escaped(component, params):
    assert "<b>" not in render(component, **params)


def test_what_is_marked_safe_is_markup():
    assert "<b>x</b>" in render("inset-text", html=mark_safe("<b>x</b>"))


# --- Tags ------------------------------------------------------------------------------------------------------------


def test_nested_parameters_of_a_template():
    assert nested({"text": "a", "label__text": "b", "label__classes": "c", "attributes__data_x": 1}) == {
        "text": "a",
        "label": {"text": "b", "classes": "c"},
        "attributes": {"data-x": 1},
    }


def test_govuk_tag():
    html = draw('{% govuk "input" id="q" name="q" label__text="Search" attributes__data_x="1" %}')
    assert 'data-x="1"' in html
    assert '<label class="govuk-label" for="q">' in html


def test_status_tag():
    assert tokens(draw('{% status_tag "Agreed" "green" %}'))[0] == (
        "strong",
        [("class", "govuk-tag govuk-tag--green")],
    )
    assert tokens(draw('{% status_tag "In progress" "blue" %}'))[0] == ("strong", [("class", "govuk-tag")])


def test_status_tag_has_only_the_colours_with_a_meaning():
    with pytest.raises(ValueError, match="not pink"):
        draw('{% status_tag "Agreed" "pink" %}')


def test_button():
    html = draw('{% button "Refuse" variant="warning" name="decision" value="refuse" %}')
    (tag, attributes), words, _ = tokens(html)
    assert (tag, words) == ("button", "Refuse")
    assert dict(attributes) == {
        "type": "submit",
        "name": "decision",
        "value": "refuse",
        "class": "govuk-button govuk-button--warning",
        "data-module": "govuk-button",
        "data-prevent-double-click": "true",
    }


def test_button_that_is_a_link():
    html = draw('{% button "Start" href="/x/" variant="start" %}')
    assert 'href="/x/"' in html
    assert "govuk-button--start" in html
    assert "prevent-double-click" not in html


def test_breadcrumbs_and_back_link():
    html = draw(
        '{% breadcrumbs "Home" "/" "Qualifications" "/catalogue/" %}{% back_link "/team/" "Back to your team" %}'
    )
    assert re.findall(r'href="([^"]*)"', html) == ["/", "/catalogue/", "/team/"]
    assert in_words(html) == "Home Qualifications Back to your team"


def test_summary_list_with_rows_from_a_loop():
    html = draw(
        """{% summary_list classes="x" %}{% for key in keys %}
             {% summary_row key href="/change/" %}<b>{{ key }}</b>{% endsummary_row %}{% endfor %}
             {% if not keys %}{% summary_row "None" %}none{% endsummary_row %}{% endif %}
             {% summary_row "Manager" %}Sam{% endsummary_row %}{% endsummary_list %}""",
        keys=["Hours", "HR record", "<i>"],
    )
    assert "<b>Hours</b>" in html
    assert "<i>" not in html
    assert in_words(html).startswith("Hours Hours Change hours HR record HR record Change HR record")
    assert html.count("govuk-summary-list__row--no-actions") == 1
    assert 'class="govuk-summary-list x"' in html


def test_summary_list_within_a_row_of_another():
    html = draw(
        """{% summary_list %}{% summary_row "One" %}1{% endsummary_row %}{% summary_row "Two" %}
             {% summary_list %}{% summary_row "Inner" %}3{% endsummary_row %}{% endsummary_list %}
           {% endsummary_row %}{% endsummary_list %}"""
    )
    assert in_words(html) == "One 1 Two Inner 3"


def test_summary_list_must_be_closed():
    with pytest.raises(TemplateSyntaxError):
        Template("{% summary_list %}")


def test_task_list():
    html = draw(
        """{% task_list %}{% task "Choose units" href="/u/" status="Completed" %}
           {% task "Study time" href="/s/" status="Not started" colour="grey" hint="A week" %}{% endtask_list %}"""
    )
    assert in_words(html) == "Choose units Completed Study time A week Not started"
    assert html.count("govuk-tag--grey") == 1


def test_blocks_with_content():
    html = draw(
        """{% inset_text %}<p>a & {{ x }}</p>{% endinset_text %}{% details "More" open=True %}b{% enddetails %}
           {% warning_text %}c{% endwarning_text %}{% panel "Done" %}d{% endpanel %}
           {% notification_banner "success" id=7 %}e{% endnotification_banner %}
           {% table_scroll "Your team" %}<table></table>{% endtable_scroll %}""",
        x="<i>",
    )
    assert "<p>a & &lt;i&gt;</p>" in html
    assert '<details class="govuk-details" open>' in html
    assert "govuk-notification-banner--success" in html
    assert 'id="notification-banner-7"' in html
    assert 'role="region" aria-label="Your team" tabindex="0"' in html
    assert in_words(html) == "a & &lt;i&gt; More b ! Warning c Done d Success e"


def pages(number, count=400, address="/?q=case+work&page=2&level=3"):
    page = Paginator(range(count), 20).get_page(number)
    return draw("{% pagination page %}", page=page, request=RequestFactory().get(address))


def test_pagination_keeps_the_address():
    html = pages(2)
    links = re.findall(r'href="([^"]*)"', html)
    assert links[0] == "?q=case+work&amp;page=1&amp;level=3"
    assert links[-1] == "?q=case+work&amp;page=3&amp;level=3"
    assert in_words(html) == "Previous page 1 2 3 &ctdot; 20 Next page"
    assert html.count("aria-current") == 1


def test_pagination_has_no_way_beyond_its_ends():
    assert "Previous" not in pages(1)
    assert "Next" not in pages(20)


def test_pagination_of_one_page_is_nothing():
    assert pages(1, count=20) == ""


# --- Words -----------------------------------------------------------------------------------------------------------


def test_dates_and_times_in_words():
    assert date_words(date(2026, 3, 3)) == "3 March 2026"
    assert time_words(time(9, 40)) == "9:40am"
    assert time_words(time(14, 0)) == "2pm"
    assert time_words(time(0, 30)) == "12:30am"
    assert (time_words(time(12, 0)), time_words(time(0, 0))) == ("midday", "midnight")
    assert draw("{{ none|date_words }}{{ none|time_words }}", none=None) == ""


def test_moments_are_told_by_the_clock_on_the_wall():
    moment = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)
    assert draw("{{ moment|date_words }} {{ moment|time_words }}", moment=moment) == "1 July 2026 12:05am"


def test_words_within_a_sentence():
    assert in_sentence("Start date") == "start date"
    assert in_sentence("HR record") == "HR record"
    assert in_sentence("A level") == "A level"
    assert joined(["day"]) == "day"
    assert joined(["day", "month", "year"]) == "day, month and year"


# --- The frame and its files -----------------------------------------------------------------------------------------


def frame(**context):
    return render_to_string("base.html", context)


def test_frame_without_context():
    html = frame()
    assert "<title> – ODP portal</title>" in html
    assert "govuk-service-navigation" not in html
    assert "Your account" not in html


def test_frame_has_no_script_or_style_that_the_content_security_policy_would_refuse():
    html = frame(nav=[{"text": "Home", "href": "/"}], nav_right=[{"text": "Me", "href": "/me/"}])
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


def test_navigation():
    html = frame(
        nav=[
            {"text": "Home", "href": "/", "active": True},
            {"text": "<b>Decisions", "href": "/approvals/", "active": False, "count": 3},
        ],
        nav_right=[{"text": "Messages", "href": "/me/", "active": False, "count": 0}],
    )
    words = in_words(html)
    assert "Home &lt;b&gt;Decisions 3 waiting" in words
    assert "Messages This is" not in words
    assert "Messages Menu" in words
    assert html.count('aria-current="true"') == 1


def test_messages_are_banners():
    html = frame(messages=[Message(constants.SUCCESS, "Sent <b>"), Message(constants.INFO, "Closed on Sunday")])
    assert html.count("govuk-notification-banner--success") == 1
    assert "Sent &lt;b&gt;" in html
    ids = re.findall(r'id="(notification-banner-\d)"', html)
    assert ids == ["notification-banner-1", "notification-banner-2"]


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "409", "429", "500"])
def test_error_page_stands_without_request_or_context(page):
    html = render_to_string(f"{page}.html")
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\S.* – ODP portal</title>", html)
    assert 'href="/help/"' in html
    assert 'href="/"' in html


def test_conflict_says_why_and_the_way_back():
    html = render_to_string("409.html", {"reason": "This was <withdrawn>.", "back": "/approvals/"})
    assert "This was &lt;withdrawn&gt;." in html
    assert 'href="/approvals/"' in html


def test_error_page_of_last_resort_needs_no_list_of_static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    html = render_to_string("500.html")
    for address in re.findall(r'(?:href|src)="/static/([^"]*)"', html):
        assert (STATIC / address).is_file(), address


def test_frame_names_files_that_exist():
    addresses = re.findall(r'(?:href|src)="/static/([^"]*)"', frame())
    assert "vendor/govuk/govuk-frontend.min.css" in addresses
    for address in addresses:
        assert (STATIC / address).is_file(), address


def test_files_that_stylesheets_and_scripts_name_exist():
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        text = path.read_text()
        names = re.findall(r"url\([\"']?([^)\"']+)", text) if path.suffix == ".css" else []
        names += re.findall(r"""\bfrom\s*["']([^"']+)""", text) if path.suffix == ".js" else []
        for name in names:
            assert name.startswith("data:") or (path.parent / name).is_file(), f"{path.name} names {name}"


def test_vendored_files_are_whole_and_of_the_version_of_the_macros():
    folder = STATIC / "vendor" / "govuk"
    css, js = (folder / f"govuk-frontend.min.{kind}" for kind in ("css", "js"))
    readme = (folder / "README.md").read_text()
    version = re.search(r"GOV.UK Frontend ([\d.]+)", readme)[1]
    assert f"`govuk-frontend-jinja` {package_version('govuk-frontend-jinja')}" in readme
    assert f'--govuk-frontend-version:"{version}"' in css.read_text()
    assert f'"{version}"' in js.read_text()
    assert css.read_text().count("{") == css.read_text().count("}")
    assert (folder / "LICENCE.txt").is_file()


def test_identity_of_govuk_is_not_used():
    for path in STATIC.rglob("*"):
        assert not re.search(r"crest|crown|opengraph|\.woff", path.name), path
        if path.suffix in {".css", ".js", ".svg"}:
            assert "GDS Transport" not in path.read_text(), path
            assert "crest" not in path.read_text(), path
