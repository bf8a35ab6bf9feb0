"""Role × relation × route: nobody sees or does what is not theirs, and "not yours" is "not there"."""

import uuid
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals import permissions
from apps.core import files
from apps.core.models import Job, JobState
from apps.insights.actions import publish_figures
from apps.learning.models import Attempt
from apps.qualifications.states import Status
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.certificates.factories import CertificateFactory
from tests.learning.factories import UnitContentFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.notifications.factories import MessageFactory
from tests.promises.routes import ADMIN, PEOPLE, ROUTES, UNNAMED
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory

pytestmark = pytest.mark.django_db


def routes(patterns=None, prefix="", namespace=""):
    """(name, pattern) of each route of the URL conf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, address, inner)
        else:
            yield (namespace + pattern.name if pattern.name else None), address


@pytest.fixture
def people():
    elsewhere = OrganisationFactory(code="HMRC", name="HM Revenue and Customs")
    manager = MemberFactory()
    found = {"manager": manager.user, "member": MemberFactory(line_manager=manager).user}
    found["colleague"] = MemberFactory(organisation=manager.organisation).user
    for name, role, organisation in [
        ("head", Role.HEAD_OF_PROFESSION, manager.organisation),
        ("other_head", Role.HEAD_OF_PROFESSION, elsewhere),
        ("assessor", Role.ASSESSOR, None),
        ("central", Role.CENTRAL, None),
    ]:
        user = MemberFactory(organisation=organisation or elsewhere).user
        found[name] = GrantFactory(user=user, role=role, organisation=organisation).user
    return found


@pytest.fixture
def world(people):
    """One of each thing, the member's own."""
    member = people["member"].member
    studying = EnrolmentFactory(member=member)
    unit = studying.enrolled_units.first()
    content = UnitContentFactory(unit=unit.unit)
    questions = list(content.questions.values_list("pk", flat=True))
    Attempt.objects.create(enrolled_unit=unit, number=2, questions=questions)
    sent = Attempt.objects.create(
        enrolled_unit=unit, number=1, questions=questions, submitted_at=timezone.now(), score=50, passed=False
    )
    submitted = EnrolmentFactory(member=member, status=Status.SUBMITTED, task=TaskFactory(requester=member))
    file = files.store(b"%PDF-1.7", name="certificates/one.pdf")
    certificate = CertificateFactory(holder=member, file=file.name, sha256=file.sha256)
    job = Job.objects.create(
        kind="make_certificate", key="1", state=JobState.FAILED, last_error="x", finished_at=timezone.now()
    )
    publish_figures(on=timezone.localdate())
    return {
        "task": [submitted.task_id],
        "refused_task": [TaskFactory(requester=member, refused=True).pk],
        "certificate": [certificate.pk],
        "code": [certificate.code],
        "case": [CaseFactory(task__requester=member).pk],
        "message": [MessageFactory(recipient=member.user).pk],
        "job": [job.pk],
        "table": ["grade"],
        "unit": [unit.pk],
        "page": [unit.pk, "page-1"],
        "question": [unit.pk, 1],
        "attempt": [unit.pk, sent.number],
        "slug": [QualificationFactory().slug],
        "studying": [studying.pk],
        "draft": [EnrolmentFactory(member=member, draft=True).pk],
        "submitted": [submitted.pk],
        "submitted_refusal": [submitted.pk],
        "passkey": [1],
        "provider": ["nobody"],
    }


@pytest.fixture
def clients(people):
    """Somebody of each kind, signed in as in the demonstration: the second step has tests of its own."""
    found = {"anonymous": Client()}
    for name, user in people.items():
        found[name] = Client()
        found[name].force_login(user)
        session = found[name].session
        session["demo_person"] = name
        session.save()
    return found


def ask(client, name, world, things=None):
    method, where, _ = ROUTES[name]
    address = reverse(name, args=things if things is not None else world[where] if where else [])
    if where == "submitted_refusal":
        address += "?decision=refused"
    return client.post(address) if method == "POST" else client.get(address)


def holes(clients, world):
    """(route, person, expected, got) wherever the answer is another than the table's."""
    return [
        (name, person, expected, got)
        for name, (_, _, row) in ROUTES.items()
        for person, expected in row.items()
        if (got := ask(clients[person], name, world).status_code) != expected
    ]


def test_every_route_is_in_the_table():
    found = {(name, address) for name, address in routes() if not address.startswith(ADMIN)}
    assert {name for name, _ in found if name} == set(ROUTES)
    assert {address for name, address in found if not name} == UNNAMED


def test_the_matrix_has_no_hole(clients, world):
    found = holes(clients, world)
    print(f"{len(ROUTES)} routes × {len(PEOPLE)} people: {len(found)} holes")
    assert not found, "\n".join(map(str, found))


def test_not_yours_is_not_there(clients, world):
    """The same page, so that nobody learns what exists."""
    compared = 0
    for name, (_, where, row) in ROUTES.items():
        if where is None or row["colleague"] != 404:
            continue
        missing = _missing(world[where])
        if missing is None:
            continue
        yours, nowhere = (ask(clients["colleague"], name, world, things) for things in (world[where], missing))
        assert (nowhere.status_code, _said(nowhere)) == (404, _said(yours)), name
        compared += 1
    print(f"{compared} addresses compared")
    assert compared > 20


def _missing(things):
    """The same address with the id of nothing; None where there is no id in it."""
    if isinstance(things[0], uuid.UUID):
        return [uuid.uuid4(), *things[1:]]
    return [10**6, *things[1:]] if isinstance(things[0], int) else None


def _said(response):
    """The page without what is another at each request: the token of its forms, the seconds left of the session."""
    changing = (b"csrf", b"data-seconds-left")
    return [line for line in response.content.splitlines() if not any(word in line for word in changing)]


@contextmanager
def everybody_decides(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(permissions, "can_decide", lambda user, task: True)
        yield


def test_the_matrix_turns_red_when_a_permission_is_lost(clients, world, monkeypatch):
    with everybody_decides(monkeypatch):
        found = holes(clients, world)
    assert ("qualifications:study_time_decide", "member", 403, 200) in found
    assert {name for name, *_ in found} == {"qualifications:study_time_decide"}
