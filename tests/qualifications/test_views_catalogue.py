from datetime import timedelta

import pytest
from django.utils import timezone

from apps.qualifications.models import Qualification
from apps.qualifications.queries.catalogue import SOON
from apps.qualifications.states import Availability, Level, Provenance, Size, Status
from tests.helpers import assert_flat_queries
from tests.learning.factories import UnitContentFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get("/catalogue/")  # the session is begun
    return member


def text_of(response):
    return response.content.decode()


def titles(response):
    return [qualification.title for qualification in response.context["results"]]


# --- The catalogue ---------------------------------------------------------------------------------------------------


def test_qualification_list(client, member):
    QualificationFactory(title="Level 2 Award", level=2, tqt=127)
    page = text_of(client.get("/catalogue/"))
    assert "<title>Qualifications – ODP portal</title>" in page
    assert "1 qualification\n" in page
    assert "Level 2, like GCSEs at grades 9 to 4" in page
    assert "City &amp; Guilds, Award, 127 hours in all · Price to be confirmed" in page
    assert "Open to you" in page


def test_qualification_list_says_why_not(client, member):
    OrganisationFactory(code="HMRC")
    QualificationFactory(eligible_departments=["HMRC"])
    assert "Not open to you" in text_of(client.get("/catalogue/"))
    Qualification.objects.update(availability=Availability.CLOSED)
    assert "No new starts" in text_of(client.get("/catalogue/"))
    Qualification.objects.update(availability=Availability.DETAILS_PENDING)
    assert "Details are to be confirmed" in text_of(client.get("/catalogue/"))


def test_qualification_list_names_the_successor(client, member):
    successor = QualificationFactory(title="Award in Better Things")
    QualificationFactory(title="Award in Things", successor=successor)
    assert "Replaced by Award in Better Things" in words_of(client.get("/catalogue/?q=things"))


def test_qualification_list_searches_and_filters(client, member):
    QualificationFactory(title="Managing risk", search_text="Managing risk", level=3)
    QualificationFactory(title="Managing people", search_text="Managing people", level=4, size=Size.DIPLOMA)
    QualificationFactory(title="Listening", search_text="Listening", level=3)
    assert titles(client.get("/catalogue/?q=managng")) == ["Managing risk", "Managing people"]
    assert titles(client.get("/catalogue/?q=managing&level=4")) == ["Managing people"]
    assert titles(client.get("/catalogue/?size=Diploma")) == ["Managing people"]
    assert titles(client.get("/catalogue/?body=CMI")) == []
    page = text_of(client.get("/catalogue/?q=managing"))
    assert "<title>“managing” in qualifications – ODP portal</title>" in page
    assert "Level 3 (1)" in page and "Diploma (1)" in page and "Open to me now (2)" in page
    assert "Level 5" not in page and "Certificate (" not in page  # those of none are hidden


def test_qualification_list_filters_by_price_and_start(client, member):
    cheap, dear, unknown = [
        QualificationFactory(title=title, search_text=title, price_gbp=price)
        for title, price in [("Cheap", "250.00"), ("Dear", "250.01"), ("Unknown", None)]
    ]
    today = timezone.localdate()
    OfferingFactory(qualification=unknown, price_gbp="1200.00", starts_on=today + SOON)
    OfferingFactory(qualification=dear, price_gbp=None, starts_on=today + SOON + timedelta(days=1))
    OfferingFactory(qualification=cheap, price_gbp="5.00", starts_on=today - timedelta(days=1))
    found = {band: titles(client.get(f"/catalogue/?price={band}")) for band in ("low", "middle", "high", "unknown")}
    assert found == {"low": ["Cheap"], "middle": ["Dear"], "high": ["Unknown"], "unknown": []}
    assert titles(client.get("/catalogue/?starts=soon")) == ["Unknown"]
    page = text_of(client.get("/catalogue/"))
    assert "Up to £250 (1)" in page and "To be confirmed (" not in page


def test_qualification_detail_says_what_it_costs_elsewhere(client, member):
    qualification = QualificationFactory(outside_price_gbp="1250.00")
    assert "Typical price elsewhere £1,250.00 excluding VAT" in words_of(client.get(qualification.get_absolute_url()))


