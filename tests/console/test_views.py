import datetime

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.roles import Role
from apps.console import queries
from apps.core import jobs
from apps.core.models import AuditEvent, Heartbeat, Job, JobState
from apps.core.uploads.keep import SCAN_JOB
from apps.insights.models import Snapshot
from apps.members.models import FeedImport
from apps.notifications.models import SEND_JOB, Message
from apps.notifications.states import Kind
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory
from tests.console.central import closed_case, sign_in, sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, ManagerProposalFactory, MemberFactory
from tests.notifications.factories import MessageFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db
LISTS = ["/console/", "/console/cases/", "/console/disputes/", "/console/messages/", "/console/jobs/"]


@pytest.fixture
def swept():
    jobs.show_life()


@pytest.fixture
def central(client):
    return sign_in_central(client)


def make_job(state=JobState.PENDING, kind="make_certificate", **fields):
    ended = None if state in (JobState.PENDING, JobState.CLAIMED) else timezone.now()
    having = {
        JobState.FAILED: {"attempts": 5, "last_error": "OSError('disk full')"},
        JobState.UNKNOWN: {"attempts": 1, "last_error": "TimeoutError('no answer')"},
        JobState.SUPPRESSED: {"not_after": timezone.now()},
    }
    key = fields.pop("key", str(Job.objects.count() + 1))
    return Job.objects.create(
        **{"kind": kind, "key": key, "state": state, "finished_at": ended} | having.get(state, {}) | fields
    )


def make_message(state=JobState.PENDING, **fields):
    """A message with the job that mails it."""
    message = MessageFactory(**fields)
    job = make_job(state, SEND_JOB, key=str(message.pk), payload={"message": message.pk})
    if state == JobState.DONE:
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
    return message, job


def every_address():
    message, job = make_message(JobState.FAILED)
    case = CaseFactory()
    return [
        *LISTS,
        f"/console/cases/{case.pk}/",
        f"/console/messages/{message.pk}/",
        f"/console/jobs/{job.pk}/",
        f"/console/jobs/{job.pk}/retry/",
        "/health/deep",
    ]


# --- Who -------------------------------------------------------------------------------------------------------------


def test_to_everybody_else_there_is_no_console(client):
    head = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=MemberFactory().organisation).user
    for user in (MemberFactory().user, head):
        sign_in(client, user)
        for address in every_address():
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code in (404, 405), address


def test_whoever_asked_a_question_reads_it_on_the_request_not_here(client):
    case = CaseFactory()
    client.force_login(case.opened_by)
    assert client.get(f"/console/cases/{case.pk}/").status_code == 404


def test_the_console_needs_sign_in(client):
    for address in every_address():
        assert client.get(address).url.startswith("/account/login/"), address


def test_the_central_team_sees_it_all_and_looking_changes_nothing(client, central, swept):
    addresses = every_address()
    before = list(Job.objects.values()), AuditEvent.objects.count()
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert (list(Job.objects.values()), AuditEvent.objects.count()) == before


def test_nothing_else_can_be_sent_there(client, central):
    for address in ("/console/jobs/1/", "/console/messages/1/", "/console/", "/health/deep"):
        assert client.post(address).status_code == 405


# --- Overview --------------------------------------------------------------------------------------------------------


def test_the_overview_counts_what_waits_and_since_when(client, central):
    case, _ = (
        CaseFactory(),
        closed_case(central),
    )
    days_ago = timezone.now() - datetime.timedelta(days=3)
    type(case).objects.filter(pk=case.pk).update(opened_at=days_ago)
    ManagerProposalFactory(disputed=True)
    ManagerProposalFactory(confirmed=True)
    make_job(JobState.FAILED, finished_at=days_ago)
    make_job(JobState.FAILED)
    make_message(JobState.UNKNOWN)
    make_message(JobState.SUPPRESSED)
    make_message(JobState.DONE)
    make_job(available_at=timezone.now() - datetime.timedelta(hours=1))
    make_job()
    unscanned = make_job(kind=SCAN_JOB)
    Job.objects.filter(pk=unscanned.pk).update(created_at=days_ago)
    waiting = client.get("/console/").context["waiting"]
    assert [row["number"] for row in waiting] == [1, 1, *[0] * 9, 2, 1, 1, 1, 2]
    assert [row["since"] == days_ago for row in waiting] == [True, *[False] * 10, True, False, False, True, False]
    for row in waiting:
        assert client.get(row["href"]).status_code == 200


