"""Who decides: the manager, the next filled post up, the head of profession, the central team; never the requester."""

import datetime
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Task
from apps.approvals.permissions import can_decide
from apps.approvals.routing import stop_of
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import TaskFactory
from tests.members.factories import (
    GradeFactory,
    GrantFactory,
    MemberFactory,
    OrganisationFactory,
    RegionFactory,
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
    assert stop(task).member == manager
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
    assert stop(task).member == top
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
    assert stop(task).member == manager
    assert deciders(task) == {manager.user}


def test_a_manager_without_an_account_yet_is_asked_all_the_same():
    manager = MemberFactory(user=None)
    task = TaskFactory(requester__line_manager=manager)
    central_user()
    assert stop(task).member == manager
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
        {"ends_on": timezone.localdate() - datetime.timedelta(days=1)},
        {"starts_on": timezone.localdate() + datetime.timedelta(days=1)},
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


# --- Both ways of asking agree ---------------------------------------------------------------------------------------

ORGANISATIONS = ["MOJ", "HMPPS", "HMCTS", "DWP"]
GRANTS = [(Role.CENTRAL, None), *((Role.HEAD_OF_PROFESSION, code) for code in ORGANISATIONS)]
STATUSES = [EmploymentStatus.IN_POST, *EmploymentStatus]


@st.composite
def worlds(draw):
    """A few people in a tree, some of them away or gone, and who has which role; the last person has no HR record.

    (above, status, organisation, has an account) for each member, (person, role, organisation) for each grant.
    """
    size = draw(st.integers(2, 7))
    members = [
        (
            draw(st.one_of(st.integers(0, number - 1), st.none())) if number else None,
            draw(st.sampled_from(STATUSES)),
            draw(st.sampled_from(ORGANISATIONS)),
            draw(st.booleans()),
        )
        for number in range(size)
    ]
    grants = draw(st.lists(st.tuples(st.integers(0, size), st.sampled_from(GRANTS)), max_size=5, unique=True))
    return members, grants


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(world):
    members, grants = world
    moj = OrganisationFactory(code="MOJ")
    places = {"MOJ": moj, "DWP": OrganisationFactory(code="DWP")}
    places |= {code: OrganisationFactory(code=code, department=moj) for code in ("HMPPS", "HMCTS")}
    shared = {"grade": GradeFactory(), "region": RegionFactory()}
    people = []
    for above, _, organisation, has_account in members:
        account = {} if has_account else {"user": None}
        above = None if above is None else people[above]
        people.append(MemberFactory(line_manager=above, organisation=places[organisation], **account, **shared))
    users = [*(person.user for person in people), UserFactory()]
    for person, (role, code) in grants:
        if users[person]:
            GrantFactory(user=users[person], role=role, organisation=code and places[code])
    for person, (_, status, _, _) in zip(people, members, strict=True):
        put(person, status)
    return people


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_the_task_and_the_inbox_agree_on_who_decides(world):
    """stop_of asks from the task, for_decision_by from the person: for everybody they give the same answer."""
    with undone():
        tasks = [TaskFactory(requester=person) for person in build(world) if person.user]
        stops = {task: stop(task) for task in tasks}
        by_inbox = {task: set() for task in tasks}
        for user in User.objects.select_related("member"):
            mine = list(Task.objects.for_decision_by(user))
            assert set(mine) <= set(Task.objects.visible_to(user))
            for task in mine:
                by_inbox[task].add(user)
        for task, found in stops.items():
            by_task = {found.member.user} - {None} if found.member else set(found.users)
            event(found.words if found.words == "the central team" else "manager" if found.member else "head")
            assert by_inbox[task] == by_task
            assert task.requested_by not in by_task
            assert all(user.member_or_none is None or user.member_or_none.is_in_post for user in by_task)
