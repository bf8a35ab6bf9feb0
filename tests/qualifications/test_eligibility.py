import pytest
from django.core.exceptions import PermissionDenied

from apps.core.rules import RuleBroken
from apps.qualifications import actions, eligibility
from apps.qualifications.eligibility import Check
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Availability, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory, OrganisationFactory, RegionFactory
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory

pytestmark = pytest.mark.django_db

OPEN = Check("open", True, "It is open for new starts.")
EVERYWHERE = Check("department", True, "It is open to every department.")
NEW = Check("new", True, "You have not taken it before.")


@pytest.fixture
def dwp():
    return OrganisationFactory(code="DWP", name="Department for Work and Pensions")


@pytest.fixture
def hmrc():
    return OrganisationFactory(code="HMRC", name="HM Revenue and Customs")


def no(found):
    """The checks that are not met."""
    return [check for check in found if not check.met]


def test_what_is_open_to_all():
    found = eligibility.checks(QualificationFactory(), MemberFactory())
    assert found == [OPEN, EVERYWHERE, NEW]
    assert eligibility.is_eligible(found)


def test_details_pending():
    qualification = QualificationFactory(availability=Availability.DETAILS_PENDING, rule=None)
    found = eligibility.checks(qualification, MemberFactory())
    assert no(found) == [
        Check(
            "details_pending",
            False,
            "It cannot be started yet: the awarding body’s rules for it are to be confirmed.",
            "It opens here once its rules are confirmed.",
        )
    ]
    assert not eligibility.is_eligible(found)


def test_closed():
    found = eligibility.checks(QualificationFactory(availability=Availability.CLOSED), MemberFactory())
    assert no(found) == [
        Check("closed", False, "It is closed to new starts.", "Look for another qualification at this level.")
    ]


def test_replaced_by_its_successor():
    successor = QualificationFactory(title="Award in Better Things")
    found = eligibility.checks(QualificationFactory(successor=successor), MemberFactory())
    assert no(found) == [
        Check(
            "replaced",
            False,
            "It has been replaced by Award in Better Things.",
            "Look at Award in Better Things instead.",
        )
    ]


def test_a_successor_that_is_not_open_replaces_nothing():
    successor = QualificationFactory(availability=Availability.DETAILS_PENDING, rule=None)
    assert eligibility.is_eligible(eligibility.checks(QualificationFactory(successor=successor), MemberFactory()))


def test_for_one_department_only(dwp, hmrc):
    qualification = QualificationFactory(eligible_departments=["DWP"])
    assert eligibility.checks(qualification, MemberFactory(organisation=dwp))[1] == Check(
        "department", True, "It is open to Department for Work and Pensions, where you work."
    )
    assert no(eligibility.checks(qualification, MemberFactory(organisation=hmrc))) == [
        Check(
            "department",
            False,
            "It is open to Department for Work and Pensions only. "
            "Your HR record says that you work in HM Revenue and Customs.",
            "If you move to Department for Work and Pensions, you can ask for it then.",
        )
    ]


def test_an_organisation_belongs_to_its_department(dwp):
    office = OrganisationFactory(code="DWP-JCP", name="Jobcentre Plus", department=dwp)
    qualification = QualificationFactory(eligible_departments=["DWP"])
    assert eligibility.is_eligible(eligibility.checks(qualification, MemberFactory(organisation=office)))


def test_for_some_departments(dwp, hmrc):
    moj = OrganisationFactory(code="MOJ", name="Ministry of Justice")
    qualification = QualificationFactory(eligible_departments=["DWP", "HMRC"])
    (check,) = no(eligibility.checks(qualification, MemberFactory(organisation=moj)))
    assert check.text.startswith("It is open to Department for Work and Pensions and HM Revenue and Customs only.")


def test_for_one_region_only():
    qualification = QualificationFactory(eligible_regions=["WLS"])
    wales, north_west = RegionFactory(code="WLS", name="Wales"), RegionFactory()
    assert eligibility.checks(qualification, MemberFactory(region=wales)) == [
        OPEN,
        EVERYWHERE,
        Check("region", True, "It is open to people in Wales, where you work."),
        NEW,
    ]
    assert no(eligibility.checks(qualification, MemberFactory(region=north_west))) == [
        Check(
            "region",
            False,
            "It is open to people in Wales only. Your HR record says that you work in North West.",
            "If you move to Wales, you can ask for it then.",
        )
    ]
    (check,) = no(eligibility.checks(qualification, MemberFactory(region=None)))
    assert check.text == "It is open to people in Wales only. Your HR record names no region."


