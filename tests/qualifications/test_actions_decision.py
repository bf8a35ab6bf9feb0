import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from apps.approvals.states import Outcome, Reason
from apps.approvals.states import Status as Decision
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.core.words import date_words
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from apps.qualifications import actions
from apps.qualifications.states import Status
from tests.approvals.factories import CaseFactory
from tests.members.factories import GrantFactory, MemberFactory, central_user
from tests.qualifications.factories import StudyChangeFactory, StudyPlanFactory, as_planned, enrolment_in
from tests.qualifications.trail import events, forget, jobs, messages, nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return MemberFactory()


@pytest.fixture
def enrolment(boss):
    return enrolment_in(Status.SUBMITTED, member__line_manager=boss)


def test_agree(enrolment, boss):
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss.user)
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
    agreement = enrolment.agreements.get()
    assert (agreement.plan, agreement.agreed_by, agreement.replaced_at) == (enrolment.plan, boss.user, None)


def test_agree_with_changes(enrolment, boss):
    before = enrolment.plan
    starts_on = before.starts_on + datetime.timedelta(days=30)
    plan = as_planned(before, hours_a_week=Decimal("1.5"), starts_on=starts_on)
    actions.decide_study_time(
        asked=enrolment, decision=Decision.CHANGED, plan=plan, comment="After the busy weeks.", by=boss.user
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
    assert not enrolment.agreements.exists()


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({"hours_a_week": Decimal("1.0")}, [["Hours a week", "1 hour instead of 3 hours"]]),
        ({"cover": "Sam covers."}, [["Cover", "Sam covers. instead of none"]]),
        ({"days": "-T-T-"}, [["Days", "on Tuesdays and Thursdays instead of as the work allows"]]),
    ],
)
def test_what_is_changed_is_said(changes, rows, enrolment, boss):
    plan = as_planned(enrolment.plan, **changes)
    actions.decide_study_time(asked=enrolment, decision=Decision.CHANGED, plan=plan, by=boss.user)
    enrolment.refresh_from_db()
    assert enrolment.task.changes == rows


@pytest.mark.parametrize("hours", ["3.0", "3", "3.00"])
def test_agree_with_changes_refuses_when_nothing_is_changed(hours, enrolment, boss):
    plan = as_planned(enrolment.plan, hours_a_week=Decimal(hours))
    with pytest.raises(RuleBroken, match="You have not changed anything"):
        actions.decide_study_time(asked=enrolment, decision=Decision.CHANGED, plan=plan, by=boss.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status, enrolment.plans.count()) == (Status.SUBMITTED, "pending", 1)
    assert nothing_happened()


def test_refuse(enrolment, boss):
    actions.decide_study_time(
        asked=enrolment, decision=Decision.REFUSED, reason=Reason.TIMING, comment="Ask in May.", by=boss.user
    )
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.DECLINED, Decision.REFUSED)
    assert (enrolment.task.reason, enrolment.task.comment) == (Reason.TIMING, "Ask in May.")
    assert events() == ["task.decided", "enrolment.decided"]
    assert AuditEvent.objects.last().says == "did not agree to the study time"
    assert messages() == [(enrolment.member.user, "Your request was not agreed")]


def test_whoever_comes_second_is_told_who_was_first(enrolment, boss):
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss.user)
    with pytest.raises(RuleBroken, match="You have already answered this request: it is now “agreed”"):
        actions.decide_study_time(
            asked=enrolment, decision=Decision.REFUSED, reason=Reason.FIT, comment="x", by=boss.user
        )
    enrolment.refresh_from_db()
    assert enrolment.status == Status.APPROVED
    assert events() == ["task.decided", "enrolment.decided"]


def test_the_next_manager_up_decides_for_one_who_is_away(enrolment, boss):
    upper = MemberFactory()
    boss.status, boss.line_manager = EmploymentStatus.ABSENT, upper
    boss.save()
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=upper.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.decided_by) == (Status.APPROVED, upper.user)


def test_the_central_team_decides_where_nobody_else_does():
    enrolment = enrolment_in(Status.SUBMITTED)
    central = GrantFactory().user
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=central)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.APPROVED