def test_qualification_list_keeps_the_search_when_a_filter_is_chosen(client, member):
    QualificationFactory(title="Managing", search_text="Managing")
    page = text_of(client.get("/catalogue/?q=managing&level=2"))
    assert '<input type="hidden" name="q" value="managing">' in page
    assert '<input type="hidden" name="level" value="2">' in page
    assert 'href="?q=managing">Clear filters</a>' in page


def test_qualification_list_with_nothing_found_says_what_to_do(client, member):
    page = text_of(client.get("/catalogue/?q=zebra&level=2"))
    assert "Nothing fits “zebra” with these filters. You can:" in page
    assert "clear the filters" in page and "look at all qualifications" in page
    assert "Apply filters" in page
    assert "Apply filters" not in text_of(client.get("/catalogue/?q=zebra"))


MEANINGLESS = [
    "nonsense",
    "'",
    '"',
    "\\",
    "😀",
    "９",
    "-1",
    "x" * 5000,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\u202e",
]


@pytest.mark.parametrize("name", ["level", "size", "body", "mine", "q"])
def test_qualification_list_takes_anything(name, client, member):
    QualificationFactory()
    for value in MEANINGLESS:
        response = client.get("/catalogue/", {name: value})
        assert (value, response.status_code, titles(response)) == (value, 200, [])
        assert "<script>" not in text_of(response)
        assert len(text_of(response)) < 20_000
    assert client.get(f"/catalogue/?{name}=%ff%ed%a0%80").status_code == 200  # no UTF-8, half a character


def test_qualification_list_refuses_a_nul(client, member):
    assert client.get("/catalogue/?q=a%00b").status_code == 400
    assert client.get("/catalogue/?level=%00").status_code == 400


def test_qualification_list_is_paginated(client, member):
    for number in range(21):
        QualificationFactory(title=f"Award {number:02}")
    first = client.get("/catalogue/")
    assert len(titles(first)) == 20
    assert "21 qualifications" in text_of(first)
    assert 'href="?page=2"' in text_of(first)
    assert titles(client.get("/catalogue/?page=2")) == ["Award 20"]
    assert "level=2&amp;page=2" in text_of(client.get("/catalogue/?level=2"))


def test_qualification_list_takes_any_page_number(client, member):
    QualificationFactory()
    for page in ["1e9", "999999999999999999999", "0", "-1", "two", "2.0", "２", "", "%20"]:
        response = client.get(f"/catalogue/?page={page}")
        assert (page, response.status_code, len(titles(response))) == (page, 200, 1)


def test_qualification_list_is_for_whoever_has_no_hr_record_too(client):
    client.force_login(GrantFactory(role="champion", organisation=OrganisationFactory()).user)
    QualificationFactory()
    page = text_of(client.get("/catalogue/"))
    assert "Open to you" not in page
    assert client.get("/catalogue/?mine=yes").status_code == 200


def test_qualification_list_needs_sign_in(client):
    response = client.get("/catalogue/")
    assert (response.status_code, response.url) == (302, "/account/login/?next=/catalogue/")


def test_qualification_list_queries(client, member):
    assert_flat_queries(client, "/catalogue/?q=award", QualificationFactory)


def test_qualification_list_budget(client, member):
    QualificationFactory()
    with budget(4):  # person with roles, search with filters, page, navigation
        client.get("/catalogue/?q=award&level=2&mine=yes")


# --- One qualification -----------------------------------------------------------------------------------------------


@pytest.fixture
def qualification():
    UnitFactory(code="3", recorded_credits=4)
    return QualificationFactory(
        title="Level 3 Certificate in Listening",
        level=3,
        size=Size.CERTIFICATE,
        size_provenance=Provenance.ILLUSTRATIVE,
        rule={"mandatory": ["1", "2"], "groups": [{"title": "Optional", "choose": 1, "units": ["3", "4"]}]},
        accreditation_number="C00/1229/8",
        glh="94",
        tqt=127,
        note="For people who listen.",
    )


