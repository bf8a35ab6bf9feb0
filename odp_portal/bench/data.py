"""A database of the size asked for: people, what they have done, and a catalogue of 2,000 qualifications."""

import sys
from contextlib import redirect_stdout
from copy import copy
from datetime import timedelta
from itertools import islice, product
from random import Random

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from apps.capability.actions import start_assessment
from apps.capability.models import Assessment, Capability, FrameworkVersion
from apps.capability.states import VersionStatus
from apps.console.population.records import write_stories
from apps.console.population.stories import Storyteller
from apps.members.models import Member, Region
from apps.members.states import EmploymentStatus
from apps.qualifications.models import Qualification, Suite, Unit
from apps.qualifications.states import Availability, Status
from apps.secondments.models import Opportunity, OpportunityCapability
from apps.secondments.states import Kind, Pattern, Pays, Side
from apps.secondments.states import Status as OpportunityStatus
from odp_portal.bench.measure import Failed

SEED = 1
CATALOGUE = 2000
OURS = "B"  # how the codes of made-up suites and qualifications begin
FIELDS = ["Benefits", "Borders", "Courts", "Debt", "Driving", "Pensions", "Prisons", "Probation", "Tax", "Visas"]
KINDS = ["Casework", "Contact Centres", "Counters", "Fraud", "Inspection", "Planning", "Quality", "Visits"]
LEARNT = [Status.IN_PROGRESS, Status.COMPLETED, Status.IN_PROGRESS, Status.SUBMITTED, Status.DRAFT, Status.APPROVED]


def prepare(members: int) -> None:
    """Fill an empty database. One that has tables is somebody's, and left alone."""
    if connection.introspection.table_names():
        raise Failed("DATABASE_URL names a database that is not empty, and the benchmarks need one of their own")
    with redirect_stdout(sys.stderr):  # the table alone goes where results go
        call_command("migrate", verbosity=0)
        call_command("grant_web_role")
        call_command("make_population", members=members, seed=SEED)
    fill_catalogue(CATALOGUE)
    settle()


def settle() -> None:
    """What Postgres would do by itself in a while: it knows how much there is of what."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def fill_catalogue(size: int) -> None:
    """Copies all suites and qualifications, each time for another field of work, until there are so many."""
    suites, units = list(Suite.objects.order_by("pk")), list(Unit.objects.order_by("pk"))
    qualifications = list(Qualification.objects.order_by("pk"))
    missing = size - len(qualifications)
    for number, (field, kind) in enumerate(product(FIELDS, KINDS)):
        if missing <= 0:
            break
        words, prefix = f"{kind} in {field}", f"{OURS}{number}-"
        copies = {suite.pk: _copy(suite, code=prefix + suite.code, department=None) for suite in suites}
        Suite.objects.bulk_create(copies.values())
        Unit.objects.bulk_create(_copy(unit, suite=copies[unit.suite_id]) for unit in units)
        Qualification.objects.bulk_create(
            _copy(
                one,
                suite=copies[one.suite_id],
                code=prefix + one.code,
                slug=prefix.lower() + one.slug,
                title=f"{one.title} for {words}",
                search_text=f"{words}\n{one.search_text}",
            )
            for one in qualifications[:missing]
        )
        missing -= len(qualifications)


def _copy(row, **changes):
    twin = copy(row)
    twin.pk, twin._state.adding = None, True
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def managers() -> list[Member]:
    """The three with most people. Each is for one workload: of nobody are the same things asked twice."""
    in_post = Q(reports__status=EmploymentStatus.IN_POST)
    found = Member.objects.in_post().annotate(people=Count("reports", filter=in_post)).order_by("-people", "pk")
    return list(found.filter(people__gt=0)[:3])


def ask(manager: Member, number: int) -> None:
    """So many requests for study time that wait for this manager."""
    random = Random(SEED)  # noqa: S311 - not secret, but the same each time
    teller = Storyteller(random)
    people = _with_manager(Member.objects.in_post().filter(line_manager=manager))
    wanted = islice(product(open_qualifications().filter(code__startswith=OURS), people), number)
    stories = [teller.tell(member, qualification, status=Status.SUBMITTED) for qualification, member in wanted]
    write_stories(stories, random)


def learner() -> Member:
    """Somebody in the middle of things: they study, have completed something, and wait for an answer."""
    people = Member.objects.in_post().filter(line_manager__status=EmploymentStatus.IN_POST, enrolments=None)
    member = _with_manager(people.exclude(line_manager__in=managers())).first()
    if not member:
        raise Failed("everybody has asked for something already")
    qualifications = open_qualifications().exclude(code__startswith=OURS)
    one_a_suite = qualifications.order_by("suite__code", "code").distinct("suite__code")
    random = Random(SEED)  # noqa: S311
    teller = Storyteller(random)
    stories = [teller.tell(member, one, status=status) for one, status in zip(one_a_suite, LEARNT, strict=False)]
    write_stories(stories, random)
    return member


def assessment(member: Member) -> Assessment:
    """A self-assessment that they have begun."""
    version = FrameworkVersion.objects.offered_to(member).first()
    return start_assessment(version=version, practice=True, by=member.user)


def offer(number: int) -> None:
    """So many opportunities on the board, each of which wants something and gives something."""
    hosts = list(Member.objects.in_post().filter(user__isnull=False).select_related("organisation")[:number])
    capabilities = list(Capability.objects.filter(version__status=VersionStatus.PUBLISHED).order_by("pk"))
    regions = [*Region.objects.exclude(code="").order_by("code"), None]
    now = timezone.now()
    rows = [
        Opportunity(
            slug=f"bench-{place}",
            kind=list(Kind)[place % 2],
            title=f"{KINDS[place % len(KINDS)]} in {FIELDS[place % len(FIELDS)]}",
            organisation=host.organisation,
            host_name=host.organisation.name,
            work="What one would do there, in a few words.",
            learn="What one would learn there, in a few words.",
            place="Leeds",
            region=regions[place % len(regions)],
            pattern=list(Pattern)[place % len(Pattern)],
            pays=list(Pays)[place % len(Pays)],
            starts_on=now.date() + timedelta(days=60),
            months=1 + place % 24,
            deadline=now + timedelta(days=30),
            contact="The team",
            status=OpportunityStatus.PUBLISHED,
            published_at=now,
            published_by_id=host.user_id,
            search_text=f"{KINDS[place % len(KINDS)]}\nLeeds",
        )
        for place, host in enumerate(hosts)
    ]
    Opportunity.objects.bulk_create(rows)
    OpportunityCapability.objects.bulk_create(
        OpportunityCapability(opportunity=row, capability=capabilities[place % len(capabilities)], side=side)
        for place, row in enumerate(rows)
        for side in Side
    )


def _with_manager(members: QuerySet[Member]) -> QuerySet[Member]:
    return members.select_related("organisation", "region", "user", "line_manager__user").order_by("pk")


def open_qualifications() -> QuerySet[Qualification]:
    found = Qualification.objects.filter(availability=Availability.OPEN).order_by("pk")
    content = "suite__units__contents"
    return found.select_related("suite").prefetch_related(f"{content}__pages", f"{content}__questions")