def test_accept_changes(boss):
    enrolment = enrolment_in(Status.CHANGED, member__line_manager=boss, task__decided_by=boss.user)
    StudyPlanFactory(enrolment=enrolment, version=2, hours_a_week=Decimal("1.0"), proposed_by=boss.user)
    actions.accept_changes(asked=enrolment, by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status) == (Status.APPROVED, Decision.APPROVED)
    assert enrolment.plan.hours_a_week == Decimal("1.0")
    assert events() == ["task.changes_accepted", "enrolment.changes_accepted"]
    assert messages() == [(boss.user, "Your changes were accepted")]
    assert jobs() == ["send_message"]
    agreement = enrolment.agreements.get()
    assert (agreement.plan.version, agreement.agreed_by) == (2, boss.user)


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_decide_study_times(boss, enrolment):
    other = enrolment_in(Status.SUBMITTED, member__line_manager=boss)
    change = StudyChangeFactory(enrolment__member__line_manager=boss)
    asked = [enrolment, other, change]
    agreed = actions.decide_study_times(tasks=[one.task for one in asked], by=boss.user)
    assert {one.pk for one in agreed} == {one.pk for one in asked}
    for one in (enrolment, other):
        one.refresh_from_db()
        assert (one.status, one.task.status, one.agreements.count()) == (Status.APPROVED, Decision.APPROVED, 1)
    change.refresh_from_db()
    assert (change.is_open, change.task.status) == (False, Decision.APPROVED)
    assert events().count("task.decided") == events().count("enrolment.decided") == 3
    assert len(messages()) == 3


def test_decide_study_times_leaves_what_was_answered(boss, enrolment):
    other = enrolment_in(Status.APPROVED, member__line_manager=boss, task__decided_by=boss.user)
    assert actions.decide_study_times(tasks=[enrolment.task, other.task], by=boss.user) == [enrolment]
    assert events() == ["task.decided", "enrolment.decided"]


def test_decide_study_times_is_all_or_nothing(boss, enrolment):
    strange = enrolment_in(Status.SUBMITTED)
    with pytest.raises(PermissionDenied):
        actions.decide_study_times(tasks=[enrolment.task, strange.task], by=boss.user)
    assert nothing_happened()


# --- Appeals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def refused(enrolment, boss):
    boss.line_manager = MemberFactory(given_name="Tom", family_name="Reed")
    boss.save()
    decided = {"reason": Reason.COVER, "comment": "Ask in May."}
    actions.decide_study_time(asked=enrolment, decision=Decision.REFUSED, by=boss.user, **decided)
    forget()
    enrolment.refresh_from_db()
    return enrolment


def test_appeal_study_time(refused, boss):
    before = refused.task
    actions.appeal_study_time(asked=refused, why_again="Ben covers.", by=refused.member.user)
    refused.refresh_from_db()
    assert refused.status == Status.SUBMITTED
    assert (refused.task.follows, refused.task.why_again) == (before, "Ben covers.")
    assert refused.task.facts[:-2] == before.facts
    refusal = f"{boss}, {date_words(before.decided_at)}: {Reason.COVER.label}\nAsk in May."
    assert refused.task.facts[-2:] == [["Refused before", refusal], ["Why it is looked at again", "Ben covers."]]
    assert events() == ["task.requested", "enrolment.appealed"]
    assert [user.name for user, subject in messages() if subject == "A request waits for your decision"] == [
        "Tom Reed"
    ]


def test_appeal_study_time_once_and_by_the_member(refused, boss):
    for user in (boss.user, central_user()):
        with pytest.raises(PermissionDenied):
            actions.appeal_study_time(asked=refused, why_again="x", by=user)
    actions.appeal_study_time(asked=refused, why_again="Ben covers.", by=refused.member.user)
    refused.refresh_from_db()
    actions.decide_study_time(asked=refused, decision=Decision.REFUSED, by=boss.line_manager.user, reason=Reason.COVER)
    refused.refresh_from_db()
    assert refused.task.cases.get().opened_by is None  # the second refusal went to the central team by itself
    with pytest.raises(PermissionDenied):
        actions.appeal_study_time(asked=refused, why_again="Again.", by=refused.member.user)


def test_appeal_study_time_not_beside_another_request(refused):
    enrolment_in(Status.DRAFT, member=refused.member, qualification=refused.qualification)
    with pytest.raises(RuleBroken, match="asked for again in the meantime"):
        actions.appeal_study_time(asked=refused, why_again="x", by=refused.member.user)
    refused.refresh_from_db()
    assert refused.status == Status.DECLINED
    assert nothing_happened()


def test_reopen_study_time(refused):
    case, central, other = CaseFactory(task=refused.task), central_user(), central_user()
    actions.reopen_study_time(asked=refused, case=case, answer="We look at it.", by=central)
    refused.refresh_from_db()
    case.refresh_from_db()
    assert (case.outcome, case.answer) == (Outcome.AGAIN, "We look at it.")
    assert (refused.status, refused.task.to_central) == (Status.SUBMITTED, True)
    assert refused.task.requested_by == refused.member.user
    assert events() == ["case.answered", "task.requested", "enrolment.reopened"]
    actions.decide_study_time(asked=refused, decision=Decision.APPROVED, by=other)
    refused.refresh_from_db()
    assert refused.status == Status.APPROVED


def test_reopen_study_time_is_for_whoever_may_answer(refused, boss):
    case = CaseFactory(task=refused.task)
    for user in (boss.user, refused.member.user):
        with pytest.raises(PermissionDenied):
            actions.reopen_study_time(asked=refused, case=case, answer="x", by=user)
    assert nothing_happened()
