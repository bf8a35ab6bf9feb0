import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.plan import actions
from apps.plan.models import NotInterested, PlanAction
from apps.plan.schedule import tick_off
from apps.plan.states import DeclineReason, DropReason, Status
from apps.qualifications.states import Status as EnrolmentStatus
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.qualifications.factories import UnitAchievementFactory, UnitFactory, enrolment_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)


def own(action):
    return {"action": action, "by": action.member.user}


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def test_add_action_in_ones_own_words():
    action = actions.add_action(title="Sit in on an appeal", due_on=TODAY, by=MemberFactory().user)
    assert (action.status, action.is_own, action.is_late) == (Status.CHOSEN, True, False)
    assert "appeal" not in str(AuditEvent.objects.get(event="plan_action.added").__dict__)


@pytest.mark.parametrize("said", [{"unit_id": True}, {}])
def test_add_action_twice_is_once(said):
    by, unit = MemberFactory().user, UnitFactory()
    said = dict.fromkeys(said, unit.pk)
    actions.add_action(title="Unit 1", by=by, **said)
    with pytest.raises(RuleBroken, match="This is in your plan already"):
        actions.add_action(title="Unit 1", by=by, **said)
    assert PlanAction.objects.count() == 1


def test_add_action_that_is_achieved_is_needless():
    achieved = UnitAchievementFactory()
    with pytest.raises(RuleBroken, match="You have achieved this already"):
        actions.add_action(title="Unit 1", unit_id=achieved.unit_id, by=achieved.member.user)
    assert not PlanAction.objects.exists()


def test_add_action_has_a_date_ahead_and_an_end(monkeypatch):
    by = MemberFactory().user
    with pytest.raises(RuleBroken, match="a date that has not passed"):
        actions.add_action(title="Late", due_on=YESTERDAY, by=by)
    monkeypatch.setattr(actions, "MOST_OPEN", 1)
    actions.add_action(title="One", by=by)
    with pytest.raises(RuleBroken, match="Finish or drop one first"):
        actions.add_action(title="Two", by=by)


def test_whoever_has_no_record_has_no_plan():
    for action, said in [(actions.add_action, {"title": "x"}), (actions.decline_suggestion, {"reason": "fit"})]:
        with pytest.raises(PermissionDenied):
            action(by=UserFactory(), **said)


def test_change_action_keeps_a_date_that_has_passed():
    action = PlanActionFactory(due_on=YESTERDAY)
    actions.change_action(title="Better words", due_on=YESTERDAY, **own(action))
    with pytest.raises(RuleBroken, match="a date that has not passed"):
        actions.change_action(due_on=YESTERDAY - datetime.timedelta(days=1), **own(action))
    action.refresh_from_db()
    assert (action.title, action.due_on, action.is_late) == ("Better words", YESTERDAY, True)


def test_change_action_of_a_unit_changes_its_date_alone():
    action = PlanActionFactory(unit=UnitFactory(), title="Unit 1")
    assert actions.change_action(title="Mine", due_on=TODAY, **own(action)).title == "Unit 1"


def test_an_action_is_done_dropped_and_taken_up_again():
    action = PlanActionFactory()
    actions.finish_action(**own(action))
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.drop_action(reason=DropReason.TIME, **own(action))
    with pytest.raises(RuleBroken, match="Only what is still to do"):
        actions.change_action(due_on=None, **own(action))
    actions.reopen_action(**own(action))
    actions.drop_action(reason=DropReason.TIME, **own(action))
    action = actions.reopen_action(**own(action))
    assert (action.status, action.done_at, action.dropped_at, action.drop_reason) == (Status.CHOSEN, None, None, "")
    assert events() == [f"plan_action.{done}" for done in ("done", "reopened", "dropped", "reopened")]


def test_reopen_action_not_beside_the_same_one():
    dropped = PlanActionFactory(title="Appeals", dropped=True)
    PlanActionFactory(title="Appeals", member=dropped.member)
    with pytest.raises(RuleBroken, match="in your plan already"):
        actions.reopen_action(**own(dropped))


def test_nobody_does_it_for_somebody_else():
    action, row, by = PlanActionFactory(), NotInterestedFactory(), MemberFactory().user
    for deed, said in [
        (actions.change_action, {"action": action, "due_on": None}),
        (actions.finish_action, {"action": action}),
        (actions.drop_action, {"action": action, "reason": DropReason.TIME}),
        (actions.reopen_action, {"action": PlanActionFactory(dropped=True)}),
        (actions.restore_suggestion, {"row": row}),
    ]:
        with pytest.raises(PermissionDenied):
            deed(by=by, **said)
    assert events() == []


# --- By itself -------------------------------------------------------------------------------------------------------


def test_what_is_achieved_is_ticked_off_by_itself(monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    achieved = UnitAchievementFactory()
    completed = enrolment_in(EnrolmentStatus.COMPLETED)
    unit = PlanActionFactory(member=achieved.member, unit=achieved.unit)
    whole = PlanActionFactory(member=completed.member, qualification=completed.qualification)
    others = [
        PlanActionFactory(unit=achieved.unit),
        PlanActionFactory(member=achieved.member),
        PlanActionFactory(member=achieved.member, unit=achieved.unit, dropped=True),
        PlanActionFactory(
            qualification=enrolment_in(EnrolmentStatus.IN_PROGRESS, member=achieved.member).qualification
        ),
    ]
    before = [row.status for row in others]
    for _ in range(2):
        tick_off()
    for row in (unit, whole, *others):
        row.refresh_from_db()
    assert unit.status == whole.status == Status.DONE and unit.done_at
    assert [row.status for row in others] == before
    assert events().count("plan_action.ticked_off") == 2
    with pytest.raises(RuleBroken, match="You have achieved this already"):
        actions.reopen_action(**own(unit))


# --- Not interested --------------------------------------------------------------------------------------------------


def test_decline_suggestion_is_said_once_and_can_be_taken_back():
    unit, by = UnitFactory(), MemberFactory().user
    said = {"unit_id": unit.pk, "by": by}
    row = actions.decline_suggestion(reason=DeclineReason.FIT, **said)
    assert actions.decline_suggestion(reason=DeclineReason.LATER, **said) == row
    for _ in range(2):
        actions.restore_suggestion(row=row, by=by)
    actions.decline_suggestion(reason=DeclineReason.LATER, **said)
    assert NotInterested.objects.count() == 2 and NotInterested.objects.live().get().reason == DeclineReason.LATER
    assert events() == ["suggestion.declined", "suggestion.restored", "suggestion.declined"]


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        (PlanActionFactory, {"title": ""}),
        (PlanActionFactory, {"done_at": timezone.now()}),
        (PlanActionFactory, {"status": Status.DONE}),
        (PlanActionFactory, {"dropped": True, "drop_reason": ""}),
        (NotInterestedFactory, {"unit": None}),
    ],
)
def test_a_plan_is_what_it_says(factory, wrong):
    with pytest.raises(IntegrityError, match=r"plan_action_|not_interested_"):
        factory(**wrong)
