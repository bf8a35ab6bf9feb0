"""Whatever happens, in whatever order: every request has somebody who may decide it, never the requester, never
somebody who has gone. Time is made to pass by moving what was written back."""

import random
from collections import Counter
from datetime import timedelta
from itertools import islice

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals import actions
from apps.approvals.models import StandIn, Task, Turn
from apps.approvals.routing import ways_of
from apps.approvals.states import Kind, Reason, Status, TurnEnd
from apps.core.rules import RuleBroken
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

STEPS = 25
URLS = {f"{name}_url": "/" for name in ["decide", "decide_many", "accept", "withdraw", "appeal", "again"]}
LEFT, AWAY, HERE = EmploymentStatus.LEFT, EmploymentStatus.ABSENT, EmploymentStatus.IN_POST


def make_people():
    """Two departments of a few people each. Returns those of the central team."""
    members = []
    for code in ("MOJ", "DWP"):
        place = OrganisationFactory(code=code)
        top = MemberFactory(organisation=place)
        middle = MemberFactory.create_batch(2, organisation=place, line_manager=top)
        members += [top, *middle, *MemberFactory.create_batch(4, organisation=place, line_manager=middle[0])]
        GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=place, user=middle[1].user)
    central = [members[0], members[-1], MemberFactory(organisation=members[0].organisation)]
    for member in central:
        GrantFactory(user=member.user)
    return central


class World:
    """What happens to these people. `happened` counts it; what a rule refuses is part of it."""

    def __init__(self, seed, central):
        self.chance, self.happened, self.central = random.Random(seed), Counter(), central
        for _ in range(4):
            move(self)

    def anybody(self, **which):
        return self.chance.choice(Member.objects.filter(**which).select_related("user", "organisation").order_by("pk"))

    def any_task(self, **which):
        tasks = Task.objects.filter(**which).select_related("requested_by", "requester").order_by("asked_at")
        return self.chance.choice(tasks) if tasks else None

    def step(self):
        name = self.chance.choice(list(DEEDS))
        try:
            with transaction.atomic():
                outcome = DEEDS[name](self) or "done"
        except RuleBroken:
            outcome = "refused by a rule"
        except PermissionDenied:
            outcome = "not allowed"
        self.happened[f"{name}: {outcome}"] += 1


# --- What can happen -------------------------------------------------------------------------------------------------


def submit(world):
    member = world.anybody(status=HERE)
    actions.request_approval(
        kind=Kind.STUDY_TIME,
        subject=world.chance.choice(["A", "B"]),
        title="Time",
        facts=[],
        requester=member,
        by=member.user,
        urls=URLS,
    )


def decide(world):
    """Somebody who may; and somebody who may not, who must be told so."""
    task = world.any_task(status=Status.PENDING)
    if not task:
        return "nothing there"
    decision = world.chance.choice([Status.APPROVED, Status.CHANGED, Status.REFUSED])
    reason = Reason.COVER if decision == Status.REFUSED else ""
    by = world.chance.choice(User.objects.exclude(member=None).order_by("pk"))
    may = Task.objects.for_decision_by(by).filter(pk=task.pk).exists()
    for user in [by] if may else [by, *islice(_deciders(task), 1)]:
        try:
            with transaction.atomic():
                actions.decide(task=task, by=user, decision=decision, reason=reason, link="/", link_text="See")
            assert may or user != by, "decided by somebody who may not"
        except PermissionDenied:
            assert user == by and not may
    return f"{decision.label.lower()}"


def appeal(world):
    task = world.any_task(status=Status.REFUSED, follows=None, followed_by=None)
    if not task:
        return "nothing there"
    fields = {name: getattr(task, name) for name in ("kind", "subject", "title", "facts", "requester")}
    actions.request_approval(**fields, by=task.requested_by, urls=URLS, follows=task, why_again="Look again.")
    return None


def withdraw(world):
    task = world.any_task(status__in=[Status.PENDING, Status.CHANGED])
    return actions.withdraw_request(task=task, by=task.requested_by) and None if task else "nothing there"


def ask_central(world):
    task = world.any_task(status__in=[Status.PENDING, Status.REFUSED])
    return actions.open_case(task=task, by=task.requested_by, question="Why?") and None if task else "nothing there"


def move(world):
    """To another manager, or to none; never below oneself."""
    member, manager = world.anybody(), world.chance.choice([None, world.anybody(), world.anybody()])
    above = manager
    while above:
        if above.pk == member.pk:
            return "would be a circle"
        above = above.line_manager
    Member.objects.filter(pk=member.pk).update(line_manager=manager)
    return None