def test_completed_before():
    enrolment = EnrolmentFactory(completed=True)
    assert no(eligibility.checks(enrolment.qualification, enrolment.member)) == [
        Check("held", False, "You have already completed it.", "A larger size of the same suite can build on it.")
    ]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CHANGED, Status.APPROVED, Status.IN_PROGRESS])
def test_asked_for_already(status):
    enrolment = EnrolmentFactory(status=status)
    assert no(eligibility.checks(enrolment.qualification, enrolment.member)) == [
        Check("enrolled", False, "You have already asked for it.", "See it under “My learning”.")
    ]


@pytest.mark.parametrize("fields", [{"draft": True}, {"status": Status.DECLINED}])
def test_a_draft_or_a_refusal_stands_in_nobody_s_way(fields):
    enrolment = EnrolmentFactory(**fields)
    assert eligibility.is_eligible(eligibility.checks(enrolment.qualification, enrolment.member))
    assert eligibility.is_eligible(eligibility.checks(enrolment.qualification, MemberFactory()))


def test_every_reason_is_told_at_once(hmrc):
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS", name="Wales")
    qualification = QualificationFactory(
        availability=Availability.CLOSED, eligible_departments=["DWP"], eligible_regions=["WLS"]
    )
    found = eligibility.checks(qualification, MemberFactory(organisation=hmrc))
    assert [check.code for check in no(found)] == ["closed", "department", "region"]


# --- What the action and the page make of it -------------------------------------------------------------------------


@pytest.fixture
def for_dwp(dwp):
    return QualificationFactory(
        slug="for-dwp", title="Award in Managing Services to Customers", eligible_departments=["DWP"]
    )


def test_the_action_refuses_with_the_reason(for_dwp, hmrc):
    with pytest.raises(RuleBroken) as refused:
        actions.start_enrolment(qualification=for_dwp, by=MemberFactory(organisation=hmrc).user)
    assert str(refused.value) == (
        "It is open to Department for Work and Pensions only. Your HR record says that you work in "
        "HM Revenue and Customs. If you move to Department for Work and Pensions, you can ask for it then."
    )
    assert not Enrolment.objects.exists()


def test_the_action_needs_an_hr_record(for_dwp):
    with pytest.raises(PermissionDenied):
        actions.start_enrolment(qualification=for_dwp, by=UserFactory())


def test_the_page_says_the_reason_and_offers_no_start(client, for_dwp, hmrc):
    client.force_login(MemberFactory(organisation=hmrc).user)
    page = client.get("/catalogue/for-dwp/").content.decode()
    assert "It is open to Department for Work and Pensions only." in page
    assert "If you move to Department for Work and Pensions, you can ask for it then." in page
    assert "Ask for it" not in page
    page = client.get("/catalogue/for-dwp/enrol/").content.decode()
    assert "You cannot ask for this qualification now" in page
    refused = client.post("/catalogue/for-dwp/enrol/")
    assert refused.status_code == 409
    assert "HM Revenue and Customs" in refused.content.decode()


def test_the_page_offers_the_start_to_whom_it_is_open(client, for_dwp, dwp):
    client.force_login(MemberFactory(organisation=dwp).user)
    page = client.get("/catalogue/for-dwp/").content.decode()
    assert "Ask for it" in page
    assert "You can ask for this qualification" in client.get("/catalogue/for-dwp/enrol/").content.decode()


def test_what_was_true_when_it_was_sent_is_kept(dwp, for_dwp):
    enrolment = EnrolmentFactory(draft=True, qualification=for_dwp, member__organisation=dwp)
    actions.submit_enrolment(enrolment=enrolment, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert [row["code"] for row in enrolment.eligibility] == ["open", "department", "new"]
    assert all(row["met"] for row in enrolment.eligibility)
    assert enrolment.eligibility[1]["text"] == "It is open to Department for Work and Pensions, where you work."


def test_whoever_moved_away_meanwhile_cannot_send_it(dwp, hmrc, for_dwp):
    enrolment = EnrolmentFactory(draft=True, qualification=for_dwp, member__organisation=dwp)
    enrolment.member.organisation = hmrc
    enrolment.member.save()
    with pytest.raises(RuleBroken, match="It is open to Department for Work and Pensions only"):
        actions.submit_enrolment(enrolment=enrolment, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.eligibility) == (Status.DRAFT, [])
