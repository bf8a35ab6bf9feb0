import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.approvals.models import Task
from apps.approvals.states import Status as Decision
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.core.words import date_words
from apps.qualifications import actions
from apps.qualifications.models import EnrolledUnit, Enrolment, Unit
from apps.qualifications.states import LIVE, Status, WithdrawalReason
from tests.accounts.factories import UserFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    StudyPlanFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)
from tests.qualifications.trail import events, jobs, messages, nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory(line_manager=MemberFactory())


def codes(enrolment):
    return sorted(enrolment.enrolled_units.values_list("unit__code", flat=True))


# --- Start -----------------------------------------------------------------------------------------------------------


def test_start_enrolment(member):
    qualification = QualificationFactory()
    enrolment = actions.start_enrolment(qualification=qualification, by=member.user)
    assert (enrolment.status, enrolment.member, enrolment.task) == (Status.DRAFT, member, None)
    assert codes(enrolment) == ["1", "2"]
    assert events() == ["enrolment.started"]
    assert AuditEvent.objects.get().sentence == f"{member} began to ask for the {qualification}"
    assert jobs() == messages() == []


def test_start_enrolment_goes_on_with_the_one_there_is(member):
    qualification = QualificationFactory()
    first = actions.start_enrolment(qualification=qualification, by=member.user)
    assert actions.start_enrolment(qualification=qualification, by=member.user) == first
    assert events() == ["enrolment.started"]


@pytest.mark.parametrize("status", LIVE)
def test_start_enrolment_leads_to_what_is_live(status):
    enrolment = enrolment_in(status)
    found = actions.start_enrolment(qualification=enrolment.qualification, by=enrolment.member.user)
    assert found == enrolment
    assert nothing_happened()


def test_start_enrolment_needs_an_hr_record():
    with pytest.raises(PermissionDenied):
        actions.start_enrolment(qualification=QualificationFactory(), by=UserFactory())


def test_start_enrolment_refuses_what_is_not_open(member):
    held = EnrolmentFactory(completed=True, member=member)
    with pytest.raises(RuleBroken, match=r"You have already completed it\. A larger size"):
        actions.start_enrolment(qualification=held.qualification, by=member.user)
    assert nothing_happened()


def test_start_enrolment_chooses_what_was_achieved_before(member):
    groups = [{"title": "Optional", "choose": 1, "units": ["3", "4"]}]
    certificate = QualificationFactory(rule={"mandatory": ["1"], "groups": groups})
    UnitFactory(code="5")
    for code in ["1", "4", "5"]:
        UnitAchievementFactory(member=member, unit=UnitFactory(code=code))
    UnitAchievementFactory(member=member, unit=UnitFactory(code="3", suite__code="OTHER"))  # 3 of another suite
    assert codes(actions.start_enrolment(qualification=certificate, by=member.user)) == ["1", "4"]


def test_start_enrolment_chooses_what_was_achieved_before_where_any_unit_counts(member):
    UnitFactory(code="6")
    UnitAchievementFactory(member=member, unit=UnitFactory(code="7"))
    anything = QualificationFactory(rule={"min_units": 2})
    assert codes(actions.start_enrolment(qualification=anything, by=member.user)) == ["7"]


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_to_ask_again_says_what_was_said_before(status, member):
    groups = [{"title": "Optional", "choose": 1, "units": ["3", "4"]}]
    qualification = QualificationFactory(rule={"mandatory": ["1"], "groups": groups})
    last = enrolment_in(status, member=member, qualification=qualification, with_units=False)
    EnrolledUnit.objects.create(enrolment=last, unit=UnitFactory(code="4"))
    StudyPlanFactory(enrolment=last, hours_a_week=Decimal("4.0"))
    changed = StudyPlanFactory(enrolment=last, version=2, hours_a_week=Decimal("2.0"), cover="Sam covers.")
    again = actions.start_enrolment(qualification=qualification, by=member.user)
    assert (again.pk != last.pk, again.status) == (True, Status.DRAFT)
    assert codes(again) == ["1", "4"]
    assert again.purpose == last.purpose == "To do my job better."
    assert (again.plan.version, again.plan.hours_a_week, again.plan.cover) == (1, Decimal("2.0"), "Sam covers.")
    assert (again.plan.starts_on, again.plan.ends_on) == (changed.starts_on, changed.ends_on)
    assert events() == ["enrolment.started"]


