import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.qualifications.models import EnrolledUnit, Enrolment, Qualification, StudyPlan
from apps.qualifications.states import LIVE, MOVES, Availability, Provenance, Status, WithdrawalReason
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    StudyPlanFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", LIVE)
def test_one_live_enrolment_per_member(status):
    first = EnrolmentFactory()
    with pytest.raises(IntegrityError, match="enrolment_one_live_per_member"):
        EnrolmentFactory(member=first.member, qualification=first.qualification, status=status)


def test_one_may_ask_again_after_a_refusal_and_others_may_ask():
    first = EnrolmentFactory(status=Status.DECLINED)
    EnrolmentFactory(member=first.member, qualification=first.qualification)
    EnrolmentFactory(qualification=first.qualification)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.COMPLETED},
        {"status": Status.COMPLETED, "completed_at": timezone.now()},
        {"completed_at": timezone.now()},
        {"completed": True, "completed_at": None},
    ],
)
def test_completed_has_a_certificate(fields):
    with pytest.raises(IntegrityError, match="enrolment_completed_has_a_certificate"):
        EnrolmentFactory(**fields)


def test_what_is_not_completed_has_no_certificate():
    with pytest.raises(IntegrityError, match="enrolment_completed_has_a_certificate"):
        EnrolmentFactory(certificate=CertificateFactory())


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.WITHDRAWN},
        {"status": Status.WITHDRAWN, "withdrawn_at": timezone.now()},
        {"status": Status.WITHDRAWN, "withdrawal_reason": WithdrawalReason.WORK},
        {"withdrawn_at": timezone.now()},
        {"withdrawal_reason": WithdrawalReason.WORK},
    ],
)
def test_withdrawn_says_when_and_why(fields):
    with pytest.raises(IntegrityError, match="enrolment_withdrawn_says_when_and_why"):
        EnrolmentFactory(**fields)


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.CHANGED, Status.APPROVED, Status.IN_PROGRESS, Status.DECLINED]
)
def test_sent_has_a_task(status):
    with pytest.raises(IntegrityError, match="enrolment_sent_has_a_task"):
        EnrolmentFactory(status=status, task=None)


def test_a_task_is_of_one_enrolment():
    sent = EnrolmentFactory()
    with pytest.raises(IntegrityError, match="task_id"):
        EnrolmentFactory(task=sent.task)


def test_a_certificate_is_of_one_enrolment():
    completed = EnrolmentFactory(completed=True)
    with pytest.raises(IntegrityError, match="certificate_id"):
        EnrolmentFactory(completed=True, certificate=completed.certificate)


def test_a_unit_is_enrolled_once():
    enrolment = EnrolmentFactory()
    with pytest.raises(IntegrityError, match="enrolled_unit_once"):
        EnrolledUnit.objects.create(enrolment=enrolment, unit=enrolment.enrolled_units.first().unit)


def test_a_unit_is_achieved_once():
    banked = UnitAchievementFactory()
    with pytest.raises(IntegrityError, match="unit_achieved_once"):
        UnitAchievementFactory(member=banked.member, unit=banked.unit)


def test_a_version_of_a_plan_is_there_once():
    plan = StudyPlanFactory()
    with pytest.raises(IntegrityError, match="study_plan_one_per_version"):
        StudyPlanFactory(enrolment=plan.enrolment)


@pytest.mark.parametrize("days", [0, -1])
def test_a_plan_ends_after_its_start(days):
    today = timezone.localdate()
    with pytest.raises(IntegrityError, match="studyplan_ends_after_start"):
        StudyPlanFactory(starts_on=today, ends_on=today + datetime.timedelta(days=days))


@pytest.mark.parametrize("hours", ["0.4", "15.1", "0", "-1"])
def test_hours_of_a_plan_are_in_reason(hours):
    with pytest.raises(IntegrityError, match="studyplan_hours_in_reason"):
        StudyPlanFactory(hours_a_week=Decimal(hours))


@pytest.mark.parametrize("hours", ["0.5", "15.0"])
def test_hours_of_a_plan_at_the_ends(hours):
    assert StudyPlanFactory(hours_a_week=Decimal(hours)).pk


def test_a_unit_s_code_is_there_once_in_a_suite():
    unit = UnitFactory(code="304")
    assert UnitFactory(code="304", suite__code="OTHER") != unit  # 304 of one suite is not 304 of another
    with pytest.raises(IntegrityError, match="unit_one_per_suite_and_code"):
        type(unit).objects.create(suite=unit.suite, code="304", title="x", level=3, provenance=Provenance.CONFIRMED)


def test_what_is_open_has_a_rule():
    with pytest.raises(IntegrityError, match="qualification_open_has_a_rule"):
        QualificationFactory(rule=None)


@pytest.mark.parametrize("price", ["0.00", "-1.00"])
def test_a_price_is_above_zero(price):
    with pytest.raises(IntegrityError, match="qualification_price_above_zero"):
        QualificationFactory(price_gbp=Decimal(price))


@pytest.mark.parametrize("field", ["code", "slug"])
def test_codes_and_addresses_of_qualifications_are_there_once(field):
    first = QualificationFactory()
    with pytest.raises(IntegrityError, match=field):
        QualificationFactory(**{field: getattr(first, field)})


