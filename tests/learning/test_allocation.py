"""Who is given which work: fairly, never somebody too close to it, and to somebody else when a role ends."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.models import MarkingSuite, MarkingTask, Work
from apps.learning.queries import allocation, eligible_for
from apps.learning.states import TaskStatus, WorkStatus
from apps.members.models import Member
from apps.notifications.models import Message
from apps.qualifications.models import Enrolment
from tests.learning.assignments import assigned_unit, mark, marker, send_in, task_of
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user
from tests.qualifications.factories import SuiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return assigned_unit()


def names(row):
    return eligible_for(task_of(row))


# --- Who may have it -------------------------------------------------------------------------------------------------


def test_only_assessors_with_the_role_today(row):
    assessor = marker()
    marker(Role.QUALITY_ASSURER)
    ended = marker()
    ended.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    for status, email in (("left", None), ("absent", "away@work.example")):
        gone = marker()
        Member.objects.filter(user=gone).update(status=status, email=email)
    send_in(row)
    assert names(row) == [assessor]


def test_not_the_learner_nor_their_line_in_either_direction(row):
    learner = row.enrolment.member
    head, manager, report, reports_report = (MemberFactory() for _ in range(4))
    for below, above in [(manager, head), (learner, manager), (report, learner), (reports_report, report)]:
        below.line_manager = above
        below.save()
    for member in (head, manager, learner, report, reports_report):
        marker(member=member)
    beside = MemberFactory(line_manager=manager)
    marker(member=beside)
    send_in(row)
    assert names(row) == [beside.user]


def test_not_for_suites_that_they_were_not_given(row):
    for code, is_eligible in [("CG-1", True), ("CG-9", False)]:
        grant = GrantFactory(user=MemberFactory().user, role=Role.ASSESSOR)
        actions.set_marking_suites(grant=grant, suites=[SuiteFactory(code=code)], by=central_user())
        send_in(assigned_unit())
        assert (grant.user in names(MarkingTask.objects.latest("opened_at").work.enrolled_unit)) is is_eligible


def test_not_for_a_department_that_they_were_not_given(row):
    own, other = row.enrolment.member.organisation, OrganisationFactory(code="HMRC")
    within = GrantFactory(user=MemberFactory().user, role=Role.ASSESSOR, organisation=own).user
    GrantFactory(user=MemberFactory().user, role=Role.ASSESSOR, organisation=other)
    send_in(row)
    assert names(row) == [within]


def test_no_two_mark_each_other(row):
    """While the first has the work of the second, and for half a year after that."""
    first, second = marker(), marker()
    theirs = assigned_unit(member=second.member)
    send_in(theirs)
    assert task_of(theirs).holder == first
    back = assigned_unit(member=first.member)
    send_in(back)
    assert task_of(back).status == TaskStatus.WAITING
    mark(theirs, True, False)
    assert names(back) == []
    assert allocation._marked_by(first.pk) == {second.pk}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation, "RECIPROCAL", timedelta(0))
        assert names(back) == [second]


def test_the_shortest_queue_then_the_longest_without_new_work():
    assessors = {marker() for _ in range(3)}
    rows = [assigned_unit() for _ in range(7)]
    for row in rows:
        send_in(row)
    numbers = [MarkingTask.objects.filter(holder=assessor).count() for assessor in assessors]
    assert sorted(numbers) == [2, 2, 3]
    order = [task_of(row).holder for row in rows]
    assert order[:3] == order[3:6]  # round and round


# --- When things change ----------------------------------------------------------------------------------------------


def test_look_after_marking_gives_it_to_somebody_else_when_the_role_ends(row):
    first = marker()
    send_in(row)
    second = marker()
    first.grants.update(ended_at=timezone.now(), ended_by=central_user())
    assert not MarkingTask.objects.visible_to(type(first).objects.get(pk=first.pk)).exists()  # at once
    actions.look_after_marking()
    assert task_of(row).holder == second
    assert Work.objects.get().status == WorkStatus.ALLOCATED


def test_look_after_marking_gives_it_back_to_the_list_where_nobody_is_free(row):
    first = marker()
    send_in(row)
    Member.objects.filter(user=first).update(status="left", email=None)
    actions.look_after_marking()
    assert (task_of(row).status, task_of(row).holder) == (TaskStatus.WAITING, None)
    assert Work.objects.get().status == WorkStatus.SUBMITTED
    Member.objects.filter(user=first).update(status="in_post", email="back@work.example")
    actions.look_after_marking()
    assert task_of(row).holder == first


def test_look_after_marking_takes_it_from_whoever_became_the_manager(row):
    first = marker()
    send_in(row)
    Member.objects.filter(pk=row.enrolment.member.pk).update(line_manager=first.member)
    actions.look_after_marking()
    assert task_of(row).status == TaskStatus.WAITING


def test_look_after_marking_ends_what_nobody_needs(row):
    marker()
    send_in(row)
    gone = {"status": "withdrawn", "withdrawn_at": timezone.now(), "withdrawal_reason": "work"}
    Enrolment.objects.filter(pk=row.enrolment.pk).update(**gone)
    actions.look_after_marking()
    assert task_of(row).status == TaskStatus.CLOSED
    assert Work.objects.get().status == WorkStatus.WITHDRAWN


def test_look_after_marking_leaves_all_else_alone(row):
    marker()
    send_in(row)
    before = MarkingTask.objects.values().get()
    actions.look_after_marking()
    assert MarkingTask.objects.values().get() == before


# --- By hand ---------------------------------------------------------------------------------------------------------


def test_allocate_task_by_the_central_team(row):
    first, second = marker(), marker()
    send_in(row)
    other = second if task_of(row).holder == first else first
    actions.allocate_task(task=task_of(row), holder=other, by=central_user())
    assert task_of(row).holder == other


def test_allocate_task_to_nobody_who_is_too_close(row):
    send_in(row)
    for user in (row.enrolment.member.user, MemberFactory().user):
        with pytest.raises(RuleBroken, match="may not have this work"):
            actions.allocate_task(task=task_of(row), holder=user, by=central_user())


def test_allocate_task_is_not_for_others_nor_for_the_learner(row):
    assessor = marker()
    send_in(row)
    for user in (assessor, row.enrolment.member.user):
        with pytest.raises(PermissionDenied):
            actions.allocate_task(task=task_of(row), holder=assessor, by=user)
    GrantFactory(user=row.enrolment.member.user, role=Role.CENTRAL)
    with pytest.raises(PermissionDenied):
        actions.allocate_task(
            task=task_of(row), holder=assessor, by=type(assessor).objects.get(pk=row.enrolment.member.user.pk)
        )


def test_set_marking_suites_changes_and_takes_back():
    grant, suites = GrantFactory(role=Role.ASSESSOR), [SuiteFactory(code=code) for code in ("CG-1", "CG-2")]
    by = central_user()
    for wanted in (suites, suites[:1], []):
        actions.set_marking_suites(grant=grant, suites=wanted, by=by)
        assert {row.suite for row in MarkingSuite.objects.filter(grant=grant)} == set(wanted)
    with pytest.raises(PermissionDenied):
        actions.set_marking_suites(grant=grant, suites=[], by=grant.user)


# --- In the evening --------------------------------------------------------------------------------------------------


def test_tell_markers_once_an_evening_with_all_that_is_new():
    marker()
    evening = timezone.make_aware(datetime(2027, 3, 1, 17, 5))
    for _ in range(2):
        send_in(assigned_unit())
    assert actions.tell_markers(now=evening) == 1
    message = Message.objects.get(kind="marking")
    assert message.subject == "2 new pieces of work wait for you"
    assert len(message.facts) == 2
    send_in(assigned_unit())
    assert actions.tell_markers(now=evening) == 0  # not twice on one evening
    assert actions.tell_markers(now=evening + timedelta(days=1)) == 1
    assert Message.objects.filter(kind="marking").latest("pk").subject == "1 new piece of work waits for you"
    assert actions.tell_markers(now=evening + timedelta(days=2)) == 0
