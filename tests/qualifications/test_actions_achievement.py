import datetime

import pytest
from django.utils import timezone

from apps.certificates.models import Certificate, Finding
from apps.certificates.states import Fault
from apps.core.models import AuditEvent, Job
from apps.qualifications import actions
from apps.qualifications.models import EnrolledUnit, Qualification, UnitAchievement
from apps.qualifications.states import Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)
from tests.qualifications.trail import events, jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory()


def achieve(member, code, by=None):
    return actions.achieve_unit(
        member=member, unit=UnitFactory(code=code), how="passing its test", by=by or member.user
    )


# --- Bank a unit -----------------------------------------------------------------------------------------------------


def test_achieve_unit_banks_it(member):
    achievement = achieve(member, "7")
    assert UnitAchievement.objects.get() == achievement
    assert (achievement.achieved_on, achievement.how) == (timezone.localdate(), "passing its test")
    assert events() == ["unit.achieved"]
    event = AuditEvent.objects.get()
    assert event.sentence == f"{member} achieved unit 7 Unit about 7 by passing its test"
    assert jobs() == []


def test_achieve_unit_banks_it_once(member):
    first = achieve(member, "7")
    UnitAchievement.objects.update(achieved_on=datetime.date(2026, 1, 1), how="an earlier test")
    assert achieve(member, "7") == first
    first.refresh_from_db()
    assert (first.achieved_on, first.how) == (datetime.date(2026, 1, 1), "an earlier test")
    assert events() == ["unit.achieved"]


def test_a_unit_is_achieved_by_one_person(member):
    enrolment = EnrolmentFactory(member=member)
    achieve(MemberFactory(), "1")
    achieve(MemberFactory(), "2")
    enrolment.refresh_from_db()
    assert enrolment.status == Status.IN_PROGRESS


# --- Complete --------------------------------------------------------------------------------------------------------


def test_the_last_unit_completes_it(member):
    enrolment = EnrolmentFactory(member=member, qualification__title="Level 2 Award")
    achieve(member, "1")
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.certificate) == (Status.IN_PROGRESS, None)
    achieve(member, "2")
    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED
    assert timezone.now() - enrolment.completed_at < datetime.timedelta(minutes=1)
    certificate = Certificate.objects.get()
    assert enrolment.certificate == certificate
    assert (certificate.holder, certificate.holder_name, certificate.title) == (member, member.name, "Level 2 Award")
    assert (certificate.level, certificate.awarding_body) == (2, "City & Guilds")
    assert certificate.units == [{"code": "1", "title": "Unit about 1"}, {"code": "2", "title": "Unit about 2"}]
    assert events() == ["unit.achieved", "unit.achieved", "certificate.awarded", "enrolment.completed"]
    job = Job.objects.get()
    assert (job.kind, job.payload) == ("make_certificate", {"certificate": str(certificate.pk)})


def test_a_unit_passed_again_completes_nothing_twice(member):
    EnrolmentFactory(member=member)
    for code in ["1", "2", "2", "1"]:
        achieve(member, code)
    assert Certificate.objects.count() == Job.objects.count() == 1
    assert events().count("enrolment.completed") == 1


def with_optional(choose, units):
    groups = [{"title": "Optional", "choose": choose, "units": units}]
    return {"mandatory": ["1"], "groups": groups}


def test_it_completes_exactly_when_the_rule_is_met(member):
    """Not before one from the group is there, and without waiting for one more that was chosen."""
    qualification = QualificationFactory(rule=with_optional(1, ["2", "3", "4"]))
    enrolment = EnrolmentFactory(member=member, qualification=qualification)
    for code in ["2", "3"]:
        EnrolledUnit.objects.create(enrolment=enrolment, unit=UnitFactory(code=code))
    seen = []
    for code in ["4", "1", "3"]:  # 4 was not chosen
        achieve(member, code)
        enrolment.refresh_from_db()
        seen.append(enrolment.status)
    assert seen == [Status.IN_PROGRESS, Status.IN_PROGRESS, Status.COMPLETED]
    assert [unit["code"] for unit in enrolment.certificate.units] == ["1", "3"]


