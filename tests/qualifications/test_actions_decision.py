import datetime
from decimal import Decimal

import pytest

from apps.approvals.states import Reason
from apps.approvals.states import Status as Decision
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.core.words import date_words
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from apps.qualifications import actions
from apps.qualifications.states import Status
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import StudyPlanFactory, enrolment_in
from tests.qualifications.trail import events, jobs, messages, nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return MemberFactory()


@pytest.fixture
def enrolment(boss):
    return enrolment_in(Status.SUBMITTED, member__line_manager=boss)


def as_planned(plan, **changes):
    return {name: getattr(plan, name) for name in ("hours_a_week", "starts_on", "ends_on", "cover")} | changes


def test_agree(enrolment, boss):
    actions.decide_study_time(enrolment=enrolment, decision=Decision.APPROVED, by=boss.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.APPROVED, Decision.APPROVED)
    assert enrolment.task.decided_by == boss.user
    assert enrolment.plans.count() == 1
    assert events() == ["task.decided", "enrolment.decided"]
    assert AuditEvent.objects.last().sentence == f"{boss} agreed to the study time"
    assert messages() == [(enrolment.member.user, "Your request was agreed")]
    message = Message.objects.get()
    assert (message.link, message.link_text) == (enrolment.get_absolute_url(), "Start learning")
    assert jobs() == ["send_message"]


def test_agree_with_changes(enrolment, boss):
    before = enrolment.plan
    starts_on = before.starts_on + datetime.timedelta(days=30)
    plan = as_planned(before, hours_a_week=Decimal("1.5"), starts_on=starts_on)
    actions.decide_study_time(
        enrolment=enrolment, decision=Decision.CHANGED, plan=plan, comment="After the busy weeks.", by=boss.user
    )
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.CHANGED, Decision.CHANGED)
    assert (enrolment.plan.version, enrolment.plan.hours_a_week) == (2, Decimal("1.5"))
    assert (enrolment.plan.starts_on, enrolment.plan.ends_on) == (starts_on, before.ends_on)
    assert enrolment.plan.proposed_by == boss.user
    assert enrolment.plans.get(version=1).hours_a_week == Decimal("3.0")
    assert enrolment.task.changes == [
        ["Hours a week", "1.5 hours instead of 3 hours"],
        ["Start", f"{date_words(starts_on)} instead of {date_words(before.starts_on)}"],
    ]
    assert enrolment.task.comment == "After the busy weeks."
    assert events() == ["task.decided", "enrolment.decided"]
    assert AuditEvent.objects.last().details == {"decision": "changed"}
    assert messages() == [(enrolment.member.user, "Your request was agreed with changes")]


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({"hours_a_week": Decimal("1.0")}, [["Hours a week", "1 hour instead of 3 hours"]]),
        ({"cover": "Sam covers."}, [["Cover", "Sam covers. instead of none"]]),
    ],
)
def test_what_is_changed_is_said(changes, rows, enrolment, boss):
    plan = as_planned(enrolment.plan, **changes)
    actions.decide_study_time(enrolment=enrolment, decision=Decision.CHANGED, plan=plan, by=boss.user)
    enrolment.refresh_from_db()
    assert enrolment.task.changes == rows


@pytest.mark.parametrize("hours", ["3.0", "3", "3.00"])
def test_agree_with_changes_refuses_when_nothing_is_changed(hours, enrolment, boss):
    plan = as_planned(enrolment.plan, hours_a_week=Decimal(hours))
    with pytest.raises(RuleBroken, match="You have not changed anything"):
        actions.decide_study_time(enrolment=enrolment, decision=Decision.CHANGED, plan=plan, by=boss.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status, enrolment.plans.count()) == (Status.SUBMITTED, "pending", 1)
    assert nothing_happened()


def test_refuse(enrolment, boss):
    actions.decide_study_time(
        enrolment=enrolment, decision=Decision.REFUSED, reason=Reason.TIMING, comment="Ask in May.", by=boss.user
    )
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.DECLINED, Decision.REFUSED)
    assert (enrolment.task.reason, enrolment.task.comment) == (Reason.TIMING, "Ask in May.")
    assert events() == ["task.decided", "enrolment.decided"]
    assert AuditEvent.objects.last().says == "did not agree to the study time"
    assert messages() == [(enrolment.member.user, "Your request was not agreed")]


def test_whoever_comes_second_is_told_who_was_first(enrolment, boss):
    actions.decide_study_time(enrolment=enrolment, decision=Decision.APPROVED, by=boss.user)
    with pytest.raises(RuleBroken, match="You have already answered this request: it is now “agreed”"):
        actions.decide_study_time(
            enrolment=enrolment, decision=Decision.REFUSED, reason=Reason.FIT, comment="x", by=boss.user
        )
    enrolment.refresh_from_db()
    assert enrolment.status == Status.APPROVED
    assert events() == ["task.decided", "enrolment.decided"]


def test_the_next_manager_up_decides_for_one_who_is_away(enrolment, boss):
    upper = MemberFactory()
    boss.status, boss.line_manager = EmploymentStatus.ABSENT, upper
    boss.save()
    actions.decide_study_time(enrolment=enrolment, decision=Decision.APPROVED, by=upper.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.decided_by) == (Status.APPROVED, upper.user)


def test_the_central_team_decides_where_nobody_else_does():
    enrolment = enrolment_in(Status.SUBMITTED)
    central = GrantFactory().user
    actions.decide_study_time(enrolment=enrolment, decision=Decision.APPROVED, by=central)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.APPROVED


def test_accept_changes(boss):
    enrolment = enrolment_in(Status.CHANGED, member__line_manager=boss, task__decided_by=boss.user)
    StudyPlanFactory(enrolment=enrolment, version=2, hours_a_week=Decimal("1.0"), proposed_by=boss.user)
    actions.accept_changes(enrolment=enrolment, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.APPROVED, Decision.APPROVED)
    assert enrolment.plan.hours_a_week == Decimal("1.0")
    assert events() == ["task.changes_accepted", "enrolment.changes_accepted"]
    assert messages() == [(boss.user, "Your changes were accepted")]
    assert jobs() == ["send_message"]
