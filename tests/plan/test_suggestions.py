import pytest
from django.utils import timezone

from apps.qualifications.states import Size, Status
from tests.certificates.factories import CertificateFactory
from tests.members.factories import MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MemberFactory()
    client.force_login(member.user)
    return member


def suggested(client):
    return {row.qualification: row.because for row in client.get("/").context["today"].suggestions}


@pytest.fixture
def learner(member):
    """Somebody who is no newcomer: they have withdrawn from something."""
    enrolment_in(
        Status.WITHDRAWN, member=member, qualification=QualificationFactory(suite=SuiteFactory(code="OLD"), level=7)
    )
    return member


def qualification(code, **fields):
    return QualificationFactory(suite=SuiteFactory(code=code), **fields)


def test_a_suggestion_goes_by_grade(client, learner):
    level_2, level_3 = qualification("A", level=2), qualification("B", level=3)
    qualification("C", level=5)
    assert suggested(client) == {
        level_2: "Level 2 is one we suggest at your grade, AO",
        level_3: "Level 3 is one we suggest at your grade, AO",
    }


def test_without_a_grade_the_first_level_is_suggested(client, learner):
    type(learner).objects.filter(pk=learner.pk).update(grade=None)
    level_2 = qualification("A", level=2)
    qualification("B", level=3)
    assert suggested(client) == {level_2: "Level 2 is where one can begin without any other qualification"}


def test_a_unit_achieved_is_the_strongest_reason(client, learner):
    mine = qualification("A", level=6, eligible_departments=["DWP"])
    assert suggested(client) == {mine: "it is open to few departments, and DWP is one of them"}
    UnitAchievementFactory(member=learner, unit=mine.suite.units.first())
    assert suggested(client) == {mine: "1 unit you have already counts towards it"}
    UnitAchievementFactory(member=learner, unit=mine.suite.units.last())
    assert suggested(client) == {mine: "2 units you have already count towards it"}


def test_a_unit_that_does_not_count_is_no_reason(client, learner):
    other = qualification("A", level=6)
    UnitAchievementFactory(member=learner, unit=UnitFactory(suite=other.suite, code="99"))
    assert suggested(client) == {}


def test_what_is_for_ones_region_is_suggested(client, learner):
    mine = qualification("A", level=6, eligible_regions=["NW"])
    assert suggested(client) == {mine: "it is open to few regions, and yours is one of them"}


@pytest.mark.parametrize(
    "fields",
    [{"eligible_departments": ["MOJ"]}, {"eligible_regions": ["WLS"]}, {"availability": "closed"}],
)
def test_what_is_not_open_to_one_is_not_suggested(client, learner, fields):
    qualification("A", **fields)
    assert suggested(client) == {}


def test_what_has_an_open_successor_is_not_suggested(client, learner):
    new = qualification("B", level=7)
    qualification("A", successor=new)
    assert suggested(client) == {}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.IN_PROGRESS, Status.COMPLETED])
def test_what_one_has_or_is_about_to_take_is_not_suggested(client, member, status):
    enrolment_in(status, member=member)
    assert suggested(client) == {}


def test_neither_is_anything_smaller_of_the_suite_but_what_builds_on_it_is(client, member):
    certificate = qualification("A", level=3, size=Size.CERTIFICATE)
    QualificationFactory(suite=certificate.suite, level=3, size=Size.AWARD)
    diploma = QualificationFactory(suite=certificate.suite, level=3, size=Size.DIPLOMA)
    enrolment = EnrolmentFactory(member=member, qualification=certificate)
    assert suggested(client) == {}
    held = CertificateFactory(holder=member)
    type(enrolment).objects.update(status=Status.COMPLETED, completed_at=timezone.now(), certificate=held)
    assert list(suggested(client)) == [diploma]


def test_there_are_three_at_most_and_the_smallest_of_each_suite_and_level(client, learner):
    for code in "ABCD":
        qualification(code, size=Size.CERTIFICATE)
        QualificationFactory(suite=SuiteFactory(code=code), size=Size.AWARD)
    found = list(suggested(client))
    assert [row.size for row in found] == [Size.AWARD] * 3
    assert len({row.suite_id for row in found}) == 3