def test_it_completes_at_the_credits(member):
    for code, credits in [("1", 4), ("2", 5), ("3", 6)]:
        UnitFactory(code=code, recorded_credits=credits)
    enrolment = EnrolmentFactory(member=member, qualification__rule={"min_credits": 10})
    for code in "123":
        EnrolledUnit.objects.create(enrolment=enrolment, unit=UnitFactory(code=code))
    achieve(member, "1")
    achieve(member, "2")
    enrolment.refresh_from_db()
    assert enrolment.status == Status.IN_PROGRESS
    achieve(member, "3")
    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED


def test_a_unit_counts_towards_every_size_of_its_suite(member):
    award = EnrolmentFactory(member=member, qualification__rule={"mandatory": ["1"]})
    certificate = EnrolmentFactory(member=member, qualification__rule={"mandatory": ["1", "2"]})
    other_suite = EnrolmentFactory(
        member=member, qualification__rule={"mandatory": ["1"]}, qualification__suite__code="OTHER"
    )
    achieve(member, "1")
    achieve(member, "2")
    for enrolment in [award, certificate, other_suite]:
        enrolment.refresh_from_db()
    assert (award.status, certificate.status) == (Status.COMPLETED, Status.COMPLETED)
    assert other_suite.status == Status.IN_PROGRESS
    assert Certificate.objects.count() == Job.objects.count() == 2


@pytest.mark.parametrize("status", [status for status in Status if status != Status.IN_PROGRESS])
def test_only_what_is_studied_is_completed(status, member):
    enrolment = enrolment_in(status, member=member)
    before = Certificate.objects.count()
    achieve(member, "1")
    achieve(member, "2")
    enrolment.refresh_from_db()
    assert enrolment.status == status
    assert Certificate.objects.count() == before
    assert events() == ["unit.achieved", "unit.achieved"]


# --- Start -----------------------------------------------------------------------------------------------------------


def test_start_learning(member):
    enrolment = enrolment_in(Status.APPROVED, member=member)
    actions.start_learning(enrolment=enrolment, by=member.user)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.IN_PROGRESS
    assert events() == ["enrolment.begun"]
    assert jobs() == []


def test_start_learning_with_everything_achieved_completes_at_once(member):
    enrolment = enrolment_in(Status.APPROVED, member=member)
    for row in enrolment.enrolled_units.all():
        UnitAchievementFactory(member=member, unit=row.unit)
    actions.start_learning(enrolment=enrolment, by=member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.certificate) == (Status.COMPLETED, Certificate.objects.get())
    assert events() == ["enrolment.begun", "certificate.awarded", "enrolment.completed"]
    assert jobs() == ["make_certificate"]


def test_start_learning_with_some_of_it_achieved_goes_on(member):
    enrolment = enrolment_in(Status.APPROVED, member=member)
    UnitAchievementFactory(member=member, unit=enrolment.enrolled_units.first().unit)
    actions.start_learning(enrolment=enrolment, by=member.user)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.IN_PROGRESS
    assert events() == ["enrolment.begun"]


# --- Earned and still open -------------------------------------------------------------------------------------------


def test_complete_earned_completes_what_went_past_the_last_unit():
    enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    open_one = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    assert actions.complete_earned() == 0
    UnitAchievementFactory(member=enrolment.member, unit=enrolment.enrolled_units.get().unit)
    assert actions.complete_earned() == 1
    assert actions.complete_earned() == 0
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.certificate.holder) == (Status.COMPLETED, enrolment.member)
    finding = Finding.objects.get()
    assert (finding.fault, finding.certificate) == (Fault.UNCERTIFIED, enrolment.certificate)
    assert finding.mended_at
    assert Job.objects.filter(kind="make_certificate").count() == 1
    open_one.refresh_from_db()
    assert open_one.status == Status.IN_PROGRESS


def test_complete_earned_leaves_open_what_the_rule_still_asks_for():
    """Every chosen unit is achieved, but they are not enough."""
    enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    UnitAchievementFactory(member=enrolment.member, unit=enrolment.enrolled_units.get().unit)
    Qualification.objects.update(rule={"mandatory": ["1", "2"]})
    assert actions.complete_earned() == 0
    assert not Finding.objects.exists()
