from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.rules import RuleBroken
from apps.qualifications import actions, eligibility
from apps.qualifications.eligibility import Check
from apps.qualifications.models import Enrolment, Qualification
from apps.qualifications.states import Availability, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import GradeFactory, MemberFactory, OrganisationFactory, RegionFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    WaiverFactory,
)
from tests.reading import budget, reading_only, words_of

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


# --- Rules that are data ---------------------------------------------------------------------------------------------


@pytest.fixture
def grades():
    names = {"AO": "AO", "EO": "EO", "HEO": "HEO"}
    return {code: GradeFactory(code=code, name=name, order=n) for n, (code, name) in enumerate(names.items())}


def check_of(requirements, member, code, **fields):
    qualification = QualificationFactory(requirements=requirements, **fields)
    return next(check for check in eligibility.checks(qualification, member) if check.code == code)


@pytest.mark.parametrize(
    ("requirements", "grade", "met", "change"),
    [
        ({"grade_from": "EO"}, "AO", False, "You can ask for it from grade EO."),
        ({"grade_from": "EO"}, "EO", True, ""),
        ({"grade_from": "EO"}, "HEO", True, ""),
        ({"grade_to": "EO"}, "HEO", False, "Look for one at a higher level."),
        ({"grade_to": "EO"}, "EO", True, ""),
        ({"grade_from": "EO", "grade_to": "EO"}, "AO", False, "You can ask for it from grade EO."),
        ({"grade_from": "EO"}, None, False, "Ask your HR team to put your grade on your record."),
    ],
)
def test_grade(grades, requirements, grade, met, change):
    check = check_of(requirements, MemberFactory(grade=grades.get(grade)), "grade")
    assert (check.met, check.change) == (met, change)


def test_organisation():
    prison, court = OrganisationFactory(code="HMPPS", name="Prisons"), OrganisationFactory(code="HMCTS")
    asked = {"organisations": ["HMPPS"]}
    assert check_of(asked, MemberFactory(organisation=prison), "organisation").met
    check = check_of(asked, MemberFactory(organisation=court), "organisation")
    assert (check.met, check.change) == (False, "If you move to Prisons, you can ask for it then.")


def test_contract_past_the_end_of_the_course():
    offering = OfferingFactory(qualification__requirements={"contract_past_end": True})
    fixed = {"contract": "fixed_term", "contract_end": offering.ends_on}
    found = {
        name: next(one for one in eligibility.checks(offering.qualification, member) if one.code == "contract")
        for name, member in {
            "permanent": MemberFactory(),
            "ends with it": MemberFactory(**fixed),
            "ends after it": MemberFactory(**fixed | {"contract_end": offering.ends_on + timedelta(days=1)}),
        }.items()
    }
    assert {name: check.met for name, check in found.items()} == {
        "permanent": True,
        "ends with it": False,
        "ends after it": True,
    }
    assert "If your contract is extended" in found["ends with it"].change


def test_what_comes_first():
    first, member = QualificationFactory(), MemberFactory()
    asked = {"prerequisites": [first.code]}
    assert check_of(asked, member, "prerequisite").text == f"The {first.title} comes first."
    EnrolmentFactory(completed=True, member=member, qualification=first)
    assert check_of(asked, member, "prerequisite").met
    assert not check_of(asked, MemberFactory(), "prerequisite").met


def test_what_replaced_it_counts_as_what_comes_first():
    new, member = QualificationFactory(), MemberFactory()
    old = QualificationFactory(successor=new)
    EnrolmentFactory(completed=True, member=member, qualification=new)
    assert check_of({"prerequisites": [old.code]}, member, "prerequisite").met


def test_paid_for_once_with_what_it_replaced():
    new = QualificationFactory(requirements={"funded_once": True})
    older = QualificationFactory(successor=QualificationFactory(successor=new))
    place = PlaceFactory(offering=OfferingFactory(qualification=older, funded=True), funded_gbp=168)
    (check,) = no(eligibility.checks(new, place.member))
    assert (check.code, older.title in check.text) == ("funded", True)
    assert no(eligibility.checks(new, PlaceFactory(offering=place.offering).member)) == []


@pytest.mark.parametrize(
    ("fields", "met", "says"),
    [
        ({}, True, "The next start that you can ask for is"),
        ({"taken": 2}, False, "Every start date is full now."),
        ({"is_open": False}, False, "No start date is open now."),
    ],
)
def test_start_dates(fields, met, says):
    offering = OfferingFactory(**fields)
    check = next(one for one in eligibility.checks(offering.qualification, MemberFactory()) if one.code == "start")
    assert (check.met, check.text.startswith(says)) == (met, True)
    if not met:
        assert check.change


def test_an_own_place_is_a_start():
    place = PlaceFactory(status="offered", offering__places=1)
    assert eligibility.is_eligible(eligibility.checks(place.offering.qualification, place.member))


def test_the_list_and_the_page_say_the_same(grades):
    """What is "open to me" in the catalogue is what the rules of the person say."""
    first = QualificationFactory()
    for requirements in (
        {"grade_from": "EO"},
        {"grade_to": "AO"},
        {"organisations": [OrganisationFactory(code="HMPPS").code]},
        {"prerequisites": [first.code]},
    ):
        QualificationFactory(requirements=requirements)
    people = [MemberFactory(grade=grade) for grade in [*grades.values(), None]]
    EnrolmentFactory(completed=True, member=people[1], qualification=first)
    for member in people:
        for qualification in Qualification.objects.exclude(pk=first.pk):
            said = eligibility.is_eligible(eligibility.checks(qualification, member))
            assert Qualification.objects.open_to(member).filter(pk=qualification.pk).exists() is said


def test_check_without_applying(client, for_dwp, hmrc):
    client.force_login(MemberFactory(organisation=hmrc).user)
    with reading_only(), budget(6):
        page = words_of(client.get("/catalogue/for-dwp/check/"))
    assert "You cannot take this qualification now" in page
    assert "No: It is open to Department for Work and Pensions only." in page
    assert not Enrolment.objects.exists()


def test_a_waived_rule_is_kept_with_the_application_and_shown_on_it(client, for_dwp, hmrc):
    member = MemberFactory(organisation=hmrc)
    WaiverFactory(member=member, qualification=for_dwp, rules=["department"], reason="Their team moves to DWP.")
    enrolment = EnrolmentFactory(draft=True, qualification=for_dwp, member=member)
    actions.submit_enrolment(enrolment=enrolment, by=member.user)
    enrolment.refresh_from_db()
    assert [row["waived"] for row in enrolment.eligibility if not row["met"]] == ["Their team moves to DWP."]
    assert "Their team moves to DWP." in dict(enrolment.task.facts)["Exception"]
    client.force_login(member.user)
    assert "The central team made an exception." in words_of(client.get(enrolment.get_absolute_url()))
