"""X1: the largest file that the portal gives out, what was achieved with one awarding body, beside floor T.

Of the page that gives it out it is told how long the first byte takes, and by how much the server's process grows.
"""

from collections.abc import Callable
from io import BytesIO

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from apps.accounts.models import User
from apps.certificates.actions import export_claims
from apps.certificates.models import Certificate, ClaimExport
from apps.console.documents import claims_csv
from apps.console.queries import claims_of
from apps.members.actions import grant_first_central
from apps.members.models import Grant, Member
from odp_portal.bench import data
from odp_portal.bench.feed_memory import forget_peak, memory
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.pages import signed_in
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.server import Visitor
from odp_portal.bench.workloads import Workload

COLUMNS = [
    *["holder_name", "holder__staff_number", "awarding_body", "title", "accreditation_number", "level", "units"],
    *["started_on", "awarded_on", "number"],
]


def take_out(workload: Workload, rig: Rig) -> Result:
    by = central()
    export = draw_up(by)
    data.settle()
    portal, floor = lines(claims_csv(claims_of(export))) - 1, lines(copied(export))
    if not portal == floor == export.rows:
        raise Failed(f"the file has {portal} rows and the floor {floor}: it must be {export.rows}")
    floor_ms, [ms] = in_turns(
        _batch(rig, lambda: copied(export)), [_batch(rig, lambda: claims_csv(claims_of(export)))], rig.repeats
    )
    first_byte, grown = given_out(rig, export, by)
    note = f"{export.rows:,} rows, first byte after {first_byte:.0f} ms, {grown:.0f} MB of memory"
    return Result(workload, ms, floor_ms, note=note)


def central() -> User:
    """Somebody of the central team."""
    if grant := Grant.objects.central().first():
        return grant.user
    return grant_first_central(email=Member.objects.in_post().order_by("pk").first().email).user


def draw_up(by: User) -> ClaimExport:
    """A list of all that was achieved with the awarding body that has most."""
    bodies = Certificate.objects.unclaimed().order_by().values("awarding_body").annotate(number=Count("pk"))
    largest = bodies.order_by("-number").first()
    if not largest:
        raise Failed("nobody has achieved anything yet")
    return export_claims(awarding_body=largest["awarding_body"], purpose="to see how long it takes", by=by)


def copied(export: ClaimExport) -> str:
    """Floor T: the same rows, as Postgres writes them."""
    file = BytesIO()
    with connection.cursor() as cursor:
        rows = cursor.mogrify(*claims_of(export).values_list(*COLUMNS).query.sql_with_params()).decode()
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT WITH (FORMAT csv)", file)
    return file.getvalue().decode()


def lines(text: str) -> int:
    return len(text.splitlines())


def given_out(rig: Rig, export: ClaimExport, by: User) -> tuple[float, float]:
    """(milliseconds until the page begins to answer, megabytes by which the server’s process grew for it)"""
    visitor, [worker] = Visitor(rig.portal, signed_in(by)[1]), rig.portal.workers()
    visitor.get("/")
    forget_peak(worker)
    before = memory("VmRSS", worker)
    visitor.get(reverse("console:claim_download", args=[export.pk]))
    visitor.leave()
    return visitor.waited, memory("VmHWM", worker) - before


def _batch(rig: Rig, work: Callable[[], object]) -> Batch:
    return lambda: cpu_time(work, rig.own_processes)
