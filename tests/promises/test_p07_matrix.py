"""Role × relation × route: nobody sees or does what is not theirs, and "not yours" is "not there"."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models import Ladder, StandIn
from apps.certificates.actions import export_claims, share_record
from apps.core import files, jobs
from apps.core.models import Heartbeat, Job, JobState
from apps.insights.actions import publish_figures
from apps.insights.models import SavedView
from apps.learning import actions as learning
from apps.learning.models import Attempt, Circumstances, DraftFile, MarkingTask, SubmittedFile
from apps.learning.states import TaskKind
from apps.members.models import Grant
from apps.members.states import Purpose
from apps.qualifications.states import PlaceStatus, Status
from apps.secondments import actions as secondments
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory
from tests.capability.factories import world_of_assessments
from tests.certificates.factories import CertificateFactory
from tests.evidence.factories import EvidenceFactory
from tests.learning.assignments import assigned_unit, assurer, mark, marker, send_in, task_of, upload_of, write
from tests.learning.beside import learn_elsewhere, reflect
from tests.learning.drafting import addresses_of
from tests.learning.factories import UnitContentFactory
from tests.learning.prior import claim, reviewed, sent
from tests.members.factories import (
    ConsentFactory,
    DownloadFactory,
    FeedUploadFactory,
    GrantFactory,
    ManagerProposalFactory,
    MemberFactory,
    OrganisationFactory,
)
from tests.notifications.factories import MessageFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.promises.routes import ADMIN, NAMED, OPEN, PEOPLE, REFUSED, REFUSED_OPEN, ROUTES, UNNAMED, WRITES
from tests.qualifications.factories import (
    CatalogueDraftFactory,
    EnrolmentFactory,
    OutcomeFactory,
    PlaceFactory,
    QualificationFactory,
    StudyChangeFactory,
    StudyLogFactory,
    WaiverFactory,
    enrolment_in,
    full_offering,
)
from tests.secondments import factories as elsewhere
from tests.surge.factories import surge_of

pytestmark = pytest.mark.django_db
NEAREST = ["anonymous", "member", "manager", "colleague", "central"]
BROWSER = Client(raise_request_exception=False)  # one for all, because each begins by loading all middleware


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
    senior = MemberFactory()
    manager = MemberFactory(line_manager=senior)
    found = {"senior": senior.user, "manager": manager.user, "member": MemberFactory(line_manager=manager).user}
    found["colleague"] = MemberFactory(organisation=manager.organisation).user
    found["stranger"] = MemberFactory(organisation=elsewhere).user
    found["deputy"] = StandInFactory(manager=manager).deputy.user
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
    catalogue_draft = CatalogueDraftFactory()
    unit = studying.enrolled_units.first()
    content = UnitContentFactory(unit=unit.unit)
    questions = list(content.questions.values_list("pk", flat=True))
    asked = {"enrolled_unit": unit, "content": content, "questions": questions}
    Attempt.objects.create(number=2, **asked)
    attempt = Attempt.objects.create(**asked, number=1, submitted_at=timezone.now(), score=50, passed=False)
    talk = reflect(unit, email="")  # the manager is asked to confirm it
    submitted = EnrolmentFactory(member=member, status=Status.SUBMITTED, task=TaskFactory(requester=member))
    other = EnrolmentFactory(member=member)
    change, declined = StudyChangeFactory(enrolment=other), enrolment_in(Status.DECLINED, member=member)
    file = files.store(b"%PDF-1.7", name="certificates/one.pdf")
    certificate = CertificateFactory(holder=member, signed=True, file=file.name, sha256=file.sha256)
    CertificateFactory(holder=member, awarding_body="CMI")
    claim = export_claims(awarding_body="CMI", purpose="November", by=people["central"])
    share, token = share_record(days=7, note="", by=member.user)
    job = Job.objects.create(
        kind="make_certificate", key="1", state=JobState.FAILED, last_error="x", finished_at=timezone.now()
    )
    publish_figures(on=timezone.localdate())
    jobs.show_life()
    # However slow the machine is, the portal is well for as long as the matrix takes.
    tomorrow = timezone.now() + timedelta(days=1)
    Heartbeat.objects.update(at=tomorrow)
    Job.objects.update(available_at=tomorrow)
    download = files.store(b"%PDF-1.7", name="downloads/one.pdf")
    held = DownloadFactory(user=member.user, ready=True, file=download.name, sha256=download.sha256)
    mine = assignments_of(people) | prior_learning_of(studying, people) | world_of_assessments(member)
    mine |= addresses_of(content) | life_elsewhere_of(member) | surge_of(member)
    elsewhere.opportunity_of(people["colleague"])
    return mine | {
        "found_person": [ConsentFactory(purpose=Purpose.TALENT_SEARCH).member_id],
        "task": [submitted.task_id],
        "refused_task": [TaskFactory(requester=member, refused=True).pk],
        "certificate": [certificate.pk],
        "code": [certificate.code],
        "person": [member.pk],
        "upload": [FeedUploadFactory(waiting=True).pk],
        "grant": [GrantFactory(role=Role.ASSESSOR).pk],
        "status_list": [1],
        "claim": [claim.pk],
        "share": [share.pk],
        "plan_action": [PlanActionFactory(member=member).pk],
        "dropped_action": [PlanActionFactory(member=member, dropped=True).pk],
        "suggested": ["unit", unit.unit_id],
        "declined_suggestion": [NotInterestedFactory(member=member, unit=unit.unit).pk],
        "evidence": [EvidenceFactory(member=member, is_file=True).pk],
        "token": [token],
        "case": [CaseFactory(task__requester=member).pk],
        "ladder": [Ladder.objects.create().pk],
        "stand_in": [StandIn.objects.get(deputy=people["deputy"].member).pk],
        "declined": [declined.pk],
        "log": [studying.pk, StudyLogFactory(enrolment=studying).pk],
        "change": [change.pk],
        "change_refusal": [change.pk],
        "refused_change": [StudyChangeFactory(enrolment=other, is_open=False, task__refused=True).pk],
        "message": [MessageFactory(recipient=member.user).pk],
        "job": [job.pk],
        "proposal": [ManagerProposalFactory(member=member, proposed=None).pk],
        "dispute": [ManagerProposalFactory(disputed=True).pk],
        "purpose": ["mentoring"],
        "download": [held.pk],
        "table": ["grade", "csv"],
        "saved_view": [SavedView.objects.create(user=member.user, name="Mine", address="/insights/").pk],
        "unit": [unit.pk],
        "page": [unit.pk, "page-1"],
        "question": [unit.pk, 1],
        "attempt": [unit.pk, attempt.number],
        "content": [content.pk],
        "bank_question": [questions[0]],
        "reflection": [talk.pk],
        "own_reflection": [unit.pk, talk.pk],
        "elsewhere": [unit.pk, learn_elsewhere(unit).pk],
        "slug": [QualificationFactory().slug],
        "studying": [studying.pk],
        "paused": [enrolment_in(Status.DEFERRED, member=member).pk],
        "closed_slug": [QualificationFactory(availability="details_pending", rule=None).slug],
        "full_start": [full_offering().pk],
        "waiver": [WaiverFactory().pk],
        "entry": [studying.qualification_id],
        "catalogue_unit": [studying.qualification.suite.units.first().pk],
        "catalogue_draft": [catalogue_draft.pk],
        "draft_part": [catalogue_draft.pk, "note"],
        "sent_draft": [CatalogueDraftFactory(sent=True).pk],
        "offered_place": [PlaceFactory(member=member, status=PlaceStatus.OFFERED).pk],
        "draft": [EnrolmentFactory(member=member, draft=True).pk],
        "submitted": [submitted.pk],
        "submitted_refusal": [submitted.pk],
        "question_asked": [OutcomeFactory(enrolment__member=member).pk],
        "question_answered": [OutcomeFactory(enrolment__member=member, answered=True).pk],
        "passkey": [1],
        "provider": ["nobody"],
    }


def assignments_of(people):
    """The member's assignments: one being written, one sent in, one not yet met and one appealed against, which the
    assessor has. Whoever marked those two is somebody else."""
    member, assessor = people["member"].member, people["assessor"]
    rows = [
        assigned_unit(member=member, qualification__suite__code=f"CG-{number}", qualification__level=number)
        for number in (2, 3, 4, 5)
    ]
    draft, given, referred, appealed = rows
    write(draft, ["Half of it"])
    file = DraftFile.objects.create(
        work=draft.work, criterion=draft.unit.contents.get().assignment.criteria.first(), upload=upload_of(member.user)
    )
    other = marker()
    Grant.objects.filter(user=assessor).update(ends_on=timezone.localdate() - timedelta(days=1))
    assurer()
    for row in (referred, appealed):
        send_in(row)
        mark(row, True, False)
    Grant.objects.filter(user=other).update(ends_on=timezone.localdate() - timedelta(days=1))
    Grant.objects.filter(user=assessor).update(ends_on=None)
    submission = send_in(given)
    upload = upload_of(member.user)
    criterion = given.unit.contents.get().assignment.criteria.first()
    SubmittedFile.objects.create(submission=submission, criterion=criterion, upload=upload)
    learning.appeal_mark(enrolled_unit=appealed, reason="It is there.", by=member.user)
    appeal = task_of(appealed, TaskKind.APPEAL)
    MarkingTask.objects.filter(pk=appeal.pk).update(holder=assessor)
    elsewhere = assigned_unit(qualification__suite__code="CG-6")
    asked = Circumstances.objects.create(
        work=appeal.work, asked_by=elsewhere.enrolment.member.user, reason="I was ill."
    )
    return {
        "draft_work": [draft.pk],
        "sent_work": [given.pk],
        "referred_work": [referred.pk],
        "criterion": [draft.pk, 1],
        "draft_file": [draft.pk, file.upload_id],
        "submission": [given.pk, submission.number],
        "marking": [task_of(given).pk],
        "check": [task_of(referred, TaskKind.CHECK).pk],
        "appeal": [appeal.pk],
        "marking_file": [task_of(given).pk, upload.pk],
        "circumstances": [asked.pk],
        "grant": [Grant.objects.get(user=assessor).pk],
    }


def life_elsewhere_of(member):
    """What the member offers, and applications as far as they can come: one is a placement that runs."""
    draft = elsewhere.opportunity_of(member.user, status="draft")
    begun = elsewhere.begun(member=member)
    piece = EvidenceFactory(member=member, is_file=True)
    sent = elsewhere.begun(member=member)
    secondments.choose_evidence(application=sent, evidence=[piece], by=member.user)
    secondments.submit_application(application=sent, by=member.user)
    refused = elsewhere.release_of(elsewhere.sent(member=member))
    elsewhere.refuse(refused)
    placement = elsewhere.begun_ago(170, member)
    search = secondments.save_search(q="court", chosen={}, words="“court”", by=member.user)
    return {
        "opportunity": [elsewhere.opportunity_of().slug],
        "own_draft": [draft.slug],
        "own_host": [draft.slug, draft.hosts.get().pk],
        "to_publish": [elsewhere.opportunity_of(status="submitted").slug],
        "search": [search.pk],
        "begun_application": [begun.pk],
        "application_part": [begun.pk, "why"],
        "sent_application": [sent.pk],
        "sent_evidence": [sent.pk, piece.pk],
        "offered_application": [elsewhere.offered(member=member).pk],
        "accepted_application": [elsewhere.accepted(member=member).pk],
        "release": [elsewhere.release_of(sent).pk],
        "release_refusal": [elsewhere.release_of(sent).pk],
        "refused_release": [refused.pk],
        "agreement": [placement.agreement_id],
        "agreement_version": [placement.agreement_id, 1],
        "placement": [placement.pk],
    }


def prior_learning_of(studying, people):
    """A claim that is not sent yet, one that waits, and one that was reviewed: one unit of two counts."""
    member = studying.member
    draft = claim(studying)
    evidence = EvidenceFactory(member=member, is_file=True)
    learning.link_evidence(prior=draft, evidence=evidence, by=member.user)
    return {
        "prior": [draft.pk],
        "prior_file": [draft.pk, draft.files.get().upload_id],
        "prior_evidence": [draft.pk, evidence.pk],
        "sent_prior": [sent(EnrolmentFactory(member=member)).pk],
        "reviewed_prior": [reviewed(people["central"], EnrolmentFactory(member=member), accepted=[True, False]).pk],
    }


@pytest.fixture
def sessions(people):
    """Of somebody of each kind, signed in as in the demonstration: the second step has tests of its own."""
    found = {"anonymous": {}}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        session = client.session
        session["demo_person"] = name
        session.save()
        found[name] = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return found


def ask(session, method, name, world, things=None):
    """What a browser with this session is answered. Whatever it changed is undone."""
    where = ROUTES[name][1]
    address = reverse(name, args=things if things is not None else world[where] if where else [])
    data = {"decision": "refused"} if str(where).endswith("_refusal") else {}
    cache.clear()  # it keeps sessions, and what an answer before this one left in them
    BROWSER.cookies.clear()
    BROWSER.cookies.load(session)
    with transaction.atomic():
        response = BROWSER.post(address, data) if method == "POST" else BROWSER.get(address, data)
        transaction.set_rollback(True)
    return response


def table(only="", everybody=True):
    """(method, name, row) for both methods of each route.

    Without `everybody` some of the row is left to the long run: those who are answered as somebody else is, where
    there is nobody's thing in the address, and the other method to those whose relation is not the nearest.
    """
    for name, (method, where, expected) in ROUTES.items():
        other = "GET" if method == "POST" else "POST"
        is_open = expected is OPEN or name == "demo_sign_in"
        if name.startswith(only):
            yield method, name, expected if everybody or where else _of(expected, NAMED)
            refused = REFUSED_OPEN if is_open else REFUSED  # before anybody is asked who they are: three will do
            written = WRITES.get(name, _of(refused, ("anonymous", "member", "central")))
            yield other, name, written if everybody else _of(written, NEAREST)


def _of(row, people):
    return {person: row[person] for person in people if person in row}


def holes(sessions, world, only=""):
    """(method, route, person, expected, got) wherever the answer is another than the table's."""
    return [
        (method, name, person, expected, got)
        for method, name, row in table(only)
        for person, expected in row.items()
        if (got := ask(sessions[person], method, name, world).status_code) != expected
    ]


