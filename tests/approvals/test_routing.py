"""Who decides: the manager, the next filled post up, the head of profession, the central team; never the requester."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Case, Ladder, Task
from apps.approvals.permissions import can_decide
from apps.approvals.routing import stop_of, way_of
from apps.approvals.states import Kind, Rung, TurnEnd
from apps.core.words import date_words
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.members.factories import (
    GrantFactory,
    MemberFactory,
    OrganisationFactory,
    central_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moj():
    return OrganisationFactory(code="MOJ")


@pytest.fixture
def prisons(moj):
    return OrganisationFactory(code="HMPPS", department=moj)


def head_of(organisation, user=None, **fields):
    user = user or MemberFactory().user
    return GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=organisation, user=user, **fields).user


def put(member, status):
    email = None if status == EmploymentStatus.LEFT else member.email
    Member.objects.filter(pk=member.pk).update(status=status, email=email)


def stop(task):
    """As the next request sees it."""
    return stop_of(Task.objects.get(pk=task.pk))


def deciders(task):
    """Everybody who may decide it now, asked one by one."""
    return {user for user in User.objects.all() if can_decide(user, task)}


# --- The line --------------------------------------------------------------------------------------------------------


def test_the_line_manager_decides():
    top = MemberFactory()
    manager = MemberFactory(line_manager=top, given_name="Priya", family_name="Shah")
    task = TaskFactory(requester__line_manager=manager)
    assert stop(task).manager == manager
    assert stop(task).words == "Priya Shah"
    assert deciders(task) == {manager.user}


@pytest.mark.parametrize("status", [EmploymentStatus.ABSENT, EmploymentStatus.LEFT])
def test_a_post_that_nobody_fills_is_passed_over(status):
    top = MemberFactory(given_name="Tom", family_name="Reed")
    middle = MemberFactory(line_manager=top)
    manager = MemberFactory(line_manager=middle)
    task = TaskFactory(requester__line_manager=manager)
    put(manager, status)
    put(middle, status)
    assert stop(task).manager == top
    assert stop(task).words == "Tom Reed, the next manager up"
    assert deciders(task) == {top.user}


def test_a_manager_who_comes_back_gets_it_back():
    manager = MemberFactory(line_manager=MemberFactory(), status=EmploymentStatus.ABSENT)
    task = TaskFactory(requester__line_manager=manager)
    assert deciders(task) == {manager.line_manager.user}
    put(manager, EmploymentStatus.IN_POST)
    assert deciders(task) == {manager.user}


def test_a_request_moves_with_the_requester():
    task = TaskFactory(requester__line_manager=MemberFactory())
    manager = MemberFactory()
    Member.objects.filter(pk=task.requester_id).update(line_manager=manager)
    assert stop(task).manager == manager
    assert deciders(task) == {manager.user}


def test_a_manager_without_an_account_yet_is_asked_all_the_same():
    manager = MemberFactory(user=None)
    task = TaskFactory(requester__line_manager=manager)
    central_user()
    assert stop(task).manager == manager
    assert deciders(task) == set()


# --- Beyond the line -------------------------------------------------------------------------------------------------


def test_without_a_manager_the_head_of_profession_decides(moj, prisons):
    head = head_of(moj, MemberFactory(given_name="Grace", family_name="Lee").user)
    head_of(OrganisationFactory(code="DWP"))
    central_user()
    for organisation in (moj, prisons):
        task = TaskFactory(requester__organisation=organisation)
        assert stop(task).users == (head,)
        assert stop(task).words == "the head of profession, Grace Lee"
        assert deciders(task) == {head}


def test_above_a_line_of_vacant_posts_is_the_head_of_profession(moj):
    head = head_of(moj)
    manager = MemberFactory(line_manager=MemberFactory())
    task = TaskFactory(requester__organisation=moj, requester__line_manager=manager)
    put(manager, EmploymentStatus.LEFT)
    put(manager.line_manager, EmploymentStatus.ABSENT)
    assert deciders(task) == set(stop(task).users) == {head}


def test_a_head_of_one_organisation_has_no_other(moj, prisons):
    head_of(prisons)
    central = central_user()
    task = TaskFactory(requester__organisation=moj)
    assert deciders(task) == set(stop(task).users) == {central}


def test_two_heads_may_both_decide_and_one_with_two_roles_is_named_once(moj, prisons):
    first, second = head_of(moj), head_of(prisons)
    head_of(prisons, user=first)
    task = TaskFactory(requester__organisation=prisons)
    assert stop(task).users == (first, second)
    assert stop(task).words == f"the head of profession, {first} or {second}"
    assert deciders(task) == {first, second}


def test_a_head_without_an_hr_record_may_decide(moj):
    head = head_of(moj, user=UserFactory())
    assert deciders(TaskFactory(requester__organisation=moj)) == {head}


@pytest.mark.parametrize("status", [EmploymentStatus.ABSENT, EmploymentStatus.LEFT])
def test_a_head_who_is_away_or_has_left_is_passed_over(moj, status):
    head, central = head_of(moj), central_user()
    task = TaskFactory(requester__organisation=moj)
    put(head.member, status)
    assert deciders(task) == set(stop(task).users) == {central}


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": timezone.localdate() - timedelta(days=1)},
        {"starts_on": timezone.localdate() + timedelta(days=1)},
        {"ended_at": timezone.now(), "ended_by": "someone"},
        {"user": "inactive"},
    ],
    ids=["over", "not begun", "ended early", "inactive"],
)
def test_a_role_that_does_not_hold_today_decides_nothing(moj, fields):
    if "ended_by" in fields:
        fields = fields | {"ended_by": UserFactory()}
    if "user" in fields:
        fields = fields | {"user": UserFactory(is_active=False)}
    head_of(moj, **fields)
    central = central_user()
    task = TaskFactory(requester__organisation=moj)
    assert deciders(task) == set(stop(task).users) == {central}


def test_without_a_head_the_central_team_decides():
    team = {central_user(), central_user()}
    task = TaskFactory()
    assert stop(task).words == "the central team"
    assert deciders(task) == set(stop(task).users) == team


def test_a_colleague_of_the_central_team_who_is_away_is_passed_over():
    away, central = central_user(), central_user()
    put(away.member, EmploymentStatus.ABSENT)
    task = TaskFactory()
    assert deciders(task) == set(stop(task).users) == {central}


# --- Never the requester ---------------------------------------------------------------------------------------------


def test_a_head_of_profession_does_not_decide_on_themself(moj):
    requester = MemberFactory(organisation=moj)
    head_of(moj, user=requester.user)
    central = central_user()
    task = TaskFactory(requester=requester)
    assert deciders(task) == set(stop(task).users) == {central}
    other = head_of(moj)
    assert deciders(task) == set(stop(task).users) == {other}


def test_the_central_team_does_not_decide_on_themselves():
    requester, colleague = central_user(), central_user()
    task = TaskFactory(requester=requester.member)
    assert deciders(task) == set(stop(task).users) == {colleague}


def test_a_manager_does_not_decide_on_themself():
    manager = MemberFactory(line_manager=MemberFactory())
    TaskFactory(requester__line_manager=manager)
    own = TaskFactory(requester=manager)
    assert not can_decide(manager.user, own)
    assert deciders(own) == {manager.line_manager.user}


# --- Stand-ins -------------------------------------------------------------------------------------------------------


def test_whoever_stands_in_decides_and_so_may_the_manager():
    manager = MemberFactory(given_name="Priya", family_name="Shah")
    deputy = MemberFactory(given_name="Tom", family_name="Reed")
    task = TaskFactory(requester__line_manager=manager)
    row = StandInFactory(manager=manager, deputy=deputy)
    assert deciders(task) == {manager.user, deputy.user}
    assert stop(task).words == f"Tom Reed, who stands in for Priya Shah until {date_words(row.ends_on)}"
    assert stop(task).approver == deputy


@pytest.mark.parametrize(("first", "last"), [(-9, -1), (1, 9)])
def test_a_stand_in_decides_on_the_days_of_it_only(first, last):
    today = timezone.localdate()
    row = StandInFactory(starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last))
    task = TaskFactory(requester__line_manager=row.manager)
    assert deciders(task) == {row.manager.user}


def test_a_stand_in_that_was_ended_decides_no_more():
    row = StandInFactory(ended_at=timezone.now())
    assert deciders(TaskFactory(requester__line_manager=row.manager)) == {row.manager.user}


def test_a_stand_in_decides_for_a_manager_on_long_absence_and_leaves_nobody_else_out():
    row = StandInFactory(manager__line_manager=MemberFactory())
    task = TaskFactory(requester__line_manager=row.manager)
    put(row.manager, EmploymentStatus.ABSENT)
    assert deciders(task) == {row.deputy.user}


def test_a_stand_in_who_left_leaves_it_with_the_manager():
    row = StandInFactory()
    task = TaskFactory(requester__line_manager=row.manager)
    put(row.deputy, EmploymentStatus.LEFT)
    assert deciders(task) == {row.manager.user}


def test_the_request_of_whoever_stands_in_goes_to_the_next_manager_up():
    top = MemberFactory()
    manager = MemberFactory(line_manager=top)
    own = TaskFactory(requester__line_manager=manager)
    StandInFactory(manager=manager, deputy=own.requester)
    assert deciders(own) == {top.user}
    other = TaskFactory(requester__line_manager=manager)
    assert deciders(other) == {manager.user, own.requester.user}


# --- One step up -----------------------------------------------------------------------------------------------------


def passed(task, rung=Rung.LINE, member=None):
    return TurnFactory(task=task, rung=rung, member=member, ended_at=timezone.now(), end=TurnEnd.TIME, passed=True)


def test_each_who_had_their_time_is_passed_over(moj):
    top = MemberFactory()
    middle = MemberFactory(line_manager=top)
    manager = MemberFactory(line_manager=middle)
    task = TaskFactory(requester__line_manager=manager, requester__organisation=moj)
    head, central = head_of(moj), central_user()
    for place, here in [
        ((Rung.LINE, manager), middle.user),
        ((Rung.LINE, middle), head),
        ((Rung.HEAD, None), central),
    ]:
        passed(task, *place)
        assert deciders(task) == {here}
        assert not can_decide(top.user, task)


def test_the_rungs_that_come_next_are_known(moj):
    manager = MemberFactory(line_manager=MemberFactory(given_name="Tom", family_name="Reed"))
    task = TaskFactory(requester__line_manager=manager, requester__organisation=moj)
    head = head_of(moj)
    central_user()
    words = [one.words for one in way_of(Task.objects.get(pk=task.pk))]
    assert words == [
        str(manager),
        "Tom Reed, the next manager up",
        f"the head of profession, {head}",
        "the central team",
    ]


def test_if_all_had_their_time_and_the_central_team_is_away_it_goes_back_to_the_first():
    manager = MemberFactory()
    task = TaskFactory(requester__line_manager=manager)
    passed(task, Rung.LINE, manager)
    assert deciders(task) == {manager.user}


def test_a_ladder_says_how_many_managers_and_whether_a_head(moj):
    top = MemberFactory()
    middle = MemberFactory(line_manager=top)
    manager = MemberFactory(line_manager=middle)
    task = TaskFactory(requester__line_manager=manager, requester__organisation=moj)
    head_of(moj)
    central = central_user()
    Ladder.objects.create(department=moj, most_managers=1, with_head=False)
    passed(task, Rung.LINE, manager)
    assert deciders(task) == {central}
    Ladder.objects.update(most_managers=3)
    passed(task, Rung.LINE, middle)
    assert deciders(task) == {top.user}


@pytest.mark.parametrize("department", [True, False])
@pytest.mark.parametrize("kind", ["", Kind.STUDY_TIME])
def test_the_closest_ladder_counts(moj, department, kind):
    """First the department, then the kind; the page and the route choose the same one."""
    Ladder.objects.create(department=None, kind="", most_managers=3)
    Ladder.objects.create(department=OrganisationFactory(code="DWP"), most_managers=4)
    Ladder.objects.create(department=None, kind=Kind.STUDY_CHANGE, most_managers=5)
    chosen, _ = Ladder.objects.update_or_create(
        department=moj if department else None, kind=kind, defaults={"most_managers": 1, "with_head": False}
    )
    manager = MemberFactory(line_manager=MemberFactory())
    task = TaskFactory(requester__line_manager=manager, requester__organisation=moj)
    central = central_user()
    passed(task, Rung.LINE, manager)
    assert deciders(task) == {central}
    assert Ladder.of(task, Ladder.objects.rules()) == chosen


# --- Appeals, questions, restricted people ---------------------------------------------------------------------------


def test_whoever_refused_does_not_decide_on_the_appeal(moj):
    top = MemberFactory()
    manager = MemberFactory(line_manager=top)
    refused = TaskFactory(refused=True, decided_by=manager.user, requester__line_manager=manager)
    appeal = TaskFactory(requester=refused.requester, follows=refused)
    assert deciders(appeal) == {top.user}


def test_what_the_central_team_took_up_again_is_for_them_alone():
    manager, central, other = MemberFactory(), central_user(), central_user()
    refused = TaskFactory(refused=True, decided_by=other, requester__line_manager=manager)
    again = TaskFactory(requester=refused.requester, follows=refused, to_central=True)
    assert deciders(again) == {central}


def test_while_the_central_team_is_asked_they_may_decide_too():
    manager, central = MemberFactory(), central_user()
    task = TaskFactory(requester__line_manager=manager)
    assert deciders(task) == {manager.user}
    case = CaseFactory(task=task)
    assert deciders(task) == {manager.user, central}
    Case.objects.filter(pk=case.pk).update(
        status="closed", answer="Soon.", outcome="answered", closed_at=timezone.now(), closed_by=central
    )
    assert deciders(task) == {manager.user}


def test_requests_of_restricted_people_stay_within_the_line_and_the_central_team(moj):
    head, central = head_of(moj), central_user()
    task = TaskFactory(requester__restricted=True, requester__organisation=moj)
    assert deciders(task) == {central}
    assert not Task.objects.visible_to(head).filter(pk=task.pk).exists()