def test_qualification_detail(client, member, qualification):
    page = text_of(client.get(qualification.get_absolute_url()))
    assert "<title>Level 3 Certificate in Listening – ODP portal</title>" in page
    assert "Level 3, like A levels. A Certificate is the middle size" in page
    assert "Both mandatory units, then any 1 of the 2 optional units." in page
    assert "Price to be confirmed" in page
    for fact in ["C00/1229/8", "94 hours", "127 hours", "For people who listen.", qualification.code]:
        assert fact in page
    assert "its size" in page and "(illustrative)" in page
    assert "Yes:</strong> It is open for new starts." in page
    assert "Ask for it" in page


def test_qualification_detail_shows_units_with_their_part_and_what_is_achieved(client, member, qualification):
    UnitAchievementFactory(member=member, unit=UnitFactory(code="1"))
    page = words_of(client.get(qualification.get_absolute_url()))
    assert "1 Unit about 1 Achieved Mandatory 2 Not on record" in page
    assert "2 Unit about 2 Mandatory 2 Not on record" in page
    assert "3 Unit about 3 Optional 2 4" in page
    assert page.count("Achieved") == 1


def test_qualification_detail_says_what_can_be_learnt_here(client, member, qualification):
    UnitContentFactory(unit=UnitFactory(code="1"), outcomes=["Listen well"])
    page = text_of(client.get(qualification.get_absolute_url()))
    assert "1 of 4 units can be learnt and tested in the portal" in page
    assert "Listen well" in page


def test_qualification_detail_without_a_rule(client, member):
    UnitFactory(code="8")
    pending = QualificationFactory(rule=None, availability=Availability.DETAILS_PENDING)
    page = text_of(client.get(pending.get_absolute_url()))
    assert "Which units make this qualification is to be confirmed." in page
    assert "No:</strong> It cannot be started yet" in page
    assert "Ask for it" not in page


@pytest.mark.parametrize("level", Level)
def test_every_level_and_size_has_words(level, client, member):
    qualification = QualificationFactory(level=level, size=Size.DIPLOMA)
    page = words_of(client.get(qualification.get_absolute_url()))
    assert f"{level.label}. {qualification.size_words}" in page


def test_qualification_detail_leads_on_to_what_was_asked_for(client, member, qualification):
    enrolment = enrolment_in(Status.SUBMITTED, member=member, qualification=qualification)
    page = text_of(client.get(qualification.get_absolute_url()))
    assert f'href="{enrolment.get_absolute_url()}"' in page
    assert "already asked for it" in page
    assert "Ask for it" not in page


def test_qualification_detail_of_somebody_else_s_says_nothing_about_them(client, member, qualification):
    EnrolmentFactory(qualification=qualification)
    assert "already asked for it" not in text_of(client.get(qualification.get_absolute_url()))


def test_qualification_detail_without_an_hr_record(client, qualification):
    client.force_login(GrantFactory(role="champion", organisation=OrganisationFactory()).user)
    page = text_of(client.get(qualification.get_absolute_url()))
    assert "We cannot tell: there is no HR record for your account." in page
    assert "Ask for it" not in page
    assert client.get(f"{qualification.get_absolute_url()}enrol/").status_code == 403
    assert client.post(f"{qualification.get_absolute_url()}enrol/").status_code == 403


@pytest.mark.parametrize("slug", ["none", "x" * 300, "None"])
def test_qualification_detail_that_is_not_there(slug, client, member):
    assert client.get(f"/catalogue/{slug}/").status_code == 404
    assert client.get(f"/catalogue/{slug}/enrol/").status_code == 404


def test_qualification_detail_asks_as_much_for_many_units_as_for_few(client, member):
    few = QualificationFactory()
    many = QualificationFactory(suite=SuiteFactory(code="MANY"), rule={"mandatory": [str(code) for code in range(12)]})
    for qualification in [few, many]:
        with budget(5):  # person with roles, qualification, own enrolments, units, navigation
            client.get(qualification.get_absolute_url())


def test_the_catalogue_writes_nothing(client, member, qualification):
    with reading_only():
        for url in ["", "?q=award&mine=yes", f"{qualification.slug}/", f"{qualification.slug}/enrol/"]:
            assert client.get(f"/catalogue/{url}").status_code == 200


@pytest.mark.parametrize("url", ["/catalogue/", "/catalogue/x/"])
def test_the_catalogue_is_read_only(url, client, member):
    assert client.post(url).status_code == 405
