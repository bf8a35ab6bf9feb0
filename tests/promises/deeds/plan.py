"""The actions of plans, as in deeds.py."""

from functools import partial

from apps.plan import actions as plan
from apps.plan.states import DeclineReason, DropReason
from apps.qualifications import actions as qualifications
from tests.capability.factories import published
from tests.members.factories import MemberFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.qualifications.factories import UnitAchievementFactory, UnitFactory


def _own(**fields):
    action = PlanActionFactory(**fields)
    return {"action": action, "by": action.member.user}


def plan__add_action():
    return partial(plan.add_action, title="Sit in on an appeal", by=MemberFactory().user)


def plan__change_action():
    return partial(plan.change_action, due_on=None, title="Sit in on two", **_own())


def plan__finish_action():
    return partial(plan.finish_action, **_own())


def plan__drop_action():
    return partial(plan.drop_action, reason=DropReason.TIME, **_own())


def plan__reopen_action():
    return partial(plan.reopen_action, **_own(dropped=True))


def plan__tick_off():
    achieved = UnitAchievementFactory()
    PlanActionFactory(member=achieved.member, unit=achieved.unit)
    return plan.tick_off


def plan__decline_suggestion():
    said = {"unit_id": UnitFactory().pk, "reason": DeclineReason.FIT}
    return partial(plan.decline_suggestion, by=MemberFactory().user, **said)


def plan__restore_suggestion():
    row = NotInterestedFactory()
    return partial(plan.restore_suggestion, row=row, by=row.member.user)


def qualifications__load_development():
    published()
    unit = UnitFactory()
    rows = [{"suite": unit.suite.code, "unit": unit.code, "develops": ["core-skills/customer-understanding"]}]
    return partial(qualifications.load_development, data={"provenance": "illustrative", "units": rows})
