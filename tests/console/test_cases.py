"""Questions to the central team: who looks after them, how they end."""

import datetime

import pytest
from django.utils import timezone

from apps.approvals.models import Case, Task
from apps.approvals.states import CaseStatus, Outcome
from apps.core.models import AuditEvent
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications.states import Status
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.console.central import closed_case, sign_in_central
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import StudyChangeFactory, enrolment_in

pytestmark = pytest.mark.django_db

CASES = "/console/cases/"


@pytest.fixture
def central(client):
    return sign_in_central(client)


def url(case, step=""):
    return f"{CASES}{case.pk}/{step}"


def rows(client, show=""):
    return list(client.get(f"{CASES}?show={show}").context["page"])


def test_open_questions_come_first_the_oldest_before_the_others(client, central):
    answered, new, old = closed_case(central), CaseFactory(owner=central), CaseFactory()
    Case.objects.filter(pk=old.pk).update(opened_at=timezone.now() - datetime.timedelta(days=2))
    assert rows(client) == rows(client, "nonsense") == [old, new, answered]
    assert rows(client, "open") == [old, new]
    assert rows(client, "closed") == [answered]
    assert rows(client, "mine") == [new]
    assert rows(client, "nobodys") == [old]


def test_the_list_says_who_looks_after_each_and_how_old_it_is(client, central):
    CaseFactory(owner=central)
    text = client.get(CASES).text
    assert "looks after it" in text and "0\xa0minutes ago" in text
    CaseFactory()
    assert "Nobody looks after it yet" in client.get(CASES).text


def test_a_question_shows_the_request_and_what_happened(client, central):
    case = CaseFactory(question="Why <me>?")
    AuditEvent.objects.create(
        event="task.requested",
        subject_type=case.task._meta.label,
        subject_id=case.task.pk,
        by=case.opened_by,
        says="asked",
    )
    page = client.get(url(case)).text
    assert "Why &lt;me&gt;?" in page and "3 hours a week" in page and "Ask again in May." in page
    assert "asked" in page
    assert "Send the answer" in page


def test_one_that_the_portal_opened_says_so(client, central):
    case = CaseFactory(opened_by=None, task__requester__given_name="Amara", task__requester__family_name="Okafor")
    assert "Amara Okafor was refused twice" in client.get(url(case)).text
    assert client.get(CASES).status_code == 200


def test_case_take(client, central):
    case = CaseFactory()
    assert "I look after it" in client.get(url(case)).text
    assert client.get(url(case, "take/")).status_code == 405
    page = client.post(url(case, "take/"), follow=True).text
    assert "You look after it." in page and "I look after it" not in page
    case.refresh_from_db()
    assert case.owner == central


def test_answer_case(client, central):
    case = CaseFactory()
    sent = {"outcome": "stands", "answer": "Ask again on 1 March."}
    client.post(url(case), sent, follow=True)
    case.refresh_from_db()
    assert (case.status, case.outcome, case.closed_by) == (CaseStatus.CLOSED, Outcome.STANDS, central)
    assert case.answer == "Ask again on 1 March."
    message = Message.objects.get(recipient=case.opened_by, kind=Kind.CASE)
    assert message.facts == [["Outcome", "The refusal stands"], ["Answer", "Ask again on 1 March."]]
    page = client.get(url(case)).text
    assert "Ask again on 1 March." in page and "Send the answer" not in page
    assert client.post(url(case), sent).status_code == 409


@pytest.mark.parametrize(
    "sent", [{"answer": " ", "outcome": "stands"}, {"answer": "Yes."}, {"answer": "x", "outcome": "y"}]
)
def test_half_an_answer_is_not_sent(client, central, sent):
    case = CaseFactory()
    response = client.post(url(case), sent)
    assert response.status_code == 422
    assert "<title>Error: " in response.text
    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN


@pytest.mark.parametrize("kind", ["first", "change"])
def test_the_central_team_decides_again(client, central, kind):
    refused = {"is_open": False, "task__refused": True}
    asked = enrolment_in(Status.DECLINED) if kind == "first" else StudyChangeFactory(**refused)
    before = asked.task
    case = CaseFactory(task=before)
    response = client.post(url(case), {"outcome": "again", "answer": "We look at it."})
    again = Task.objects.get(follows=before)
    assert response.url == again.get_absolute_url()
    assert again.to_central
    page = client.get(response.url).text
    assert "Your decision" in page and "We look at it." in page
    asked.refresh_from_db()
    assert asked.task == again


def test_what_was_asked_for_again_since_is_not_decided_again(client, central):
    case = CaseFactory()  # its task is of no enrolment any more
    page = client.get(url(case)).text
    assert 'value="again"' not in page and 'value="stands"' in page
    assert client.post(url(case), {"outcome": "again", "answer": "x"}).status_code == 422


def test_about_a_request_that_waits_there_is_one_outcome_and_a_way_to_decide_it(client, central):
    case = CaseFactory(task=TaskFactory(requester__line_manager=MemberFactory()))
    page = client.get(url(case)).text
    assert "decide the request" in page and case.task.get_absolute_url() in page
    assert "What becomes of it?" not in page
    client.post(url(case), {"outcome": "answered", "answer": "We have called them."})
    case.refresh_from_db()
    assert case.outcome == Outcome.ANSWERED


def test_whoever_decided_does_not_answer_and_is_told_why(client, central):
    case = CaseFactory(task__decided_by=central)
    page = client.get(url(case)).text
    assert "You decided the request that this question is about" in page and "Send the answer" not in page
    for step, sent in [("", {"outcome": "stands", "answer": "No."}), ("take/", {})]:
        assert client.post(url(case, step), sent).status_code == 403


def test_whoever_asked_does_not_answer_and_is_told_why(client, central):
    case = CaseFactory(task__requester=central.member)
    page = client.get(url(case)).text
    assert "This is about your own request" in page and "Send the answer" not in page
    assert client.post(url(case), {"outcome": "stands", "answer": "Yes."}).status_code == 403


def test_whoever_takes_over_is_shown(client, central):
    case = CaseFactory(owner=central_user())
    assert f"{case.owner} looks after it." in client.get(url(case)).text.replace("&#x27;", "'")
    client.post(url(case, "take/"))
    case.refresh_from_db()
    assert case.owner == central
