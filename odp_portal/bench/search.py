"""S1: what it costs Postgres to look for people and qualifications, beside floor S.

The statements are caught once, as the portal asks them, and asked again: what Python does around them is in W2.
"""

from collections.abc import Callable

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from apps.console.queries import People, people_found
from apps.members.models import Member
from apps.qualifications.models import Qualification
from odp_portal.bench import data
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

FLOOR = ["SELECT 1"]
ASKED, FLOORS_ASKED = 20, 200  # searches of a batch, and the floor's
LETTERS = 4  # of a name that somebody types first
QUALIFICATION, MISSPELLED = "customer service", "custmer servce"


def look_up(workload: Workload, rig: Rig) -> Result:
    """The ratio is that of the slowest search by how a name or number begins; of the others it is told."""
    data.settle()
    name = usual_name()
    beginnings = [people(text)[:1] for text in begun(name)]
    others = {
        "inside a name": people(name[1:]),
        "typing error": people(misspelled(name)),
        "qualification": qualifications(QUALIFICATION),
        "with typing errors": qualifications(MISSPELLED),
    }
    batches = [asking(statements, ASKED, rig.postgres) for statements in [*beginnings, *others.values()]]
    floor_ms, times = in_turns(asking(FLOOR, FLOORS_ASKED, rig.own_processes), batches, rig.repeats)
    told = zip(others, times[len(beginnings) :], strict=True)
    note = ", ".join(f"{what} {spent:.1f} ms" for what, spent in told)
    return Result(workload, max(times[: len(beginnings)]), floor_ms, note=note)


def usual_name() -> str:
    """The family name of most people: whoever looks for one of them finds many."""
    names = Member.objects.in_post().filter(family_name__regex="^[A-Z][a-z]{5,}$").order_by().values("family_name")
    return names.annotate(people=Count("pk")).order_by("-people", "family_name").first()["family_name"]


def begun(name: str) -> list[str]:
    """How somebody of this name is looked for: by one name, by the other, by both, by staff number, by email."""
    person = Member.objects.in_post().filter(family_name=name).exclude(given_name="").order_by("pk").first()
    family, given = person.family_name[:LETTERS], person.given_name[:LETTERS]
    return [family, given, f"{given} {family}", person.staff_number[:-1], person.email.partition("@")[0]]


def misspelled(name: str) -> str:
    """A letter of it is missing."""
    return name[:2] + name[3:]


def people(text: str) -> list[str]:
    return statements(lambda: found_by(people_found(Member.objects.all(), text), text))


def qualifications(text: str) -> list[str]:
    return statements(lambda: found_by(list(Qualification.objects.search(text).values_list("pk")), text))


def found_by(found: People | list, text: str) -> None:
    """What finds nothing is no search that somebody makes."""
    if not (found if isinstance(found, list) else [*found.exact, *found.alike]):
        raise Failed(f"nothing was found by {text!r}")


def statements(find: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        find()
    return [query["sql"] for query in captured]


def asking(statements: list[str], number: int, pids: Callable[[], list[int]]) -> Batch:
    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements * number:
                cursor.execute(statement)
                cursor.fetchall()

    def batch() -> float:
        return cpu_time(ask, pids) / number

    return batch
