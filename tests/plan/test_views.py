import datetime
from io import BytesIO

import pytest
from django.core.cache import cache
from django.utils import timezone
from pypdf import PdfReader

from apps.plan.models import NotInterested, PlanAction
from apps.plan.states import Status
from tests.accounts.factories import UserFactory
from tests.capability.factories import agreed, answered, reporting
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.qualifications.factories import (
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)
from tests.qualifications.test_development import develop
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
PLAN = "/capability/plan/"
ADAPT = "core-skills/adaptability-to-change"


@pytest.fixture
def member(client):
    """An EO who is at the first level of everything, where the second is expected."""
    member = answered(reporting("EO"), place=1).member
    client.force_login(member.user)
    return member


@pytest.fixture
def unit(member):
    """It would close a gap, within a qualification that is open to the member."""
    unit = QualificationFactory(suite=SuiteFactory(code="CLOSES"), level=3).suite.units.order_by("code").first()
    develop(unit, ADAPT)
    return unit


def suggested(unit, what):
    return f"{PLAN}suggested/unit/{unit.pk}/{what}/"


def test_plan_detail_of_somebody_of_whom_nothing_is_known(client):
    client.force_login(MemberFactory().user)
    client.get(PLAN)
    with reading_only():
        page = words_of(client.get(PLAN))
    assert "Who sees it: only you." in page and "We know of no gap. Find out where you stand" in page
    assert "save it as a PDF" not in page


def test_plan_detail_says_what_closes_a_gap_and_why(client, member, unit):
    with reading_only():
        page = words_of(client.get(PLAN))
    assert f"Unit {unit} in the" in page
    because = "Because it develops Adaptability to change."
    assert because in page
    assert "nobody has published it yet: which level is expected of you and which unit develops what." in page
    assert "Customer understanding and service You are at Awareness. Working is expected of you. Nothing else" in page
    UnitAchievementFactory(member=member, unit=unit)
    page = words_of(client.get(PLAN))
    assert because not in page and f"You have achieved unit {unit}, which develops it." in page


def test_a_unit_is_suggested_once_though_it_closes_two_gaps(client, member, unit):
    develop(unit, ADAPT, "core-skills/customer-understanding")
    assert words_of(client.get(PLAN)).count(f"Unit {unit} in the") == 1


def test_the_largest_gap_comes_first(client):
    member = agreed(reporting("EO"), place=1).member
    client.force_login(member.user)
    assert "You are at Awareness, as you agreed with your manager." in words_of(client.get(PLAN))
    other = answered(reporting("EO"), place=1).member
    assert other.assessments.get().answers.filter(capability__order=4).update(level=None, not_yet=True)
    client.force_login(other.user)
    page = words_of(client.get(PLAN))
    assert page.index("You are not yet at the first level") < page.index("You are at Awareness")


def test_suggestion_add_is_in_the_plan_with_its_reason(client, member, unit):
    assert "Because it develops Adaptability" in words_of(client.get(suggested(unit, "add")))
    day = timezone.localdate() + datetime.timedelta(days=90)
    said = {"due_on-day": day.day, "due_on-month": day.month, "due_on-year": day.year}
    for _ in range(2):  # a second click leads where the first one did
        assert client.post(suggested(unit, "add"), said).headers["Location"] == PLAN
    action = PlanAction.objects.get(member=member)
    assert (action.unit, action.due_on, action.capability.slug) == (unit, day, "adaptability-to-change")
    page = words_of(client.get(PLAN))
    assert page.count(f"Unit {unit}") > 1 and "Because it develops" not in page
    assert "It develops Adaptability to change. You are at Awareness, and Working is expected of you." in page


def test_suggestion_add_wants_a_date_ahead(client, unit):
    said = {"due_on-day": 1, "due_on-month": 1, "due_on-year": 2020}
    response = client.post(suggested(unit, "add"), said)
    assert response.status_code == 422 and "The date must be on or after" in words_of(response)


def test_suggestion_decline_is_not_suggested_until_it_is_restored(client, member, unit):
    response = client.post(suggested(unit, "decline"))
    assert response.status_code == 422 and "Select why you are not interested" in words_of(response)
    for _ in range(2):
        assert client.post(suggested(unit, "decline"), {"reason": "fit"}).headers["Location"] == PLAN
    page = words_of(client.get(PLAN))
    assert "Because it develops" not in page and "It does not fit my job, said on" in page
    client.post(f"{PLAN}declined/{NotInterested.objects.get().pk}/restore/")
    assert "Because it develops" in words_of(client.get(PLAN))


@pytest.mark.parametrize("path", ["unit/999999", "qualification/999999", "grade/1", "unit/99999999999999999999"])
def test_what_is_not_suggested_is_not_there(client, member, path):
    for what in ("add", "decline"):
        assert client.get(f"{PLAN}suggested/{path}/{what}/").status_code == 404
        assert client.post(f"{PLAN}suggested/{path}/{what}/", {"reason": "fit"}).status_code == 404


