"""D1 to D4: what a head of profession looks at, and how rightly and quickly its numbers follow what happens."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import cycle, islice, product
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.console.population.feed_file import rows_on_record, write_feed
from apps.core import audit
from apps.core.models import AuditEvent
from apps.insights.actions import publish_figures, recount, refresh
from apps.insights.models import Fact, Tally, Watermark
from apps.members.actions import import_feed
from apps.members.models import Grant, Member, Organisation
from apps.members.states import EmploymentStatus
from apps.qualifications.actions import log_study_time, withdraw_enrolment
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status, WithdrawalReason
from odp_portal.bench import data
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.pages import Page, measure
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

TOPICS = ["", "uptake/", "qualifications/", "approvals/", "moves/", "capability/", "outcomes/"]
CHANGES = 5000
MOVED, WITHDRAWN = (
    25,
    10,
)  # of so many people one moves elsewhere by an HR feed; of so many changes one is a withdrawal


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


def same_as_live(workload: Workload, rig: Rig) -> Result:
    """What is kept, compared with what the records say, after an HR feed and changes that members made."""
    with transaction.atomic():
        recount()
        moved, changes = _move_people(rig.folder / "moved.csv"), _study(min(CHANGES, rig.members // 10))
        ms = cpu_time(refresh, rig.own_processes)
        wrong: list[int] = []
        floor_ms = cpu_time(lambda: wrong.append(differences()), rig.own_processes)
        compared = Fact.objects.count() + Tally.objects.count()
        transaction.set_rollback(True)
    note = f"differences among {compared:,} numbers after {moved:,} moves and {changes:,} changes"
    return Result(workload, ms, floor_ms, count=wrong[0], note=note)


def differences() -> int:
    """Of everybody: a recount leaves out those to whom something has just happened, who are the ones in question."""
    Watermark.objects.update(counted=AuditEvent.objects.aggregate(last=Max("pk"))["last"])
    return recount()


def _move_people(path: Path) -> int:
    """An HR feed in which some have the organisation, region and grade of somebody else."""
    rows = list(rows_on_record())
    pairs = list(zip(rows[::MOVED], rows[MOVED // 2 :: MOVED], strict=False))
    for row, other in pairs:
        row.update({column: other[column] for column in ("organisation", "region", "grade")})
    write_feed(rows, path)
    import_feed(path=path)
    return len(pairs)


def _study(number: int) -> int:
    """So many times, those who study note down their hours; some withdraw."""
    studying = Enrolment.objects.filter(status=Status.IN_PROGRESS, member__status=EmploymentStatus.IN_POST)
    learners = list(studying.select_related("member__user").order_by("pk")[:number])
    if not learners:
        raise Failed("nobody is studying")
    days = cycle(timezone.localdate() - timedelta(days=back) for back in range(1, 300))
    for enrolment in islice(cycle(learners), number - number // WITHDRAWN):
        log_study_time(enrolment=enrolment, on=next(days), hours=Decimal("0.25"), by=enrolment.member.user)
    for enrolment in learners[: number // WITHDRAWN]:
        withdraw_enrolment(enrolment=enrolment, reason=WithdrawalReason.WORK, by=enrolment.member.user)
    return number


def follow(workload: Workload, rig: Rig) -> Result:
    """Counting those again of whom 5,000 lines of the trail tell, beside counting everybody."""
    refresh()
    data.settle()
    floor_ms, [ms] = in_turns(_batch(rig, recount, lines=0), [_batch(rig, refresh, lines=CHANGES)], rig.repeats)
    return Result(workload, ms, floor_ms, note=f"{min(CHANGES, Enrolment.objects.count()):,} changes")


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
