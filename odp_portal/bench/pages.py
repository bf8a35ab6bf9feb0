"""W1 to W5: what a page costs, as CPU of the portal's process and of Postgres's, beside a “hello world”.

Where a workload has several pages, the result is that of the most expensive one.
"""

import re
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.accounts.second_factor import DEMO_PERSON
from apps.approvals.models import Task
from apps.members.models import Member
from odp_portal.bench import data
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.server import Visitor, WebServer
from odp_portal.bench.workloads import Workload

HELLOS, VISITS = 50, 3  # requests of a batch: some 20 ms each
INBOX, OFFERED = 400, 100
CSRF_TOKEN = "bench" * 6 + "ok"  # need not be secret: it goes into the cookie and into the form
CATALOGUE = {
    "all": "",
    "filters": "?level=3&size=Award&mine=yes",
    "search": "?q=customer+service",
    "typing error and filter": "?q=custmer+casework&level=4",
}
TRANSACTION = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")
# The connections on which Postgres works for the portal's web: those of others to this database.
SERVING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Page:
    """An address to look at, or addresses to send a form to, one after the other."""

    def __init__(self, address: str | Iterator[str], name: str = "", form: dict[str, str] | None = None) -> None:
        self.addresses = repeat(address) if isinstance(address, str) else address
        self.name, self.form = name, form

    def visit(self, visitor: Visitor) -> None:
        if self.form:
            visitor.post(next(self.addresses), csrfmiddlewaretoken=CSRF_TOKEN, **self.form)
        else:
            visitor.get(next(self.addresses))


class Asked(NamedTuple):
    """Of the database, for one page; and how large the page is."""

    queries: int
    commits: int
    length: int

    def __str__(self) -> str:
        return f"{self.commits} commit{'s' * (self.commits != 1)}" if self.commits else f"{self.length / 1000:.0f} kB"


def home(workload: Workload, rig: Rig) -> Result:
    return measure(workload, rig, rig.learner, Page("/"))


def catalogue(workload: Workload, rig: Rig) -> Result:
    return measure(workload, rig, rig.learner, *(Page(f"/catalogue/{q}", name) for name, q in CATALOGUE.items()))


def three_pages(workload: Workload, rig: Rig) -> Result:
    """The qualifications with the most units, of a suite that is learnt here and of the longest suite; the form of a
    self-assessment; the board."""
    found = data.open_qualifications().filter(code__in=["CG-3815-L3-DIP", "CMI-L5-DIP"])
    pages = [Page(one.get_absolute_url(), one.code) for one in found]
    pages.append(Page(f"/capability/{data.assessment(rig.learner).pk}/1/", "self-assessment"))
    data.offer(OFFERED)
    return measure(workload, rig, rig.learner, *pages, Page("/secondments/", "board"))


def decide(workload: Workload, rig: Rig) -> Result:
    manager = data.managers()[1]
    addresses = (task.decide_url for task in _waiting_for(manager))
    return measure(workload, rig, manager, Page(addresses, form={"decision": "approved"}))


def inbox(workload: Workload, rig: Rig) -> Result:
    manager = data.managers()[0]
    _waiting_for(manager)
    return measure(workload, rig, manager, Page("/approvals/"))


def _waiting_for(manager: Member) -> list[Task]:
    data.ask(manager, INBOX)
    return list(Task.objects.for_decision_by(User.objects.get(member=manager)))


def measure(workload: Workload, rig: Rig, member: Member, *pages: Page) -> Result:
    data.settle()
    client, cookies = signed_in(User.objects.get(member=member))
    asked = [ask(client, page) for page in pages]
    floor_ms, times = in_turns(hellos(rig.hello), [visits(rig.portal, page, cookies) for page in pages], rig.repeats)
    ms, counts, page = max(zip(times, asked, pages, strict=True), key=lambda found: found[0])
    note = ", ".join(filter(None, [page.name, str(counts)]))
    return Result(workload, ms, floor_ms, max(counts.queries for counts in asked), note)


def signed_in(user: User) -> tuple[Client, dict[str, str]]:
    """A client for pages asked for in this process, and the cookies for those that the server gives."""
    client = Client(headers={"Host": "localhost"})
    client.force_login(user)
    session = client.session
    session[DEMO_PERSON] = "bench"  # whoever has a role would be asked for a second step
    session.save()
    cookies = {name: client.cookies[name].value for name in [settings.SESSION_COOKIE_NAME]}
    return client, cookies | {settings.CSRF_COOKIE_NAME: CSRF_TOKEN}


def ask(client: Client, page: Page) -> Asked:
    """What the page asks of the database when it is warm: looked at in this process, not on the server."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            send = client.post if page.form else client.get
            response = send(next(page.addresses), page.form)
        if response.status_code != (302 if page.form else 200):
            raise Failed(f"{response.request['PATH_INFO']} was answered with {response.status_code}")
    statements = [query["sql"] for query in captured]
    queries = sum(not TRANSACTION.match(statement) for statement in statements)
    return Asked(queries, statements.count("COMMIT"), len(response.content))


def hellos(server: WebServer) -> Batch:
    def batch() -> float:
        return cpu_time(lambda: _times(HELLOS, Visitor(server), Page("/")), server.workers) / HELLOS

    return batch


def visits(server: WebServer, page: Page, cookies: dict[str, str]) -> Batch:
    def batch() -> float:
        return cpu_time(lambda: _times(VISITS, Visitor(server, cookies), page), at_work) / VISITS

    def at_work() -> list[int]:
        return server.workers() + serving()

    return batch


def serving() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(SERVING)
        return [pid for (pid,) in cursor.fetchall()]


def _times(number: int, visitor: Visitor, page: Page) -> None:
    for _ in range(number):
        page.visit(visitor)
    visitor.leave()
