from uuid import uuid4

import pytest
from django.utils import timezone

from apps.learning.models import Answer, Attempt, Page, PageRead
from apps.qualifications.states import Status
from tests.helpers import assert_flat_queries
from tests.learning.factories import PageFactory, behind_the_database
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import MemberFactory
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def learner(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get("/catalogue/")  # the session is begun
    return member


@pytest.fixture
def row(learner):
    return enrolled_unit(member=learner, qualification__title="Level 2 Award")


def url(row, step=""):
    return f"{row.get_absolute_url()}{step}"


def pages_of(row, attempt=None):
    steps = ["", "pages/page-1/", "test/"]
    return [*steps, "test/1/", "test/check/"] if attempt else steps


# --- Whose it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_unit_of_somebody_else_is_as_if_it_were_not_there(method, client, learner):
    theirs = enrolled_unit(member__line_manager=learner)  # of one's own report, even
    attempt_at(theirs, submitted_at=timezone.now())
    attempt_at(theirs)
    for step in [*pages_of(theirs, attempt=True), "test/results/1/"]:
        there = getattr(client, method)(url(theirs, step))
        not_there = getattr(client, method)(f"/learning/{uuid4()}/{step}")
        is_read_only = method == "post" and step in ("", "test/results/1/")
        assert there.status_code == not_there.status_code == (405 if is_read_only else 404)
        assert words_of(there) == words_of(not_there)
    assert not (PageRead.objects.exists() or Answer.objects.exists())
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.WITHDRAWN])
def test_what_is_not_started_cannot_be_read(status, client, learner):
    row = enrolled_unit(status, member=learner)
    attempt_at(row)
    for step in pages_of(row, attempt=True):
        response = client.get(url(row, step))
        assert response.status_code == 409
        assert "Your study time has to be agreed and started first." in words_of(response)
    assert client.post(url(row, "test/1/"), {"chosen": "0"}).status_code == 409
    assert client.post(url(row, "test/check/"), {"attempt": "1"}).status_code == 409


def test_it_is_for_the_signed_in(client):
    assert client.get(url(enrolled_unit())).status_code == 302


def test_a_look_writes_nothing(client, row):
    attempt_at(row, submitted_at=timezone.now())
    attempt_at(row)
    with reading_only():
        for step in [*pages_of(row, attempt=True), "test/results/1/"]:
            assert client.get(url(row, step)).status_code == 200
    assert not PageRead.objects.exists()


# --- The unit --------------------------------------------------------------------------------------------------------


def test_unit_detail_of_a_new_unit(client, row):
    page = words_of(client.get(url(row)))
    assert "Unit 1 Unit about 1 What the work is for. Start reading About 6 minutes of reading left" in page
    assert "Page 1 3 minutes Page 2 3 minutes Test To do" in page
    assert "Explain what the work is for" in page
    assert "They are not City & Guilds’s material." in page


def test_unit_detail_goes_on_where_one_stopped(client, row):
    PageRead.objects.create(enrolled_unit=row, page=Page.objects.get(order=1))
    with behind_the_database():
        Page.objects.update(minutes=1)
    page = client.get(url(row))
    assert "Carry on About 1 minute of reading left" in words_of(page)
    assert "Page 1 Read Page 2 1 minute" in words_of(page)
    assert f'href="{url(row, "pages/page-2/")}"' in page.content.decode()


def test_unit_detail_leads_to_the_test_when_all_is_read(client, row):
    for page in Page.objects.all():
        PageRead.objects.create(enrolled_unit=row, page=page)
    assert "Go to the test" in words_of(client.get(url(row)))
    attempt_at(row)
    assert "Go on with the test" in words_of(client.get(url(row)))


def test_unit_detail_lists_the_attempts(client, row):
    attempt_at(row, right=2, submitted_at=timezone.now())
    attempt_at(row)
    page = words_of(client.get(url(row)))
    assert "Test In progress" in page
    assert ": 50%, not yet" in page
    assert page.count("Attempt ") == 1


def test_unit_detail_of_what_was_achieved_elsewhere(client, row):
    UnitAchievementFactory(member=row.enrolment.member, unit=row.unit)
    assert "You have achieved this unit." in words_of(client.get(url(row)))
    assert "You have passed this test." in words_of(client.get(url(row, "test/")))


def test_unit_detail_without_content(client, learner):
    row = EnrolmentFactory(member=learner).enrolled_units.first()
    assert "There is nothing to read or to take for this unit in the portal yet." in words_of(client.get(url(row)))
    for step in ["pages/page-1/", "test/"]:
        assert client.get(url(row, step)).status_code == 404
        assert client.post(url(row, step)).status_code == 404


def test_unit_detail_queries(client, row):
    orders = iter(range(10, 20))

    def add_page():
        order = next(orders)
        PageFactory(content=row.unit.contents.get(), order=order, slug=f"page-{order}")

    assert_flat_queries(client, url(row), add_page)
    with budget(8):  # person, grants, unit, content, pages read, attempts, pages, navigation
        client.get(url(row))


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_page_read(client, row):
    response = client.get(url(row, "pages/page-1/"))
    assert (
        "Page 1 of 2, about 3 minutes Page 1 Some words . At a jobcentre, Amira listens first. Next page"
        in words_of(response)
    )
    assert '<div class="govuk-inset-text">' in response.content.decode()
    assert client.post(url(row, "pages/page-1/")).url == url(row, "pages/page-2/")
    page = words_of(client.get(url(row, "pages/page-2/")))
    assert "Finish reading Previous page: Page 1" in page
    assert client.post(url(row, "pages/page-2/")).url == url(row)
    assert PageRead.objects.count() == 2


def test_page_read_twice_is_read_once(client, row):
    for _ in range(2):
        client.post(url(row, "pages/page-1/"))
    assert PageRead.objects.count() == 1


@pytest.mark.parametrize("slug", ["page-9", "none", "x" * 300])
def test_page_read_that_is_not_there(slug, client, row):
    assert client.get(url(row, f"pages/{slug}/")).status_code == 404
    assert client.post(url(row, f"pages/{slug}/")).status_code == 404


def test_page_read_shows_no_html_of_its_author(client, row):
    with behind_the_database():
        Page.objects.filter(order=1).update(
            body="<script>alert(1)</script> [click](https://evil.example)", title="<b>T</b>"
        )
    page = client.get(url(row, "pages/page-1/")).content.decode()
    assert "<script>alert" not in page and "<b>T" not in page and 'href="https://evil' not in page
