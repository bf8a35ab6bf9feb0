"""Seen from the task and seen from the person, who decides is the same, in whatever world."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Ladder, Task
from apps.approvals.routing import IN_POST
from apps.approvals.states import Rung
from apps.members.models import Grant
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory
from tests.approvals.test_routing import passed, put, stop
from tests.members.factories import GradeFactory, GrantFactory, MemberFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db

ORGANISATIONS = ["MOJ", "HMPPS", "HMCTS", "DWP"]
GRANTS = [(Role.CENTRAL, None), *((Role.HEAD_OF_PROFESSION, code) for code in ORGANISATIONS)]
STATUSES = [EmploymentStatus.IN_POST, *EmploymentStatus]


@st.composite
def worlds(draw):
    """A few people in a tree, some of them away, gone or restricted, who has which role, who stands in for whom, who
    has had their time, and what the ladder is; the last person has no HR record.
    """
    size = draw(st.integers(2, 7))
    person = st.integers(0, size - 1)
    members = [
        (
            draw(st.one_of(st.integers(0, number - 1), st.none())) if number else None,
            draw(st.sampled_from(STATUSES)),
            draw(st.sampled_from(ORGANISATIONS)),
            draw(st.booleans()),
            draw(st.integers(0, 5)) == 0,
        )
        for number in range(size)
    ]
    return {
        "members": members,
        "grants": draw(st.lists(st.tuples(st.integers(0, size), st.sampled_from(GRANTS)), max_size=5, unique=True)),
        "stand_ins": draw(st.lists(st.tuples(person, person), max_size=3, unique_by=lambda pair: pair[0])),
        "passed": draw(st.lists(st.tuples(person, st.sampled_from(Rung), person), max_size=4, unique=True)),
        "asked": draw(st.lists(person, max_size=1)),
        "ladder": draw(st.one_of(st.none(), st.tuples(st.integers(1, 3), st.booleans()))),
    }


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(world):
    """The tasks: each member who has an account has asked for something."""
    moj = OrganisationFactory(code="MOJ")
    places = {"MOJ": moj, "DWP": OrganisationFactory(code="DWP")}
    places |= {code: OrganisationFactory(code=code, department=moj) for code in ("HMPPS", "HMCTS")}
    shared = {"grade": GradeFactory(), "region": RegionFactory()}
    people = []
    for above, _, organisation, has_account, restricted in world["members"]:
        account = {} if has_account else {"user": None}
        fields = {"line_manager": None if above is None else people[above], "organisation": places[organisation]}
        people.append(MemberFactory(restricted=restricted, **fields, **account, **shared))
    users = [*(person.user for person in people), UserFactory()]
    for person, (role, code) in world["grants"]:
        if users[person]:
            GrantFactory(user=users[person], role=role, organisation=code and places[code])
    for manager, deputy in world["stand_ins"]:
        if manager != deputy:
            StandInFactory(manager=people[manager], deputy=people[deputy], set_by=users[-1])
    for person, (_, status, *_) in zip(people, world["members"], strict=True):
        put(person, status)
    tasks = {place: TaskFactory(requester=person) for place, person in enumerate(people) if person.user}
    for place, rung, member in world["passed"]:
        if place in tasks:
            passed(tasks[place], rung, people[member] if rung == Rung.LINE else None)
    for place in world["asked"]:
        if place in tasks:
            CaseFactory(task=tasks[place])
    if world["ladder"]:
        most_managers, with_head = world["ladder"]
        Ladder.objects.create(most_managers=most_managers, with_head=with_head)
    return list(tasks.values())


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_the_task_and_the_inbox_agree_on_who_decides(world):
    """stop_of asks from the task, for_decision_by from the person: for everybody they give the same answer."""
    with undone():
        tasks = build(world)
        stops = {task: stop(task) for task in tasks}
        by_inbox = {task: set() for task in tasks}
        for user in User.objects.select_related("member"):
            mine = set(Task.objects.for_decision_by(user))
            assert mine <= set(Task.objects.visible_to(user))
            assert mine == {task for task in Task.objects.with_may_decide(user) if task.may_decide}
            for task in mine:
                by_inbox[task].add(user)
        for task, found in stops.items():
            by_task = {member.user for member in found.members} | set(found.users)
            if task.cases.exists():
                by_task |= set(central_others(task))
            event(found.rung.label)
            assert by_inbox[task] == by_task - {None}
            assert task.requested_by not in by_task
            assert all(user.member_or_none is None or user.member_or_none.is_in_post for user in by_task - {None})


def central_others(task):
    grants = Grant.objects.central().filter(IN_POST).exclude(user=task.requested_by).select_related("user__member")
    return [grant.user for grant in grants]
