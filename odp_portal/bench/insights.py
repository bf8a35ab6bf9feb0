"""D1, D2 and D4: what a head of profession looks at, and how quickly its numbers follow what happens."""

from collections.abc import Callable
from itertools import cycle, product

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import audit
from apps.insights.actions import publish_figures, recount, refresh
from apps.members.models import Grant, Member, Organisation
from apps.qualifications.models import Enrolment
from odp_portal.bench import data
from odp_portal.bench.measure import Batch, cpu_time, in_turns
from odp_portal.bench.pages import Page, measure
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

TOPICS = ["", "uptake/", "qualifications/", "approvals/", "moves/", "capability/", "outcomes/"]
CHANGES = 5000


def first_screen(workload: Workload, rig: Rig) -> Result:
    return measure(workload, rig, _head_of_largest(), Page("/insights/"))


def drill_down(workload: Workload, rig: Rig) -> Result:
    """Every topic for the department and each organisation below it, one after the other."""
    member = _head_of_largest()
    department = member.organisation.department_code
    below = Organisation.objects.filter(department=department).order_by("code").values_list("code", flat=True)
    codes = [department, *below]
    addresses = [f"/insights/{topic}?of={code}" for code, topic in product(codes, TOPICS)]
    return measure(workload, rig, member, Page(cycle(addresses), f"{len(addresses)} addresses"))


def follow(workload: Workload, rig: Rig) -> Result:
    """Counting those again of whom 5,000 lines of the trail tell, beside counting everybody."""
    refresh()
    data.settle()
    floor_ms, [ms] = in_turns(_batch(rig, recount, lines=0), [_batch(rig, refresh, lines=CHANGES)], rig.repeats)
    return Result(workload, ms, floor_ms, None, f"{CHANGES:,} changes")


def _batch(rig: Rig, work: Callable[[], object], lines: int) -> Batch:
    def batch() -> float:
        with transaction.atomic():
            _happen(lines)
            spent = cpu_time(work, rig.own_processes)
            transaction.set_rollback(True)
        return spent

    return batch


def _happen(number: int) -> None:
    """Something that is in the trail, to so many enrolments."""
    audit.record_many(
        "enrolment.touched", subjects=Enrolment.objects.order_by("pk")[:number], by=None, says="came back to it"
    )


def _head_of_largest() -> Member:
    """Somebody who reads the figures of the department with most people."""
    of_department = Coalesce("organisation__department", "organisation")
    people = Member.objects.in_post().filter(user__isnull=False).order_by().values(department=of_department)
    department = people.annotate(number=Count("pk")).order_by("-number").first()["department"]
    mine = Q(organisation=department) | Q(organisation__department=department)
    member = Member.objects.in_post().filter(mine, user__isnull=False).select_related("organisation").first()
    by = User.objects.exclude(pk=member.user_id).first()
    place = Organisation.objects.get(code=department)
    held = {"user": member.user, "role": Role.HEAD_OF_PROFESSION, "organisation": place}
    if not Grant.objects.filter(**held).exists():
        Grant.objects.create(**held, given_by=by, starts_on=timezone.localdate())
        refresh()
        publish_figures(on=timezone.localdate())
    return member