def test_what_is_not_open_or_far_above_is_not_suggested(client, member):
    for code, fields in [("ABOVE", {"level": 7}), ("CLOSED", {"availability": "closed", "level": 3})]:
        develop(QualificationFactory(suite=SuiteFactory(code=code), **fields).suite.units.first(), ADAPT)
    assert "Because it develops" not in words_of(client.get(PLAN))


def test_action_add_in_ones_own_words(client, member):
    assert "What is it for?" in words_of(client.get(f"{PLAN}add/"))
    assert client.post(f"{PLAN}add/").status_code == 422
    capability = member.assessments.get().version.capabilities.first()
    client.post(f"{PLAN}add/", {"title": "<b>Shadow</b> a judge", "capability": capability.pk})
    action = PlanAction.objects.get()
    assert action.capability == capability
    page = client.get(PLAN).content.decode()
    assert "&lt;b&gt;Shadow&lt;/b&gt; a judge" in page and f"For {capability}." in page
    assert client.post(f"{PLAN}add/", {"title": "x", "capability": 999999}).status_code == 422
    assert client.post(f"{PLAN}add/", {"title": "<b>Shadow</b> a judge"}).status_code == 409


def test_an_action_is_changed_done_dropped_and_taken_up_again(client, member):
    action = PlanActionFactory(member=member)
    url = f"{PLAN}{action.pk}/"
    client.post(f"{url}change/", {"title": "Two appeals"})
    client.post(f"{url}done/")
    page = words_of(client.get(PLAN))
    assert "Two appeals Done on" in page
    client.post(f"{url}reopen/")
    assert client.post(f"{url}drop/").status_code == 422
    client.post(f"{url}drop/", {"reason": "time"})
    assert "Two appeals Dropped on" in words_of(client.get(PLAN))
    assert client.post(f"{url}done/").status_code == 409


@pytest.mark.parametrize("what", ["change", "drop", "done", "reopen"])
def test_a_plan_is_nobody_else_s(client, what):
    action = PlanActionFactory(member=reporting())
    for user in (action.member.line_manager.user, MemberFactory().user):
        client.force_login(user)
        assert client.post(f"{PLAN}{action.pk}/{what}/", {"reason": "time"}).status_code == 404
        assert action.title not in words_of(client.get(PLAN))
    assert PlanAction.objects.get().status == Status.CHOSEN


def test_what_somebody_else_declined_cannot_be_restored(client, member):
    assert client.post(f"{PLAN}declined/{NotInterestedFactory().pk}/restore/").status_code == 404


def test_somebody_without_a_record_has_no_plan(client):
    user = UserFactory()
    GrantFactory(user=user, role="champion", organisation=OrganisationFactory())
    client.force_login(user)
    assert client.get(PLAN).status_code == 403


def test_plan_download_has_what_the_member_chose_and_no_more(client, member, unit):
    PlanActionFactory(member=member, title="Sit in on {{7*7}} appeals <script>")
    PlanActionFactory(member=member, title="Done before", done=True)
    PlanActionFactory(member=member, title="Left alone", dropped=True)
    PlanActionFactory(title="Of somebody else")
    response = client.get(f"{PLAN}plan.pdf")
    assert response["Content-Disposition"].startswith("attachment")
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    assert member.name in text and "Sit in on {{7*7}} appeals <script>" in text and "Done before" in text
    for word in ("Left alone", "Of somebody else", "Awareness", str(unit)):
        assert word not in text


def test_plan_detail_asks_as_much_for_many(client, member, unit):
    def more():
        one = UnitFactory(suite=unit.suite)
        PlanActionFactory(member=member, unit=one)
        PlanActionFactory(member=member, done=True)
        NotInterestedFactory(member=member)
        UnitAchievementFactory(member=member, unit=UnitFactory())

    assert_flat_queries(client, PLAN, more)


# --- The home page ---------------------------------------------------------------------------------------------------


def test_home_suggests_what_closes_a_gap_first_and_within_its_budget(client, member, unit):
    enrolment_in(
        "withdrawn", member=member, qualification=QualificationFactory(suite=SuiteFactory(code="OLD"), level=7)
    )
    QualificationFactory(suite=SuiteFactory(code="FOUR"), level=4)
    client.get("/")
    cache.clear()  # the session then comes from the database too
    with budget(6):
        page = words_of(client.get("/"))
    because = "Because it develops Adaptability to change. You are at Awareness, and Working is expected of you."
    assert page.index(because) < page.index("Because Level 4")
    client.post(suggested(unit, "decline"), {"reason": "fit"})
    assert "Because it develops" not in words_of(client.get("/"))


def test_home_suggests_to_a_newcomer_only_what_closes_a_gap(client, member, unit):
    QualificationFactory(suite=SuiteFactory(code="FOUR"), level=4)
    page = words_of(client.get("/"))
    assert "Three first steps" in page and "Because it develops" in page and "Because Level" not in page