def test_the_overview_says_how_old_the_data_is(client, central):
    assert "No HR feed has been applied yet" in client.get("/console/").text
    FeedImport.objects.create(as_of="2026-11-01", sha256="a" * 64, rows=3000)
    FeedImport.objects.create(as_of="2026-11-02", sha256="b" * 64, rows=3013)
    Snapshot.objects.create(as_of="2026-11-03", figures={})
    page = client.get("/console/").text
    assert "Feed of 2 November 2026 with 3,013 people" in page
    assert "Figures as of 3 November 2026" in page


# --- Messages --------------------------------------------------------------------------------------------------------


def shown(client, query=""):
    return list(client.get(f"/console/messages/{query}").context["page"])


def test_messages_newest_first_and_narrowed(client, central):
    waiting, _ = make_message(kind=Kind.CASE)
    sent, _ = make_message(JobState.DONE, recipient=UserFactory(email="amara@work.example"))
    failed, _ = make_message(JobState.FAILED)
    unknown, _ = make_message(JobState.UNKNOWN)
    late, _ = make_message(JobState.SUPPRESSED)
    assert shown(client) == [late, unknown, failed, sent, waiting]
    assert shown(client, "?kind=case") == [waiting]
    assert shown(client, "?email=Amara@work.example") == [sent]
    assert shown(client, "?delivery=sent") == [sent]
    assert shown(client, "?delivery=waiting") == [waiting]
    assert shown(client, "?delivery=not_sent") == [late, unknown, failed]
    assert shown(client, "?delivery=not_sent&kind=case") == []
    page = client.get("/console/messages/").text
    for words in ("Waiting to be sent", "Sent", "Not sent", "May have gone out", "Not sent, came too late"):
        assert f"{words}\n" in page or f">{words}<" in page.replace("\n", "").replace("  ", "")


def test_a_filter_that_does_not_exist_is_an_error_in_words(client, central):
    make_message()
    response = client.get("/console/messages/?kind=nonsense")
    assert response.status_code == 422
    assert "Select one of the choices given" in response.text


def test_a_message_is_shown_word_for_word_as_mailed(client, central, mailoutbox):
    message, job = make_message(sentence="Priya <Shah> & you agreed.", facts=[["Hours", "3 a week"]])
    jobs.run(jobs.claim(job.pk))
    response = client.get(f"/console/messages/{message.pk}/")
    assert response.context["email"].body == mailoutbox[0].body
    assert response.context["email"].subject == mailoutbox[0].subject
    assert "Priya &lt;Shah&gt; &amp; you agreed." in response.text
    assert message.recipient.email in response.text and f'href="/console/jobs/{job.pk}/"' in response.text


def test_a_message_whose_job_is_gone_still_opens(client, central):
    message = MessageFactory(sent_at=timezone.now())
    assert "See the job" not in client.get(f"/console/messages/{message.pk}/").text
    assert client.get("/console/messages/999999/").status_code == 404


# --- Jobs ------------------------------------------------------------------------------------------------------------


def test_jobs_by_state_with_their_number(client, central):
    done, failed, pending = make_job(JobState.DONE), make_job(JobState.FAILED), make_job()
    response = client.get("/console/jobs/")
    assert list(response.context["page"]) == [pending, failed, done]
    counts = {state: number for state, _, number in response.context["states"]}
    assert counts[JobState.FAILED] == 1 and counts[JobState.UNKNOWN] == 0 and counts[JobState.DONE] is None
    assert list(client.get("/console/jobs/?state=failed").context["page"]) == [failed]
    assert "There are no jobs in this state." in client.get("/console/jobs/?state=unknown").text


