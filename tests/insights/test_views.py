import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.members.models import Grant
from tests.console.central import sign_in, sign_in_central
from tests.insights.factories import COUNTED, SCOPES, head_of, make_departments, make_snapshot
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE = "/insights/uptake/"
EXPORTS = [f"/insights/{table}.csv" for table in ["organisation", "grade", "level"]]
BUDGET = 8


@pytest.fixture
def organisations():
    return make_departments()


@pytest.fixture
def head(client, organisations):
    """Of the Ministry of Justice."""
    return sign_in(client, head_of(organisations["MOJ"]))


def text_of(response):
    """The words of the page, without the frame."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline=""), strict=True))


# --- Who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, *EXPORTS])
@pytest.mark.parametrize("role", [None, Role.ASSESSOR, Role.QUALITY_ASSURER, Role.CHAMPION])
def test_to_everybody_else_there_are_no_insights(client, organisations, address, role):
    make_snapshot()
    user = MemberFactory(organisation=organisations["MOJ"]).user
    if role:
        GrantFactory(user=user, role=role, organisation=organisations["MOJ"])
    sign_in(client, user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, *EXPORTS])
def test_insights_are_for_the_signed_in(client, address):
    assert client.get(address).status_code == 302


def test_the_central_team_begins_with_everybody(client):
    make_snapshot()
    sign_in_central(client)
    page = text_of(client.get(PAGE))
    assert "All departments" in page
    assert "Home Office" in page
    assert "HM Prison and Probation Service" in page


def test_a_head_of_profession_begins_with_their_department_and_sees_no_other(client, head):
    make_snapshot()
    page = text_of(client.get(PAGE))
    assert "Ministry of Justice" in page
    assert "HM Courts and Tribunals Service" in page
    assert "Home Office" not in page
    assert "All departments" not in page


@pytest.mark.parametrize("address", [PAGE, *EXPORTS])
@pytest.mark.parametrize(
    ("code", "status"), [("MOJ", 200), ("HMPPS", 200), ("HO", 404), ("", 404), ("NOWHERE", 404), ("'--", 404)]
)
def test_a_head_of_profession_goes_down_but_not_out(client, head, address, code, status):
    make_snapshot()
    assert client.get(address, {"of": code}).status_code == status


def test_a_grant_that_ended_ends_it(client, organisations):
    make_snapshot()
    user = sign_in(client, MemberFactory().user)
    GrantFactory(user=user, role=Role.HEAD_OF_PROFESSION, organisation=organisations["MOJ"])
    assert client.get(PAGE).status_code == 200
    Grant.objects.filter(user=user).update(ends_on=date(2024, 5, 1))
    assert client.get(PAGE).status_code == 404


def test_every_link_on_the_page_leads_somewhere(client, head):
    make_snapshot()
    page = client.get(PAGE).content.decode()
    links = set(re.findall(r'href="((?:/insights/)?[^"#]*\?of=[^"]*)"', page))
    links |= {f"{address}?of=MOJ" for address in re.findall(r'formaction="([^"]*)"', page)}
    assert {"?of=HMPPS", "?of=HMCTS", "/insights/grade.csv?of=MOJ"} <= links
    for link in links:
        assert client.get(link if link.startswith("/") else PAGE + link).status_code == 200, link


def test_somebody_with_two_departments_can_go_from_one_to_the_other(client, head, organisations):
    GrantFactory(user=head, role=Role.HEAD_OF_PROFESSION, organisation=organisations["HO"])
    make_snapshot()
    page = client.get(PAGE, follow=True)
    assert "Your other figures" in text_of(page)
    assert "Back to" not in page.content.decode()
    assert "<h1" in client.get(PAGE, {"of": "MOJ"}).content.decode()


# --- What it says ----------------------------------------------------------------------------------------------------


def test_the_findings_come_first_and_lead_to_their_sections(client):
    make_snapshot()
    sign_in_central(client)
    page = client.get(PAGE).content.decode()
    findings = re.findall(r'<li><a class="govuk-link" href="#(\w+)">([^<]+)</a></li>', page)
    assert findings == [
        ("organisation", "Of 2,625 people, 5.5% are enrolled on a qualification and 3.6% have completed one"),
        ("organisation", "Ministry of Justice has the highest share enrolled (6.4%) and Home Office the lowest (2%)"),
        (
            "grade",
            "Executive Officer has the highest share enrolled (10%) and Administrative Officer the lowest (4.2%)",
        ),
        ("level", "Level 2 has the most people enrolled: 95 of 145"),
    ]
    assert set(re.findall(r'<h2 [^>]*id="(\w+)"', page)) == {anchor for anchor, _ in findings}


def test_each_section_says_of_how_many_as_of_when_and_how_exact(client, head):
    make_snapshot()
    page = text_of(client.get(PAGE))
    # Once above each chart and once as the caption of each table.
    assert page.count("Of 2,125 people, as of 21 November 2026. Counts are rounded to 5.") == 6


def test_bars_are_drawn_without_inline_style(client, head):
    make_snapshot()
    page = client.get(PAGE).content.decode()
    assert '<rect class="app-bars__enrolled" y="7%" width="100.0%" height="36%"/>' in page
    assert "style=" not in page


def test_small_counts_are_words_in_chart_and_table(client, head):
    make_snapshot()
    page = text_of(client.get(PAGE))
    assert "fewer than 5 enrolled fewer than 5 completed" in page
    assert not re.search(r"\b[1-4] (enrolled|completed)\b", page)


def test_where_everything_is_small_the_page_still_says_what_it_can(client, organisations):
    make_snapshot([("HMCTS", "grade AO", 3, 2, 0), ("HMCTS", "level 2", 0, 2, 0)])
    sign_in(client, head_of(organisations["HMCTS"]))
    page = text_of(client.get(PAGE))
    assert "Of fewer than 5 people, fewer than 5 are enrolled" in page
    assert page.count("There are too few people for a chart.") == 3
    assert "Too few people are enrolled to compare grades" in page


def test_the_latest_figures_are_shown(client, head):
    make_snapshot([("HMPPS", "grade AO", 500, 0, 0)], as_of=date(2026, 11, 20))
    make_snapshot()
    make_snapshot([("HMPPS", "grade AO", 700, 0, 0)], as_of=date(2025, 11, 20))
    assert "Of 2,125 people, as of 21 November 2026" in text_of(client.get(PAGE, follow=True))


def test_before_the_first_figures_the_page_says_when_they_come(client, head):
    page = client.get(PAGE, follow=True)
    assert page.status_code == 200
    assert "Figures are published once a day, after 2am" in text_of(page)
    assert "refresh_insights" not in text_of(page)
    assert all(client.get(address).status_code == 404 for address in EXPORTS)


def test_before_the_first_figures_the_central_team_is_told_what_to_do(client):
    sign_in_central(client)
    assert "refresh_insights" in text_of(client.get(PAGE, follow=True))


def test_an_organisation_that_is_newer_than_the_figures_is_told_so(client):
    make_snapshot()
    sign_in(client, head_of(OrganisationFactory(code="NEW", name="Office for New Things")))
    page = client.get(PAGE, follow=True)
    assert page.status_code == 200
    assert "There are no figures for your organisation yet" in text_of(page)
    assert all(client.get(address).status_code == 404 for address in EXPORTS)


# --- Download --------------------------------------------------------------------------------------------------------


def test_a_table_as_csv_says_what_the_page_says(client, head):
    make_snapshot()
    response = client.get("/insights/organisation.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="insights-organisation-2026-11-21.csv"'
    department, prisons, courts = rows_of(response)
    assert department == {
        "Organisation": "Ministry of Justice",
        "Code": "MOJ",
        "As of": "2026-11-21",
        "Headcount (HR feed)": "2125",
        "Headcount (official statistics, 31 March 2023)": "81000",
        "Enrolled": "135",
        "Enrolled, % of headcount": "6.4",
        "Completed": "75",
        "Completed, % of headcount": "3.5",
    }
    assert (prisons["Code"], courts["Code"]) == ("HMPPS", "HMCTS")
    assert courts["Enrolled"] == "fewer than 5"
    assert courts["Enrolled, % of headcount"] == ""


def test_by_grade_and_by_level(client, head):
    make_snapshot()
    assert [(row["Grade"], row["Enrolled"]) for row in rows_of(client.get("/insights/grade.csv"))] == [
        ("Ministry of Justice", "135"),
        ("Administrative Officer", "75"),
        ("Executive Officer", "60"),
        ("Not recorded", "fewer than 5"),
    ]
    assert [(row["Code"], row["Enrolled"]) for row in rows_of(client.get("/insights/level.csv", {"of": "HMPPS"}))] == [
        ("2", "90"),
        ("3", "45"),
    ]


def test_a_name_that_could_be_a_formula_is_defused(client, organisations):
    scopes = [scope | {"name": "=cmd|'/c calc'!A0"} if scope["code"] == "HO" else scope for scope in SCOPES]
    make_snapshot(scopes=scopes)
    sign_in(client, head_of(organisations["HO"]))
    [row] = rows_of(client.get("/insights/organisation.csv"))
    assert row["Organisation"] == "'=cmd|'/c calc'!A0"


@pytest.mark.parametrize("table", ["organisation", "grade", "level"])
def test_each_download_leaves_one_line_in_the_audit_trail(client, head, table):
    snapshot = make_snapshot()
    assert client.get(f"/insights/{table}.csv", {"of": "HMCTS"}).status_code == 200
    [event] = AuditEvent.objects.about(snapshot)
    assert (event.event, event.by) == ("insights.exported", head)
    assert event.details["page"] == table
    assert event.details["organisation"] == "HMCTS"
    assert event.details["rows"] > 0


def test_looking_leaves_none(client, head):
    make_snapshot()
    client.get(PAGE)
    client.get("/insights/organisation.csv", {"of": "HO"})
    client.get("/insights/colour.csv")
    assert not AuditEvent.objects.filter(event="insights.exported").exists()


@pytest.mark.parametrize(
    "address", ["/insights/colour.csv", "/insights/.csv", "/insights/grade.CSV", "/insights/a b.csv"]
)
def test_there_is_no_other_table(client, head, address):
    make_snapshot()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, *EXPORTS])
def test_nothing_can_be_sent_here(client, head, address):
    make_snapshot()
    assert client.post(address).status_code == 405


# --- What it costs ---------------------------------------------------------------------------------------------------


def asked(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    return [query["sql"] for query in queries]


def test_the_page_keeps_to_its_budget_however_many_there_are(client):
    sign_in_central(client)
    make_snapshot()
    client.get(PAGE)
    few = asked(client)
    scopes = [
        {"code": f"D{number}", "name": f"Department {number}", "parent": "", "official": 1} for number in range(50)
    ]
    counted = [(scope["code"], "grade AO", 200 + number, 20, 10) for number, scope in enumerate(scopes)]
    counted += [(scope["code"], "level 2", 0, 20, 10) for scope in scopes]
    make_snapshot([*COUNTED, *counted], as_of=date(2026, 11, 22), scopes=[*SCOPES, *scopes])
    many = asked(client)
    assert len(many) == len(few), many
    assert len(many) <= BUDGET, many


def test_the_page_reads_no_live_rows(client, head):
    make_snapshot()
    client.get(PAGE)
    live = ("qualifications_", '"members_organisation"."headcount"')
    figures = [sql for sql in asked(client) if any(name in sql for name in live) and "insights_" in sql]
    assert figures == []
    assert sum("insights_snapshot" in sql for sql in asked(client)) == 1
