"""The pages of what happened: findings, drill-down, downloads, saved views, the summary and what if."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.models import AuditEvent
from apps.insights import actions
from apps.insights.disclosure import publish
from apps.insights.flow import lay_out, months
from apps.insights.models import Answers, SavedView, Subscription
from apps.insights.queries.page import Block, Line
from apps.insights.states import Topic
from apps.notifications.models import Message
from tests.console.central import sign_in, sign_in_central
from tests.insights.factories import SCOPES, head_of, make_departments, make_snapshot
from tests.insights.test_flow import KINDS, row
from tests.insights.test_views import rows_of, text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
PAGES = ["/insights/", "/insights/qualifications/", "/insights/approvals/", "/insights/moves/"]
MEDIANS = {"decide": 6, "decide study": 6, "start": 4, "complete": 90}
ROWS = [
    *(row("asked", "HMPPS", count, month=month) for count, month in [(60, months(DAY)[-1]), (30, months(DAY)[2])]),
    row("started", "HMPPS", 40),
    row("started", "HMPPS", 25, month=months(DAY)[3]),
    row("decided", "HMPPS", 45, detail="agreed", days=3),
    row("decided", "HMPPS", 15, detail="refused", days=9),
    row("refused", "HMPPS", 10, detail="cover"),
    row("refused", "HMPPS", 5, detail="timing"),
    row("placed", "HMPPS", 12, thing="HO"),
    row("decided", "HO", 8, thing="release", detail="refused", days=9),
    row("refused", "HO", 8, thing="release", detail="notice"),
]


def make_flow(rows=ROWS):
    snapshot = make_snapshot()
    window = months(DAY)
    labels = [f"{month:%Y-%m}" for month in window]
    found = {scope["code"]: {"cells": {}, "medians": dict(MEDIANS), "means": {}, "months": labels} for scope in SCOPES}
    for (scope, column, measure), cell in publish(lay_out(rows, SCOPES, window, KINDS)).items():
        found[scope]["cells"].setdefault(measure, {})[column] = cell
    for scope, figures in found.items():
        Answers.objects.create(snapshot=snapshot, topic=Topic.FLOW, scope=scope, figures=figures)
    return snapshot


@pytest.fixture
def head(client):
    """Of the Ministry of Justice."""
    return sign_in(client, head_of(make_departments()["MOJ"]))


def test_the_first_page_says_uptake_against_last_year_the_slowest_step_and_why_managers_refuse(client, head):
    make_flow()
    page = text_of(client.get("/insights/"))
    assert "40 qualifications were started in the year to October 2026" in page
    assert "up from 25 the year before" in page
    assert "The slowest step before study is the manager’s decision: 6 working days or less in half the cases" in page
    assert "25% of requests are refused. The reason given most: there is no cover" in page


@pytest.mark.parametrize("address", PAGES)
def test_each_page_shows_its_scope_and_nothing_of_another_department(client, head, address):
    make_flow()
    page = text_of(client.get(address, {"of": "HMPPS"}))
    assert "HM Prison and Probation Service" in page
    assert client.get(address, {"of": "HO"}).status_code == 404
    assert client.get(address, {"of": "nowhere"}).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_page_without_anything_to_show_says_so(client, head, address):
    make_snapshot()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES[1:])
def test_before_there_are_figures_the_first_page_says_why(client, head, address):
    assert client.get(address)["Location"] == "/insights/"


def test_decisions_can_be_shown_of_one_kind(client, head):
    make_flow()
    assert "Why release to work elsewhere is refused" in text_of(client.get("/insights/approvals/"))
    page = text_of(client.get("/insights/approvals/", {"kind": "study"}))
    assert "Why release to work elsewhere is refused" not in page
    assert client.get("/insights/approvals/", {"kind": "x' OR 1=1"}).status_code == 200


@pytest.mark.parametrize(("address", "most"), [(PAGES[0], 8), (PAGES[1], 7), (PAGES[2], 7), (PAGES[3], 7)])
def test_each_page_keeps_to_its_budget(client, head, address, most):
    make_flow()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= most, [query["sql"][:90] for query in queries]


# --- Downloads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["overview", "qualifications", "approvals", "moves"])
def test_page_chart_and_files_say_the_same(client, head, page):
    make_flow()
    as_csv = rows_of(client.get(f"/insights/{page}.csv", {"purpose": "briefing"}))
    as_json = json.loads(client.get(f"/insights/{page}.json").content)["figures"]
    assert [row["Row"] for row in as_csv] == [row["Row"] for row in as_json]
    sheet = zipfile.ZipFile(io.BytesIO(client.get(f"/insights/{page}.ods").content))
    assert sheet.namelist()[0] == "mimetype"
    assert sheet.read("content.xml").decode().count("<table:table-row>") == len(as_csv) + 1
    first = AuditEvent.objects.filter(event="insights.exported").order_by("pk").first()
    assert (first.details["purpose"], first.details["rows"]) == ("briefing", len(as_csv))


def test_a_formula_is_text_in_a_spreadsheet(client, head):
    snapshot = make_flow()
    snapshot.figures["scopes"] = [scope | {"name": "=cmd()"} for scope in SCOPES]
    snapshot.save()
    content = client.get("/insights/moves.ods").content
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    assert "formula" not in sheet
    assert 'office:value-type="string"><text:p>=cmd()' in sheet


@pytest.mark.parametrize("address", ["/insights/moves.exe", "/insights/nothing.csv", "/insights/moves.csv?of=HO"])
def test_there_is_no_other_file(client, head, address):
    make_flow()
    assert client.get(address).status_code == 404
    assert not AuditEvent.objects.filter(event="insights.exported").exists()


# --- What one keeps --------------------------------------------------------------------------------------------------


def test_a_view_is_saved_shown_on_the_first_page_and_removed(client, head):
    make_flow()
    address = "/insights/approvals/?of=HMPPS&kind=study"
    answer = client.post("/insights/views/", {"name": "Prisons", "address": address})
    assert answer["Location"] == address
    assert "Prisons" in text_of(client.get("/insights/"))
    view = SavedView.objects.get()
    client.post(f"/insights/views/{view.pk}/end/")
    assert address not in client.get("/insights/").content.decode().replace("&amp;", "&")
    assert "None yet" in text_of(client.get("/insights/"))
    assert [event.event for event in AuditEvent.objects.about(view)] == ["view.saved", "view.ended"]


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/console/", "/insights/" + "x" * 400])
def test_a_view_leads_nowhere_but_to_insights(client, head, address):
    assert client.post("/insights/views/", {"name": "Mine", "address": address})["Location"] == "/insights/"


def test_a_view_needs_a_name(client, head):
    answer = client.post("/insights/views/", {"name": "", "address": "/insights/moves/"})
    assert answer.status_code in (200, 422)
    assert not SavedView.objects.exists()


def test_the_summary_comes_once_a_month_to_whoever_asked_and_may_still_read(client, head):
    actions.publish_figures(on=DAY)
    client.post("/insights/summary/", {"wanted": "yes"})
    client.post("/insights/summary/", {"wanted": "yes"})
    assert Subscription.objects.standing().count() == 1
    assert (actions.send_summaries(on=DAY), actions.send_summaries(on=DAY)) == (1, 0)
    assert Message.objects.get(kind="insights").recipient == head
    client.post("/insights/summary/", {"wanted": "no"})
    assert not Subscription.objects.standing().exists()


def test_the_summary_is_a_document(client, head):
    make_flow()
    answer = client.get("/insights/summary.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


# --- What if ---------------------------------------------------------------------------------------------------------


def test_the_central_team_sees_what_more_places_and_quicker_decisions_would_change(client):
    make_departments()
    make_flow()
    sign_in_central(client)
    page = text_of(client.get("/insights/what-if/", {"places": "50", "days": "3", "of": "MOJ"}))
    # 40 of 45 agreed are started: 89 of 100, so 44 of 50 places; three of 253 working days of 40 starts are none
    assert "About 84 starts in the first year instead of 40" in page
    assert "What this assumes" in page


@pytest.mark.parametrize("asked", [{"places": "-1", "days": "0"}, {"places": "x", "days": ""}, {"places": "9" * 30}])
def test_what_if_says_what_is_wrong_with_a_number(client, asked):
    make_departments()
    make_flow()
    sign_in_central(client)
    page = client.get("/insights/what-if/", asked).content.decode()
    assert "There is a problem" in page
    assert "starts in the first year" not in page


@pytest.mark.parametrize(
    ("cells", "is_folded"),
    [(["fewer than 5", "too few"], True), (["fewer than 5", ""], True), (["10", "too few"], False)],
)
def test_a_table_that_says_nothing_is_folded(cells, is_folded):
    block = Block("refusals", "Why study time is refused", "Too few", ["Reason", "Refused", "%"], [Line("All", cells)])
    assert block.is_folded == is_folded