def test_suites_have_codes_of_their_own():
    with pytest.raises(IntegrityError, match="code"):
        type(SuiteFactory()).objects.create(code=SuiteFactory().code, title="x", awarding_body="y")


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_an_enrolment_is_visible_to_its_member_their_manager_and_the_central_team():
    boss = MemberFactory(line_manager=MemberFactory())
    enrolment = EnrolmentFactory(member__line_manager=boss)

    def sees(user):
        return list(Enrolment.objects.visible_to(user)) == [enrolment]

    assert sees(enrolment.member.user)
    assert sees(boss.user)
    assert sees(central_user())
    assert not Enrolment.objects.visible_to(boss.line_manager.user).exists()
    assert not Enrolment.objects.visible_to(MemberFactory(line_manager=boss).user).exists()
    assert not Enrolment.objects.visible_to(UserFactory()).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"draft": True},
        {
            "status": Status.WITHDRAWN,
            "task": None,
            "withdrawn_at": timezone.now(),
            "withdrawal_reason": WithdrawalReason.PERSONAL,
        },
    ],
)
def test_what_was_never_sent_is_not_the_manager_s_to_see(fields):
    boss = MemberFactory()
    enrolment = EnrolmentFactory(member__line_manager=boss, **fields)
    assert not Enrolment.objects.visible_to(boss.user).exists()
    assert Enrolment.objects.visible_to(enrolment.member.user).exists()


def test_of_is_one_s_own_only():
    boss = MemberFactory()
    EnrolmentFactory(member__line_manager=boss)
    own = EnrolmentFactory(member=boss)
    assert list(Enrolment.objects.visible_to(boss.user).of(boss.user)) == [own]


def test_an_enrolled_unit_is_visible_to_its_member_only():
    boss = MemberFactory()
    enrolment = EnrolmentFactory(member__line_manager=boss)
    assert EnrolledUnit.objects.visible_to(enrolment.member.user).count() == 2
    for user in [boss.user, central_user(), UserFactory()]:
        assert not EnrolledUnit.objects.visible_to(user).exists()


def test_the_catalogue_is_visible_to_all():
    assert list(Qualification.objects.visible_to(UserFactory())) == list(Qualification.objects.all())


# --- What it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_move_to_follows_the_table(source, target):
    enrolment = Enrolment(status=source)
    if target in MOVES[source]:
        enrolment.move_to(target)
        assert enrolment.status == target
    else:
        with pytest.raises(RuleBroken):
            enrolment.move_to(target)
        assert enrolment.status == source


def test_the_plan_that_counts_is_the_last():
    enrolment = EnrolmentFactory()
    last = StudyPlanFactory(enrolment=enrolment, version=3)
    StudyPlanFactory(enrolment=enrolment, version=2)
    assert enrolment.plan == last
    assert Enrolment.objects.for_list().get().plan == last
    assert EnrolmentFactory(with_units=False).plan is None


@pytest.mark.parametrize(
    ("days", "weeks", "hours"), [(1, 1, "3.0"), (6, 1, "3.0"), (7, 2, "6.0"), (13, 2, "6.0"), (14, 3, "9.0")]
)
def test_a_plan_counts_weeks_begun(days, weeks, hours):
    today = timezone.localdate()
    plan = StudyPlan(starts_on=today, ends_on=today + datetime.timedelta(days=days), hours_a_week=Decimal("3.0"))
    assert (plan.weeks, plan.total_hours) == (weeks, Decimal(hours))


def test_achieved_counts_by_whichever_enrolment():
    enrolment = EnrolmentFactory()
    UnitAchievementFactory(member=enrolment.member, unit=enrolment.enrolled_units.first().unit)
    UnitAchievementFactory(unit=enrolment.enrolled_units.last().unit)  # somebody else's
    assert Enrolment.objects.for_list().get().achieved_count == 1


@pytest.mark.parametrize(
    ("recorded", "assumed", "credits"), [(7, 6, 7), (None, 6, 6), (None, None, None), (7, None, 7)]
)
def test_credits_are_on_record_or_assumed_by_the_suite(recorded, assumed, credits):
    suite = SuiteFactory(assumed_unit_credits=assumed)
    assert UnitFactory(suite=suite, recorded_credits=recorded).credits == credits


@pytest.mark.parametrize(
    ("price", "words"),
    [(None, "Price to be confirmed"), ("168.00", "£168.00 excluding VAT"), ("1250.5", "£1,250.50 excluding VAT")],
)
def test_an_unknown_price_is_never_nought(price, words):
    assert Qualification(price_gbp=price and Decimal(price)).price_words == words


def test_illustrative_parts_name_what_is_not_on_record():
    qualification = QualificationFactory(
        provenance=Provenance.ILLUSTRATIVE,
        size_provenance=Provenance.ILLUSTRATIVE,
        rule_provenance=Provenance.ILLUSTRATIVE,
        totals_provenance=Provenance.ILLUSTRATIVE,
        suite__assumed_unit_credits=6,
    )
    assert qualification.illustrative_parts == [
        "its title",
        "its size",
        "which units make it",
        "the totals it asks for",
        "6 credits for each unit that has none on record",
    ]
    assert QualificationFactory(suite__code="OTHER").illustrative_parts == []


def test_is_replaced_once_its_successor_is_open():
    successor = QualificationFactory(availability=Availability.DETAILS_PENDING)
    qualification = QualificationFactory(successor=successor)
    assert not qualification.is_replaced
    successor.availability = Availability.OPEN
    assert qualification.is_replaced
    assert not successor.is_replaced