def test_to_ask_again_leaves_out_units_that_no_longer_count(member):
    last = enrolment_in(Status.DECLINED, member=member)
    qualification = last.qualification
    qualification.rule = {"mandatory": ["2", "8"]}
    qualification.save()
    UnitFactory(code="8")
    assert codes(actions.start_enrolment(qualification=qualification, by=member.user)) == ["2", "8"]


# --- Write -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(member):
    """Complete, with a choice to make."""
    groups = [{"title": "Optional", "choose": 1, "units": ["3", "4"]}]
    qualification = QualificationFactory(rule={"mandatory": ["1"], "groups": groups})
    enrolment = EnrolmentFactory(draft=True, member=member, qualification=qualification)
    EnrolledUnit.objects.create(enrolment=enrolment, unit=Unit.objects.get(code="3"))
    return enrolment


def test_choose_units(draft):
    kept = draft.enrolled_units.get(unit__code="1")
    actions.choose_units(enrolment=draft, units=list(Unit.objects.filter(code__in=["1", "4"])), by=draft.member.user)
    assert codes(draft) == ["1", "4"]
    assert draft.enrolled_units.get(unit__code="1") == kept
    assert events() == ["enrolment.units_chosen"]
    assert AuditEvent.objects.get().details == {"units": ["1", "4"]}


def test_choose_units_keeps_a_choice_with_gaps(draft):
    actions.choose_units(enrolment=draft, units=[], by=draft.member.user)
    assert codes(draft) == []


def test_choose_units_refuses_what_does_not_count(draft):
    foreign = UnitFactory(code="9")
    with pytest.raises(RuleBroken, match="Unit 9 does not count towards this qualification"):
        actions.choose_units(enrolment=draft, units=[foreign], by=draft.member.user)
    assert codes(draft) == ["1", "3"]
    assert nothing_happened()


def test_choose_units_refuses_units_of_another_suite(draft):
    stranger = UnitFactory(code="3", suite__code="OTHER")
    with pytest.raises(RuleBroken, match="Unit 3 does not count towards this qualification"):
        actions.choose_units(enrolment=draft, units=[stranger], by=draft.member.user)
    assert codes(draft) == ["1", "3"]


def test_propose_study_time(draft):
    starts_on = timezone.localdate() + datetime.timedelta(days=7)
    said = {
        "hours_a_week": Decimal("2.5"),
        "days": "-T--F",
        "starts_on": starts_on,
        "ends_on": starts_on + datetime.timedelta(days=100),
        "cover": "Sam covers on Fridays.",
    }
    actions.propose_study_time(enrolment=draft, by=draft.member.user, **said)
    plan = draft.plans.get()
    assert {name: getattr(plan, name) for name in said} == said
    assert (plan.version, plan.proposed_by) == (1, draft.member.user)
    assert events() == ["enrolment.study_time_proposed"]


def test_propose_study_time_twice_keeps_the_last(draft):
    day = timezone.localdate()
    for hours in ["1.0", "2.0"]:
        said = {"hours_a_week": Decimal(hours), "starts_on": day, "ends_on": day + datetime.timedelta(1)}
        said |= {"days": "", "cover": ""}
        actions.propose_study_time(enrolment=draft, by=draft.member.user, **said)
    assert draft.plans.get().hours_a_week == Decimal("2.0")


def test_say_purpose(draft):
    actions.say_purpose(enrolment=draft, purpose="To become a work coach.", by=draft.member.user)
    draft.refresh_from_db()
    assert draft.purpose == "To become a work coach."
    assert events() == ["enrolment.purpose_said"]


# --- Send ------------------------------------------------------------------------------------------------------------


def test_submit_enrolment(draft, member):
    actions.submit_enrolment(enrolment=draft, by=member.user)
    draft.refresh_from_db()
    plan, boss = draft.plan, member.line_manager
    assert draft.status == Status.SUBMITTED
    task = Task.objects.get()
    assert draft.task == task
    assert (task.status, task.requester, task.requested_by) == (Decision.PENDING, member, member.user)
    ends_on = date_words(plan.ends_on)
    assert task.title == f"3 hours a week of study time until {ends_on} for the {draft.qualification}"
    assert task.facts == [
        ["Qualification", f"{draft.qualification} (City & Guilds)"],
        ["Units", "1 Unit about 1\n3 Unit about 3"],
        ["Study time", "3 hours a week, as the work allows"],
        ["Dates", f"{date_words(plan.starts_on)} to {ends_on}, 26 weeks"],
        ["In all", "About 78 hours, or 10.5 working days"],
        ["Cost", "Price to be confirmed"],
        ["Cover", "None needed"],
        ["What it is for", "To do my job better."],
    ]
    assert task.subject == draft.qualification.code
    assert task.decide_url == f"/enrolments/{draft.pk}/decide/"
    assert task.accept_url == f"/enrolments/{draft.pk}/accept/"
    assert task.withdraw_url == f"/enrolments/{draft.pk}/withdraw/"
    assert task.again_url == f"/catalogue/{draft.qualification.slug}/enrol/"
    assert events() == ["task.requested", "enrolment.submitted"]
    assert messages() == [
        (member.user, "Your request was sent"),
        (boss.user, "A request waits for your decision"),
    ]
    assert jobs() == ["send_message", "send_message"]