def test_a_job_shows_what_became_of_it(client, central):
    job = make_job(JobState.FAILED, key="abc")
    page = client.get(f"/console/jobs/{job.pk}/").text
    assert "make_certificate, abc" in page and "OSError(&#x27;disk full&#x27;)" in page and "Try again" in page
    assert "Try again" not in client.get(f"/console/jobs/{make_job(JobState.DONE).pk}/").text


def test_retry_says_first_what_will_happen(client, central):
    address = f"/console/jobs/{make_job(JobState.FAILED).pk}/retry/"
    assert "What was done before is not done again." in client.get(address).text
    _, unsent = make_message(JobState.FAILED)
    assert "This email has not gone out." in client.get(f"/console/jobs/{unsent.pk}/retry/").text
    message, unknown = make_message(JobState.UNKNOWN)
    page = client.get(f"/console/jobs/{unknown.pk}/retry/").text
    assert f"If it did, {message.recipient} gets it twice." in page


def test_retry_job(client, central):
    job = make_job(JobState.FAILED)
    response = client.post(f"/console/jobs/{job.pk}/retry/", follow=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PENDING, 0)
    assert AuditEvent.objects.get(event="job.retried").by == central
    assert f"{central} started the job" in words_of(response)
    assert client.post(f"/console/jobs/{job.pk}/retry/").status_code == 409
    assert client.get(f"/console/jobs/{job.pk}/retry/").url == f"/console/jobs/{job.pk}/"


def test_another_website_cannot_start_a_job(central):
    job, strict = make_job(JobState.FAILED), Client(enforce_csrf_checks=True)
    sign_in(strict, central)
    assert strict.post(f"/console/jobs/{job.pk}/retry/").status_code == 403
    job.refresh_from_db()
    assert job.state == JobState.FAILED


# --- Long lists ------------------------------------------------------------------------------------------------------


def test_a_list_is_counted_no_further_than_a_thousand(client, central, monkeypatch):
    monkeypatch.setattr(queries.page, "COUNTED_TO", 3)
    monkeypatch.setattr(queries.page, "ROWS_A_PAGE", 1)
    for _ in range(3):
        make_job()
    assert "3 jobs" in client.get("/console/jobs/").text
    make_job()
    assert "More than 3 jobs" in client.get("/console/jobs/").text
    assert client.get("/console/jobs/?page=9").context["page"].number == 3


@pytest.mark.parametrize("address", LISTS)
def test_no_page_number_is_an_error(client, central, address):
    for page in ("1000000000", "x", "-1", "٣"):
        assert client.get(address, {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "address, add_row",
    [
        ("/console/cases/", CaseFactory),
        ("/console/messages/", lambda: make_message(JobState.FAILED)),
        ("/console/messages/?delivery=not_sent", lambda: make_message(JobState.FAILED)),
        ("/console/jobs/", lambda: make_job(JobState.FAILED)),
    ],
)
def test_console_list_queries(client, central, address, add_row, django_assert_max_num_queries):
    assert_flat_queries(client, address, add_row)
    with django_assert_max_num_queries(8):
        client.get(address)


# --- Health ----------------------------------------------------------------------------------------------------------


def test_health_says_whether_work_is_done(client, central, swept):
    response = client.get("/health/deep")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
    assert "oldest due job: 0 seconds" in response.text
    make_job(JobState.FAILED)
    make_job(available_at=timezone.now() + datetime.timedelta(hours=1))
    assert client.get("/health/deep").status_code == 200
    make_job(available_at=timezone.now() - datetime.timedelta(minutes=11))
    response = client.get("/health/deep")
    assert response.status_code == 503
    assert "failed jobs: 1" in response.text and "oldest due job: 66" in response.text


def test_health_says_whether_anybody_sweeps(client, central, swept):
    assert "last sweep: 20" in client.get("/health/deep").text
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    assert client.get("/health/deep").status_code == 503
    Heartbeat.objects.all().delete()
    response = client.get("/health/deep")
    assert response.status_code == 503 and "last sweep: never" in response.text
