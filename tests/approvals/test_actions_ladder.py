import pytest
from django.core.exceptions import PermissionDenied

from apps.approvals import actions
from apps.approvals.models import Ladder
from apps.approvals.states import Kind
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from tests.accounts.factories import UserFactory
from tests.members.factories import OrganisationFactory, central_user

pytestmark = pytest.mark.django_db

RULE = {"remind_first": 1, "remind_second": 3, "step_up_after": 4, "most_managers": 1, "with_head": False}


def test_set_ladder():
    moj, central = OrganisationFactory(code="MOJ", name="Ministry of Justice"), central_user()
    ladder = actions.set_ladder(department=moj, kind=Kind.STUDY_TIME, by=central, **RULE)
    assert {name: getattr(ladder, name) for name in RULE} == RULE
    event = AuditEvent.objects.get()
    assert event.sentence == f"{central} set how requests step up: Study time in Ministry of Justice"
    assert event.details == RULE


def test_set_ladder_again_changes_it():
    central = central_user()
    for days in (5, 9):
        actions.set_ladder(department=None, kind="", by=central, **RULE | {"step_up_after": days})
    assert Ladder.objects.get().step_up_after == 9
    assert AuditEvent.objects.count() == 2


def test_set_ladder_is_the_central_teams():
    with pytest.raises(PermissionDenied):
        actions.set_ladder(department=None, kind="", by=UserFactory(), **RULE)
    assert not Ladder.objects.exists()


def test_remove_ladder():
    ladder, central = Ladder.objects.create(), central_user()
    actions.remove_ladder(ladder=ladder, by=central)
    assert not Ladder.objects.exists()
    says = "removed how requests step up: Every kind in every department"
    assert AuditEvent.objects.get().says == says
    with pytest.raises(RuleBroken, match="removed already"):
        actions.remove_ladder(ladder=ladder, by=central)


def test_remove_ladder_is_the_central_teams():
    with pytest.raises(PermissionDenied):
        actions.remove_ladder(ladder=Ladder.objects.create(), by=UserFactory())
    assert Ladder.objects.exists()
