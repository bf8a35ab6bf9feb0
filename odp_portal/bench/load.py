"""L1 and L2: people use the portal, fifty requests a second, while HR feeds are imported.

Requests begin by the clock, whether or not the ones before have been answered: a page that had to wait for others is
as late as its person sees it.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from random import Random
from statistics import quantiles

from apps.accounts.models import User
from apps.approvals.models import Task
from apps.console.population.feed_file import rows_on_record
from odp_portal.bench import data
from odp_portal.bench.feed import Nights
from odp_portal.bench.feed_memory import growth
from odp_portal.bench.measure import Failed
from odp_portal.bench.pages import Page, signed_in
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.server import Visitor, WebServer
from odp_portal.bench.workloads import Workload

RATE, SECONDS, WARM = 50, 120, 10
AT_ONCE = 64  # requests that wait for an answer; more begin late, and are late
BOUND = 150  # ms
DECISIONS = 0.05  # of the requests
ADDRESSES = [
    *["/", "/catalogue/", "/catalogue/?q=customer+service", "/catalogue/?level=3&mine=yes", "/enrolments/"],
    *["/secondments/", "/me/record/", "/me/notifications/"],
]


Request = tuple[dict[str, str], Page]  # whose cookies, and what they ask for


@dataclass
class Answers:
    """Milliseconds from when each request was due until it was answered, and what went wrong with others."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        if len(self.times) < 2:
            raise Failed(f"no page was answered: {self.errors[:1]}")
        return quantiles(self.times, n=20)[-1]

    def __str__(self) -> str:
        return f"{len(self.times):,} answers, {len(self.errors)} errors"


def under_load(workload: Workload, rig: Rig) -> Result:
    """The ratio is to what nobody takes for slow. One error is too many."""
    _, during, imports = both(rig)
    return Result(workload, during.p95, BOUND, note=f"{during} during {imports} imports", errors=len(during.errors))


def beside_an_import(workload: Workload, rig: Rig) -> Result:
    idle, during, _ = both(rig)
    return Result(workload, during.p95, idle.p95, note=str(idle), errors=len(idle.errors))


@cache
def both(rig: Rig) -> tuple[Answers, Answers, int]:
    """(answers while nothing else happens, while HR feeds are imported, how many were)"""
    requests = mixed(rig)
    data.settle()
    with WebServer("portal-as-in-production", "odp_portal.wsgi", rig.folder, workers=2, threads=4) as server:
        load(server, requests, RATE * WARM)
        idle = load(server, requests, RATE * SECONDS)
        with importing(rig) as imports:
            during = load(server, requests, RATE * SECONDS)
    return idle, during, len(imports)


def mixed(rig: Rig) -> Iterator[Request]:
    """Endless. A member looks at pages, a manager decides."""
    manager = data.managers()[2]
    data.ask(manager, round((2 * SECONDS + WARM) * RATE * DECISIONS * 2))
    tasks = iter([task.decide_url for task in Task.objects.for_decision_by(User.objects.get(member=manager))])
    decide, inbox = Page(tasks, form={"decision": "approved"}), Page("/approvals/")
    looks = cycle([Page(address) for address in ADDRESSES])
    learner, decider = (signed_in(User.objects.get(member=member))[1] for member in (rig.learner, manager))
    random = Random(1)  # noqa: S311 - not secret, but the same each time

    def endless() -> Iterator[Request]:
        while True:
            chance = random.random()
            if chance < DECISIONS:
                yield decider, decide
            elif chance < DECISIONS * 2:
                yield decider, inbox
            else:
                yield learner, next(looks)

    return endless()


def load(server: WebServer, requests: Iterator[Request], number: int) -> Answers:
    """So many requests, at the rate."""
    answers, asked = Answers(), list(islice(requests, number))
    start = time.perf_counter()
    due = iter([(start + place / RATE, *request) for place, request in enumerate(asked)])

    def visit() -> None:
        for moment, cookies, page in due:
            time.sleep(max(0, moment - time.perf_counter()))
            visitor = Visitor(server, cookies)
            try:
                page.visit(visitor)
                answers.times.append((time.perf_counter() - moment) * 1000)
            except (Failed, OSError, StopIteration) as error:
                answers.errors.append(repr(error))
            finally:
                visitor.leave()

    people = [threading.Thread(target=visit, daemon=True) for _ in range(AT_ONCE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return answers


@contextmanager
def importing(rig: Rig) -> Iterator[list[float]]:
    """The HR feeds of one night after the other, each by a process of its own, until it is over."""
    nights, over = Nights(list(rows_on_record()), rig.folder, prefix="L"), threading.Event()
    done: list[float] = []

    def go_on() -> None:
        while not over.is_set():
            done.append(growth(nights.path(len(done))))

    with ThreadPoolExecutor(1) as pool:
        hr = pool.submit(go_on)
        try:
            yield done
        finally:
            over.set()
        hr.result()
