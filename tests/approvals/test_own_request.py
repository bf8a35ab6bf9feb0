"""Nobody decides on their own request, whatever else they are and whichever way they try.

Who asks here is also the head of profession, in the central team, and stands in for their own manager.
"""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.management import get_commands
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from apps.accounts.roles import Role
from apps.approvals import actions as approvals
from apps.approvals.models import Task
from apps.approvals.states import Status as Decision
from apps.members.models import Member
from apps.qualifications import actions
from apps.qualifications.states import Status
from tests.approvals.factories import StandInFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.promises.together import browser_of
from tests.qualifications.factories import as_planned, enrolment_in

pytestmark = pytest.mark.django_db
REFUSAL = {"reason": "cover", "comment": "Ask again in May."}


@pytest.fixture
def enrolment():
    member = MemberFactory(line_manager=MemberFactory())
    GrantFactory(user=member.user, role=Role.HEAD_OF_PROFESSION, organisation=member.organisation)
    GrantFactory(user=member.user)
    StandInFactory(manager=member.line_manager, deputy=member)
    draft = enrolment_in(Status.DRAFT, member=member)
    return actions.submit_enrolment(enrolment=draft, by=member.user)


@pytest.fixture
def asker(enrolment):
    return browser_of(enrolment.member.user)


@pytest.fixture(autouse=True)
def nothing_is_decided(enrolment):
    yield
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.task.status, enrolment.task.decided_by) == ("submitted", "pending", None)


def test_it_waits_for_somebody_else(enrolment):
    assert not Task.objects.for_decision_by(enrolment.member.user).exists()
    Member.objects.filter(pk=enrolment.member.line_manager_id).update(status="absent")
    approvals.follow_routes(on=enrolment.task.asked_at.date())
    assert not Task.objects.for_decision_by(enrolment.member.user).exists()


@pytest.mark.parametrize("data", [{"decision": "approved"}, {"decision": "refused", **REFUSAL}])
def test_by_the_page(asker, enrolment, data):
    page = asker.get(enrolment.task.get_absolute_url()).content.decode()
    assert "Your decision" not in page
    assert asker.post(enrolment.task.decide_url, data).status_code == 403


def test_by_the_inbox(asker, enrolment):
    assert "Nothing waits for your decision." in asker.get("/approvals/").content.decode()
    assert asker.post(enrolment.task.decide_url, {"decision": "approved", "back": "inbox"}).status_code == 403


def test_with_changes(enrolment):
    plan = as_planned(enrolment.plan, cover="I cover for myself.")
    with pytest.raises(PermissionDenied):
        actions.decide_study_time(asked=enrolment, decision=Decision.CHANGED, plan=plan, by=enrolment.member.user)


def test_together_with_others(asker, enrolment):
    assert asker.post(enrolment.task.decide_many_url, {"task": [str(enrolment.task_id)]}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.decide_study_times(tasks=[enrolment.task], by=enrolment.member.user)


def test_as_a_case_of_the_central_team(asker, enrolment):
    Task.objects.filter(pk=enrolment.task_id).update(asked_at="2026-01-05T09:00Z")
    enrolment.task.turns.update(begun_at="2026-01-05T09:00Z", due_on="2026-01-12")
    case = approvals.open_case(task=enrolment.task, question="Why?", by=enrolment.member.user)
    assert asker.post(f"/console/cases/{case.pk}/", {"answer": "Yes.", "outcome": "answered"}).status_code == 403
    assert asker.post(enrolment.task.decide_url, {"decision": "approved"}).status_code == 403


def test_by_the_admin(asker, enrolment):
    task, page = enrolment.task, admin.site._registry[Task]
    change = reverse("admin:approvals_task_change", args=[task.pk])
    assert asker.get(change).status_code == 200
    assert asker.post(change, {"status": "approved", "decided_by": task.requested_by_id}).status_code == 403
    assert page.get_actions(asker.get(change).wsgi_request) == {}


def test_by_a_command(enrolment):
    """None decides: what the clock does to a request is to pass it on."""
    ours = [name for name, app in get_commands().items() if str(app).startswith("apps.")]
    assert ours and not [name for name in ours if "decide" in name or "approve" in name]
    approvals.follow_routes(on=enrolment.task.asked_at.date())
    with pytest.raises(PermissionDenied):
        actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=enrolment.member.user)


def test_by_sql(enrolment):
    decided = "status = 'approved', decided_at = now(), decided_by_id = requested_by_id"
    with (
        pytest.raises(IntegrityError, match="task_not_decided_by_requester"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE approvals_task SET {decided} WHERE id = %s", [enrolment.task_id])
