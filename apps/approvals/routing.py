"""Who decides, in words and people: worked out when it is read, from who is in post today. Nothing here is stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from apps.accounts.roles import Role
from apps.approvals.models import Task
from apps.approvals.states import Rung
from apps.core.words import date_words
from apps.members.models import Grant, Member
from apps.members.states import EmploymentStatus

# Holders of a role who are there to decide: one who has left or is away is passed over, as a manager is.
IN_POST = ~Q(user__member__status__in=[EmploymentStatus.ABSENT, EmploymentStatus.LEFT])


@dataclass(frozen=True)
class Stop:
    """A rung of a request's ladder: in the line the manager and who stands in today, above it those with the role."""

    rung: Rung
    words: str
    manager: Member | None = None
    members: tuple = ()  # of the line: those who may decide
    users: tuple = ()  # above the line: those who may decide

    @property
    def approver(self):
        """Whose working days count; None for a team."""
        return self.members[-1] if self.members else None

    @property
    def place(self):
        return self.rung, self.manager and self.manager.pk


NOBODY = Stop(Rung.CENTRAL, "the central team")


def stop_of(task):
    """Where a waiting request is now."""
    return way_of(task)[0]


def way_of(task):
    """Where a waiting request is now, and the rungs that come next."""
    return ways_of([task])[task.pk]


def ways_of(tasks):
    """{pk: [where it is now, what comes next, …]} for waiting tasks, each with its requester."""
    found = dict(Task.objects.filter(pk__in=[task.pk for task in tasks]).with_way().values_list("pk", "way"))
    known = _People([step for way in found.values() for step in way], tasks)
    return {task.pk: _stops(task, found[task.pk], known) for task in tasks}


def _stops(task, way, known):
    """Where all had their time, it is with the first of them again."""
    ahead = [step for step in way if not step["passed"]] or way[:1]
    return [known.stop(task, step) for step in ahead] or [NOBODY]


class _People:
    """Everybody on these ways, read at once."""

    def __init__(self, steps, tasks):
        rungs = {step["rung"] for step in steps}
        posts = {step[who] for step in steps for who in ("manager", "deputy")} - {None}
        self.members = Member.objects.select_related("user").in_bulk(posts)
        self.heads = defaultdict(list)
        if Rung.HEAD in rungs:
            places = {task.requester.organisation for task in tasks}
            codes = {code for place in places for code in (place.code, place.department_code)}
            for grant in _holders().filter(role=Role.HEAD_OF_PROFESSION, organisation__in=codes):
                self.heads[grant.organisation_id].append(grant)
        self.central = list(_holders().filter(role=Role.CENTRAL)) if Rung.CENTRAL in rungs else []

    def stop(self, task, step):
        rung = Rung(step["rung"])
        if rung == Rung.LINE:
            manager = self.members[step["manager"]]
            deputy = self.members[step["deputy"]] if step["deputy_may"] else None
            members = ([manager] if step["manager_may"] else []) + ([deputy] if deputy else [])
            return Stop(rung, _line_words(task, manager, deputy, step["until"]), manager, tuple(members))
        if rung == Rung.HEAD:
            place = task.requester.organisation
            grants = [grant for code in {place.code, place.department_code} for grant in self.heads[code]]
            users = _others(grants, task)
            return Stop(rung, f"the head of profession, {' or '.join(str(user) for user in users)}", users=users)
        return Stop(rung, "the central team", users=_others(self.central, task))


def _line_words(task, manager, deputy, until):
    if deputy:
        return f"{deputy}, who stands in for {manager} until {date_words(date.fromisoformat(until))}"
    return str(manager) if manager.pk == task.requester.line_manager_id else f"{manager}, the next manager up"


def _holders():
    return Grant.objects.current().filter(IN_POST).select_related("user").order_by("pk")


def _others(grants, task):
    """Each once, and neither who asked nor who refused before."""
    refuser = task.follows.decided_by_id if task.follows else None
    grants = sorted(grants, key=lambda grant: grant.pk)
    return tuple(dict.fromkeys(grant.user for grant in grants if grant.user_id not in (task.requested_by_id, refuser)))