def test_submit_enrolment_tells_the_manager_about_the_team(draft, member):
    MemberFactory(line_manager=member.line_manager)
    actions.submit_enrolment(enrolment=draft, by=member.user)
    assert Task.objects.get().facts[-1] == ["Team in those weeks", "0 of 1 colleague has study time in these weeks"]


def test_submit_enrolment_makes_an_account_for_a_manager_without_one(draft, member):
    boss = member.line_manager = MemberFactory(user=None)
    member.save()
    actions.submit_enrolment(enrolment=draft, by=member.user)
    boss.refresh_from_db()
    assert (boss.user, "A request waits for your decision") in messages()


def test_submit_enrolment_without_a_manager_goes_to_the_central_team():
    central = GrantFactory().user
    draft = EnrolmentFactory(draft=True)
    actions.submit_enrolment(enrolment=draft, by=draft.member.user)
    assert messages()[1:] == [(central, "A request waits for your decision")]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (
            lambda draft: draft.enrolled_units.filter(unit__code="3").delete(),
            "Choose your units first. Still needed: 1 optional unit.",
        ),
        (lambda draft: draft.plans.all().delete(), "Say how much study time you need first."),
        (
            lambda draft: draft.plans.update(starts_on=timezone.localdate() - datetime.timedelta(days=1)),
            "The start date you chose has passed. Choose a new one under “Study time”.",
        ),
        (lambda draft: Enrolment.objects.update(purpose=""), "Say what the qualification is for first."),
    ],
)
def test_submit_enrolment_refuses_what_is_not_complete(spoil, reason, draft):
    spoil(draft)
    with pytest.raises(RuleBroken) as refused:
        actions.submit_enrolment(enrolment=draft, by=draft.member.user)
    assert str(refused.value) == reason
    draft.refresh_from_db()
    assert (draft.status, draft.task) == (Status.DRAFT, None)
    assert nothing_happened()


def test_submit_enrolment_refuses_barred_units(draft):
    qualification = draft.qualification
    qualification.rule = {"min_units": 2, "barred": [{"unit": "1", "not_with": ["3"]}]}
    qualification.save()
    with pytest.raises(RuleBroken, match="Units 1 and 3 cannot be taken together: take one of them out"):
        actions.submit_enrolment(enrolment=draft, by=draft.member.user)


# --- Give up ---------------------------------------------------------------------------------------------------------


def test_withdraw_a_draft():
    draft = enrolment_in(Status.DRAFT)
    actions.withdraw_enrolment(enrolment=draft, reason=WithdrawalReason.CHOICE, by=draft.member.user)
    draft.refresh_from_db()
    assert (draft.status, draft.withdrawal_reason) == (Status.WITHDRAWN, WithdrawalReason.CHOICE)
    assert timezone.now() - draft.withdrawn_at < datetime.timedelta(minutes=1)
    assert events() == ["enrolment.withdrawn"]
    assert AuditEvent.objects.get().details == {"reason": "choice"}
    assert jobs() == []


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CHANGED])
def test_withdraw_takes_an_open_request_back(status):
    enrolment = enrolment_in(status)
    actions.withdraw_enrolment(enrolment=enrolment, reason=WithdrawalReason.WORK, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.WITHDRAWN, Decision.WITHDRAWN)
    assert events() == ["task.withdrawn", "enrolment.withdrawn"]


@pytest.mark.parametrize("status", [Status.APPROVED, Status.IN_PROGRESS])
def test_withdraw_leaves_the_decision_and_what_was_achieved(status):
    enrolment = enrolment_in(status)
    UnitAchievementFactory(member=enrolment.member, unit=enrolment.enrolled_units.first().unit)
    actions.withdraw_enrolment(enrolment=enrolment, reason=WithdrawalReason.MOVE, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.WITHDRAWN, Decision.APPROVED)
    assert enrolment.member.achievements.count() == 1
    assert events() == ["enrolment.withdrawn"]
