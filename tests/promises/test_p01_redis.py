"""P1: no decision is lost when Redis dies, hangs, is flushed or is full."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import requests
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.approvals.models import Task
from apps.approvals.states import Status as Decision
from apps.certificates.models import Certificate
from apps.core.models import AuditEvent, Job, JobState
from apps.learning.models import Answer, Attempt
from apps.notifications.emails import message_email
from apps.notifications.models import SEND_JOB, Message
from apps.notifications.states import Kind
from apps.qualifications.models import EnrolledUnit, Enrolment
from apps.qualifications.states import Status
from tests.learning.factories import UnitContentFactory
from tests.members.factories import MemberFactory
from tests.promises.mail_sink import mail_sink
from tests.promises.stack import Stack
from tests.promises.workers import states
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory, enrolment_in

pytestmark = pytest.mark.django_db(transaction=True)
TROUBLES = ["killed", "hanging", "flushed", "full"]
CLIENTS = 4
DECISIONS, TESTS = 8, 2  # in each trouble: requests to decide, and last tests to send in
LONGEST = 3  # seconds
TOKEN = "a" * 32


@dataclass(frozen=True)
class Sending:
    """A form that somebody sends: by whom, where to, and what it is about."""

    user: User
    path: str
    data: dict
    about: Enrolment


@dataclass(frozen=True)
class Reply:
    """What the portal said to it, and how long that took."""

    sending: Sending
    status: int
    seconds: float


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.full)])
def test_no_decision_is_lost(web_url, tmp_path, rounds, counts):
    decisions = given_requests_to_decide(rounds * len(TROUBLES) * DECISIONS)
    tests = given_tests_to_send_in(rounds * len(TROUBLES) * TESTS)
    cookies = given_sessions([*decisions, *tests])
    with mail_sink() as sink, Stack(web_url=web_url, mail_port=sink.port, folder=tmp_path) as stack:
        replies = []
        for trouble in TROUBLES * rounds:
            sendings = [decisions.pop() for _ in range(DECISIONS)] + [tests.pop() for _ in range(TESTS)]
            replies += send_in_trouble(stack, trouble, sendings, cookies)
        then_all_was_taken(replies)
        then_all_work_is_done(stack)
    slowest = max(reply.seconds for reply in replies)
    said = f"{len(replies)} sent, {in_words(stack.troubles)}, {stack.restarts} restarts"
    counts(f"{said}; slowest {slowest:.2f} s; {states()}")
    assert stack.troubles == dict.fromkeys(TROUBLES, rounds)
    assert faults([reply.sending for reply in replies], sink, tmp_path / "media") == []
    assert slowest < LONGEST


# --- Given -----------------------------------------------------------------------------------------------------------


def given_requests_to_decide(number):
    managers = MemberFactory.create_batch(CLIENTS)
    qualification = QualificationFactory()
    sendings = []
    for place in range(number):
        manager = managers[place % CLIENTS]
        enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager, qualification=qualification)
        data = {"decision": Decision.APPROVED.value}
        sendings.append(Sending(manager.user, f"/enrolments/{enrolment.pk}/decide/", data, enrolment))
    return sendings


def given_tests_to_send_in(number):
    """Each is the last one of its qualification, with every answer right."""
    qualification = QualificationFactory(rule={"mandatory": ["1"]})
    content = UnitContentFactory(unit=qualification.suite.units.get(code="1"))
    questions = list(content.questions.all())
    sendings = []
    for _ in range(number):
        enrolment = EnrolmentFactory(qualification=qualification)
        unit = EnrolledUnit.objects.get(enrolment=enrolment)
        asked = [row.pk for row in questions]
        attempt = Attempt.objects.create(enrolled_unit=unit, content=content, number=1, questions=asked)
        Answer.objects.bulk_create(Answer(attempt=attempt, question=row, chosen=row.right) for row in questions)
        path = f"/learning/{unit.pk}/test/check/"
        sendings.append(Sending(enrolment.member.user, path, {"attempt": "1"}, enrolment))
    return sendings


def given_sessions(sendings):
    """The cookies of everybody, as they signed in before the trouble began."""
    cookies = {}
    for user in {sending.user for sending in sendings}:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies[user] = {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: TOKEN}
    return cookies


# --- When ------------------------------------------------------------------------------------------------------------


def send_in_trouble(stack, trouble, sendings, cookies):
    """The trouble begins when the first forms are on their way, and ends when the last is answered."""

    def send(sending):
        began = time.monotonic()
        response = requests.post(
            stack.site + sending.path,
            data={**sending.data, "csrfmiddlewaretoken": TOKEN},
            cookies=cookies[sending.user],
            allow_redirects=False,
            timeout=30,
        )
        return Reply(sending, response.status_code, time.monotonic() - began)

    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = [pool.submit(send, sending) for sending in sendings]
        stack.begin(trouble)
        replies = [future.result() for future in waiting]
    stack.end(trouble)
    stack.look_after()
    return replies


def then_all_was_taken(replies):
    assert Counter(reply.status for reply in replies) == {302: len(replies)}


def then_all_work_is_done(stack, seconds=200):  # a job that failed once waits a minute
    until = time.monotonic() + seconds
    while Job.objects.exclude(state=JobState.DONE).exists():
        assert time.monotonic() < until, f"{states()}\n{stack.logs()}"
        stack.look_after()
        time.sleep(0.2)


# --- Then ------------------------------------------------------------------------------------------------------------


def faults(sendings, sink, media):
    """What was acknowledged and is not there once, with all that belongs to it: a line for each."""
    found = []
    for sending in sendings:
        is_decision = "decision" in sending.data
        found += decision_faults(sending) if is_decision else completion_faults(sending, media)
        found += mail_faults(sending, Kind.DECISION_MADE if is_decision else Kind.CERTIFICATE_READY, sink)
    return found


def decision_faults(sending):
    task = Task.objects.get(enrolment=sending.about)
    if (task.status, task.decided_by, task.enrolment.status) != (Decision.APPROVED, sending.user, Status.APPROVED):
        yield f"{sending.path}: {task.status} by {task.decided_by}"
    for event, subject in (("task.decided", task), ("enrolment.decided", task.enrolment)):
        if (lines := audit_lines(event, subject, sending.user)) != 1:
            yield f"{sending.path}: {lines} audit lines {event}"


def completion_faults(sending, media):
    enrolment = Enrolment.objects.get(pk=sending.about.pk)
    certificates = Certificate.objects.filter(holder=enrolment.member)
    if (enrolment.status, len(certificates)) != (Status.COMPLETED, 1):
        yield f"{sending.path}: {enrolment.status}, {len(certificates)} certificates"
    for certificate in certificates:
        if not certificate.file or not (media / certificate.file.name).is_file():
            yield f"{sending.path}: its certificate has no file"
        if Job.objects.filter(kind="make_certificate", key=str(certificate.pk)).count() != 1:
            yield f"{sending.path}: its certificate has no job"
    if (lines := audit_lines("enrolment.completed", enrolment, sending.user)) != 1:
        yield f"{sending.path}: {lines} audit lines"


def mail_faults(sending, kind, sink):
    messages = Message.objects.filter(recipient=sending.about.member.user, kind=kind)
    if len(messages) != 1:
        yield f"{sending.path}: {len(messages)} messages"
    for message in messages:
        if Job.objects.filter(kind=SEND_JOB, key=str(message.pk)).count() != 1:
            yield f"{sending.path}: its message has no job"
        if (delivered := sink.deliveries[message_email(message).extra_headers["Message-ID"]]) != 1:
            yield f"{sending.path}: its mail was delivered {delivered} times"


def audit_lines(event, subject, by):
    return AuditEvent.objects.about(subject).filter(event=event, by=by).count()


def in_words(troubles):
    return ", ".join(f"{number} times {trouble}" for trouble, number in troubles.items())


def test_a_decision_that_lost_what_belongs_to_it_is_found():
    """The checker sees it: a decision acknowledged, but its row, its audit line or its job are not there."""
    [lost, silent] = given_requests_to_decide(2)
    found = faults([lost, silent], sink=None, media=None)
    assert sum("pending by None" in fault for fault in found) == 2
    assert sum("0 audit lines" in fault for fault in found) == 4
    assert sum("0 messages" in fault for fault in found) == 2