def test_every_route_is_in_the_table():
    found = {(name, address) for name, address in routes() if not address.startswith(ADMIN)}
    assert {name for name, _ in found if name} == set(ROUTES)
    assert {address for name, address in found if not name} == UNNAMED


@pytest.mark.parametrize(
    ("half", "everybody"),  # so that two processes share the work
    [
        (0, False),
        (1, False),
        pytest.param(0, True, marks=pytest.mark.full),
        pytest.param(1, True, marks=pytest.mark.full),
    ],
)
def test_the_matrix_has_no_hole_and_not_yours_is_not_there(sessions, world, counts, half, everybody):
    """What is not yours has the same page with the same headers as what is not there: nobody learns what exists."""
    found, told, asked, compared = [], [], 0, 0
    for method, name, row in (row for place, row in enumerate(table("", everybody)) if place // 2 % 2 == half):
        missing = _missing(world.get(ROUTES[name][1]))
        for person, expected in row.items():
            yours = ask(sessions[person], method, name, world)
            asked += 1
            if yours.status_code != expected:
                found.append((method, name, person, expected, yours.status_code))
            elif expected == 404 and missing and (everybody or person in NEAREST):
                compared += 1
                nowhere = ask(sessions[person], method, name, world, missing)
                if difference := set(_said(nowhere)) ^ set(_said(yours)):
                    told.append((method, name, person, difference))
    counts(
        f"half of {len(ROUTES)} routes × {len(PEOPLE)} people: {asked} asked, {len(found)} holes, {compared} compared"
    )
    assert not found, "\n".join(map(str, found))
    assert not told, "\n".join(map(str, told))
    assert compared > 75


def _missing(things):
    """The same address with the id of nothing; None where there is no id in it."""
    if not things or isinstance(things[0], str):
        return None
    return [uuid.uuid4() if isinstance(things[0], uuid.UUID) else 10**6, *things[1:]]


def _said(response):
    """All of the answer but what is another at each request: its id, the token of its forms, and the time left."""
    headers = [header for header in response.items() if header[0] != "X-Request-ID"]
    passing = (b"csrf", b"data-seconds-left")
    lines = [line for line in response.content.splitlines() if not any(word in line for word in passing)]
    return [response.status_code, *headers, *lines]


def everybody(*args):
    return True


def everything(queryset, *args):
    return queryset


# (routes, the permission, what it is turned into, the hole that this makes or None)
LOST = [
    (
        "approvals:case_open",
        "approvals.permissions.can_open_case",
        everybody,
        ("approvals:case_open", "manager", 403, 200),
    ),
    (
        "approvals:task_d",
        "approvals.models.task.TaskQuerySet.visible_to",
        everything,
        ("approvals:task_detail", "colleague", 404, 200),
    ),
    (
        "certificates:certificate_d",
        "certificates.models.CertificateQuerySet.of",
        everything,
        ("certificates:certificate_download", "central", 404, 200),
    ),
    ("console:overview", "console.views.door.can_see_console", everybody, ("console:overview", "assessor", 404, 200)),
    (
        "insights:view_save",
        "insights.views.own.can_read_insights",
        everybody,
        ("insights:view_save", "member", 404, 200),
    ),
    (
        "learning:unit",
        "qualifications.models.enrolment.EnrolledUnitQuerySet.visible_to",
        everything,
        ("learning:unit_detail", "manager", 404, 403),
    ),
    ("learning:attempt", "learning.models.attempt.AttemptQuerySet.visible_to", everything, None),
    (
        "learning:submission_m",
        "learning.models.marking.MarkingTaskQuerySet.held_by",
        everything,
        ("learning:submission_mark", "central", 404, 403),
    ),
    (
        "qualifications:study",
        "approvals.permissions.can_decide",
        everybody,
        ("qualifications:study_time_decide", "member", 403, 200),
    ),
    (
        "qualifications:enrolment_w",
        "qualifications.permissions.can_withdraw",
        everybody,
        ("qualifications:enrolment_withdraw", "manager", 403, 200),
    ),
    (
        "qualifications:enrolment_d",
        "qualifications.models.enrolment.EnrolmentQuerySet.visible_to",
        everything,
        ("qualifications:enrolment_detail", "other_head", 404, 200),
    ),
]


def test_the_matrix_turns_red_when_a_permission_is_lost(sessions, world, monkeypatch):
    for only, what, is_now, hole in LOST:
        with monkeypatch.context() as lost:
            lost.setattr(f"apps.{what}", is_now)
            found = [(name, person, expected, got) for _, name, person, expected, got in holes(sessions, world, only)]
        assert hole in found if hole else not found, what
