import datetime

import pytest
from django.conf import settings

from apps.accounts.roles import Role
from apps.home.queries.record import hr_fields
from apps.qualifications.states import Status
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory, UnitFactory, enrolment_in

pytestmark = pytest.mark.django_db
PLAIN = ["/help/", "/accessibility/", "/privacy/", "/cookies/", "/am-i-in-the-profession/"]


@pytest.mark.parametrize("path", PLAIN)
def test_plain_pages_are_open_to_all(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200
    client.force_login(MemberFactory().user)
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/privacy/"])
def test_the_address_to_write_to_is_said_where_there_is_one(client, settings, path):
    assert "Head of Profession" in client.get(path).text
    settings.CONTACT_EMAIL = "odp@portal.example"
    assert 'href="mailto:odp@portal.example"' in client.get(path).text


def test_help_says_the_times_that_are_set(client, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 420
    page = client.get("/help/").text
    assert "It works for 7 minutes" in page
    assert "after 30 minutes without use, and after 12 hours" in page
    assert 'id="study-time"' in page


def test_every_cookie_that_is_set_is_on_the_page(client):
    page = client.get("/cookies/").text
    client.force_login(MemberFactory().user)
    client.post("/me/notifications/read/", follow=True)  # says that it is done, which must need no cookie of its own
    client.get("/me/")
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for name in client.cookies:
        assert f">{name}</th>" in page


def test_the_profession_page_names_the_families_and_marks_examples(client):
    page = client.get("/am-i-in-the-profession/").text
    assert page.count("<h3 ") == 4
    assert "<li>Work coach, EO (example)</li>" in page
    assert "<li>Operations Director, Senior Civil Service pay band 1 and Senior Civil Service pay band 2</li>" in page
    assert "31 March 2023" in page and "272,430" in page


# --- My details ------------------------------------------------------------------------------------------------------


def test_each_field_of_the_hr_record_has_its_source(client):
    moj = OrganisationFactory(code="MOJ", name="Ministry of Justice")
    member = MemberFactory(
        organisation=OrganisationFactory(code="HMCTS", name="HM Courts", department=moj),
        line_manager=MemberFactory(given_name="Sam", family_name="Hill"),
        contract="fixed_term",
        contract_end=datetime.date(2027, 3, 31),
        working_days="M-W-F",
        grade=None,
    )
    client.force_login(member.user)
    response = client.get("/me/")
    rows = dict(response.context["rows"])
    assert str(rows["Department"]) == "Ministry of Justice"
    assert str(rows["Organisation"]) == "HM Courts"
    assert rows["Work email"] == f"{member.email}, since 1 April 2024"
    assert str(rows["Line manager"]) == "Sam Hill"
    assert rows["Contract"] == "Fixed term until 31 March 2027"
    assert rows["Working days"] == "Monday, Wednesday and Friday"
    assert response.text.count("HR feed of 1 November 2026") == len(rows)
    assert "Not recorded" in response.text
    assert "<input" not in response.text.replace('<input type="hidden" name="csrfmiddlewaretoken"', "")


@pytest.mark.parametrize(
    "letters, words",
    [
        ("MTWTF", "Monday to Friday"),
        ("MTWTF--", "Monday to Friday"),
        ("--WTFSS", "Wednesday to Sunday"),
        ("MT---", "Monday and Tuesday"),
        ("---T-", "Thursday"),
        ("MT-TF", "Monday, Tuesday, Thursday and Friday"),
    ],
)
def test_working_days_in_words(letters, words):
    assert dict(hr_fields(MemberFactory(working_days=letters)))["Working days"] == words


def test_a_restricted_person_is_told(client):
    client.force_login(MemberFactory(restricted=True).user)
    assert "Your record is restricted" in client.get("/me/").text


def test_the_profile_signs_out_by_a_form(client):
    client.force_login(MemberFactory().user)
    assert '<form method="post" action="/account/logout/">' in client.get("/me/").text


def test_roles_are_shown_only_ones_own(client):
    head = MemberFactory()
    GrantFactory(
        user=head.user, role=Role.CHAMPION, organisation=head.organisation, given_by=UserFactory(name="Jo Lee")
    )
    GrantFactory(user=UserFactory(), role=Role.ASSESSOR)
    client.force_login(head.user)
    page = client.get("/me/").text
    assert "Champion, Department for Work and Pensions, since 1 April 2024, given by Jo Lee" in page
    assert "Assessor" not in page


def test_without_a_record_there_is_a_profile_but_no_learning_record(client):
    user = UserFactory(name="Linh Tran")
    GrantFactory(user=user, role=Role.CHAMPION, organisation=MemberFactory().organisation)
    client.force_login(user)
    page = client.get("/me/").text
    assert "There is no HR record for you here" in page and "learning record" not in page
    assert client.get("/me/record/").status_code == 404


@pytest.mark.parametrize("path", ["/me/", "/me/record/", "/me/notifications/"])
def test_these_need_sign_in(client, path):
    assert client.get(path).url == f"/account/login/?next={path}"


# --- My learning record ----------------------------------------------------------------------------------------------


def test_the_record_has_what_one_achieved_studies_and_asked_for(client):
    member = MemberFactory()
    client.force_login(member.user)
    shown = [
        enrolment_in(status, member=member, qualification__units=()) for status in Status if status != Status.DRAFT
    ]
    draft = enrolment_in(Status.DRAFT, member=member)
    theirs = EnrolmentFactory()
    unit = UnitAchievementFactory(member=member, unit=UnitFactory(), achieved_on=datetime.date(2026, 3, 3))
    other_unit = UnitAchievementFactory(unit=UnitFactory())
    certificate = CertificateFactory(holder=member, revoked=True)
    other_certificate = CertificateFactory()
    page = client.get("/me/record/").text
    assert all(row.qualification.title in page and row.get_status_display() in page for row in shown)
    assert draft.qualification.title not in page and theirs.qualification.title not in page
    assert str(unit.unit) in page and "3 March 2026" in page and str(other_unit.unit) not in page
    assert certificate.number in page and certificate.code_in_groups in page and "(revoked)" in page
    assert other_certificate.number not in page


def test_what_is_completed_comes_first(client):
    member = MemberFactory()
    client.force_login(member.user)
    for status in (Status.WITHDRAWN, Status.COMPLETED, Status.SUBMITTED, Status.IN_PROGRESS):
        enrolment_in(status, member=member)
    found = [row.status for row in client.get("/me/record/").context["record"].enrolments]
    assert found == [Status.COMPLETED, Status.IN_PROGRESS, Status.SUBMITTED, Status.WITHDRAWN]


def test_an_empty_record_says_what_to_do(client):
    client.force_login(MemberFactory().user)
    page = client.get("/me/record/").text
    assert "There is nothing in your record yet." in page and "Find a qualification" in page