def change_status(world, status):
    member = world.anybody()
    others = [one.pk for one in world.central if one.pk != member.pk]
    if status != HERE and Member.objects.filter(pk__in=others, status=HERE).count() < 2:
        return "the central team would be gone"
    email = None if status == LEFT else member.email or f"{member.staff_number}@work.example"
    Member.objects.filter(pk=member.pk).update(status=status, email=email)
    return None


def leave(world):
    return change_status(world, LEFT)


def go_absent(world):
    return change_status(world, AWAY)


def come_back(world):
    return change_status(world, HERE)


def stand_in(world):
    manager, first = world.anybody(status=HERE), world.chance.randint(0, 4)
    starts_on = timezone.localdate() + timedelta(days=first)
    ends_on = starts_on + timedelta(days=world.chance.randint(0, 9))
    actions.set_stand_in(
        manager=manager, deputy=world.anybody(), starts_on=starts_on, ends_on=ends_on, by=manager.user
    )


def time_passes(world):
    days = timedelta(days=world.chance.randint(1, 9))
    Turn.objects.update(begun_at=F("begun_at") - days, due_on=F("due_on") - days)
    for row in StandIn.objects.order_by("starts_on"):  # one by one: none may overlap in between
        StandIn.objects.filter(pk=row.pk).update(starts_on=F("starts_on") - days, ends_on=F("ends_on") - days)
    actions.follow_routes(on=timezone.localdate())


DEEDS = {
    deed.__name__: deed
    for deed in (
        *[submit, submit, decide, appeal, withdraw, ask_central],
        *[move, leave, go_absent, come_back, stand_in, time_passes],
    )
}


# --- What always holds -----------------------------------------------------------------------------------------------


def _deciders(task):
    """Those in whose inbox it is, one by one."""
    for user in User.objects.exclude(member=None):
        if Task.objects.for_decision_by(user).filter(pk=task.pk).exists():
            yield user


def _inboxes():
    return {user: set(Task.objects.for_decision_by(user)) for user in User.objects.exclude(member=None)}


def wrong_with(tasks):
    """A line for each waiting request that nobody may decide, or that somebody may who must not."""
    for pk, way in ways_of(tasks).items():
        task = next(task for task in tasks if task.pk == pk)
        users = {member.user for member in way[0].members} | set(way[0].users)
        if not users:
            yield f"{pk} waits for nobody"
        for user in users:
            if user == task.requested_by:
                yield f"{pk} waits for whoever asked"
            if user.member.status != HERE:
                yield f"{pk} waits for somebody who is {user.member.status}"


def waiting():
    return list(Task.objects.waiting().select_related("requester__organisation", "requested_by", "follows"))


@pytest.mark.parametrize(
    "sequences",
    [range(25), range(25, 50), pytest.param(range(50, 1000), marks=pytest.mark.full)],
    ids=["first 25", "second 25", "950 more"],
)
def test_no_request_gets_stuck(sequences, counts):
    happened, checked, central = Counter(), 0, make_people()
    for seed in sequences:
        with transaction.atomic():
            world = World(seed, central)
            for number in range(STEPS):
                world.step()
                tasks = waiting()
                checked += len(tasks)
                assert list(wrong_with(tasks)) == [], f"sequence {seed}, step {number}: {world.happened}"
            tasks, inboxes = waiting(), _inboxes()
            ways = ways_of(tasks)
            for task in tasks:
                way, inbox = ways[task.pk][0], {user for user, has in inboxes.items() if task in has}
                assert {member.user for member in way.members} | set(way.users) <= inbox
                assert task.requested_by not in inbox
            assert not Task.objects.filter(decided_by=F("requested_by")).exists()
            happened += world.happened
            transaction.set_rollback(True)
    assert all(any(name.startswith(f"{deed}: ") for name in happened) for deed in DEEDS)
    done = sum(number for name, number in happened.items() if name.endswith(": done") or name.startswith("decide"))
    counts(f"{len(sequences)} sequences of {STEPS} steps, {done} of them done; {checked} waiting requests looked at")


def test_a_request_that_waits_for_nobody_or_for_the_wrong_one_is_found():
    """The checker sees it."""
    lonely = MemberFactory()
    task = actions.request_approval(
        kind=Kind.STUDY_TIME, subject="A", title="Time", facts=[], requester=lonely, by=lonely.user, urls=URLS
    )
    assert list(wrong_with(waiting())) == [f"{task.pk} waits for nobody"]
    Turn.objects.filter(task=task).update(ended_at=timezone.now(), end=TurnEnd.ROUTE)
    GrantFactory(user=MemberFactory().user)
    assert list(wrong_with(waiting())) == []
