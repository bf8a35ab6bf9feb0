import datetime
from uuid import uuid4

import pytest

from apps.approvals.states import STUDY_REASONS
from apps.approvals.states import Status as Decision
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import enrolment_in
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = MemberFactory()
    client.force_login(boss.user)
    client.get("/catalogue/")  # the session is begun
    return boss


@pytest.fixture
def enrolment(boss):
    return enrolment_in(Status.SUBMITTED, member__line_manager=boss)


def url(enrolment, decision=""):
    return f"{enrolment.get_absolute_url()}decide/{f'?decision={decision}' if decision else ''}"


def plan_of(enrolment, **changes):
    plan = enrolment.plan
    typed = {"decision": "changed", "hours_a_week": str(plan.hours_a_week), "cover": plan.cover, "comment": ""}
    for name in ("starts_on", "ends_on"):
        day = changes.pop(name, getattr(plan, name))
        typed |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    return typed | changes


def errors(response):
    return [str(error) for messages in response.context["form"].errors.values() for error in messages]


def status_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.status


def test_agree(client, enrolment):
    response = client.post(url(enrolment), {"decision": "approved"})
    assert (response.status_code, response.url) == (302, "/approvals/next/")
    assert status_of(enrolment) == Status.APPROVED
    told = words_of(client.get(response.url, follow=True))
    assert f"You agreed to the study time. {enrolment.member} has been told." in told


def test_the_next_that_waits_is_shown(client, boss, enrolment):
    other = enrolment_in(Status.SUBMITTED, member__line_manager=boss)
    response = client.post(url(enrolment), {"decision": "approved"}, follow=True)
    assert response.redirect_chain[-1][0] == other.task.get_absolute_url()


def test_from_the_inbox_one_comes_back_to_it(client, boss, enrolment):
    response = client.post(url(enrolment), {"decision": "approved", "back": "inbox"})
    assert response.url == "/approvals/"


def test_agree_with_changes(client, enrolment):
    page = client.get(url(enrolment, "changed"))
    assert page.status_code == 200
    assert 'value="3"' in page.content.decode()
    assert str(enrolment.member) in words_of(page)
    client.post(url(enrolment), plan_of(enrolment, hours_a_week="2", comment="After May."))
    assert status_of(enrolment) == Status.CHANGED
    assert enrolment.task.changes == [["Hours a week", "2 hours instead of 3 hours"]]
    assert enrolment.task.comment == "After May."


def test_agree_with_changes_that_change_nothing(client, enrolment):
    response = client.post(url(enrolment), plan_of(enrolment))
    assert response.status_code == 409
    assert "You have not changed anything." in words_of(response)
    assert status_of(enrolment) == Status.SUBMITTED


def test_agree_with_changes_says_what_is_wrong(client, enrolment):
    yesterday = enrolment.plan.starts_on - datetime.timedelta(days=1)
    for changes, messages in [
        ({"hours_a_week": ""}, ["Enter hours a week"]),
        ({"starts_on": yesterday}, ["Start date must be today or in the future"]),
        ({"ends_on": yesterday}, ["End date must be after the start date"]),
        ({"comment": "x" * 2001}, ["Why you are changing it must be 2000 characters or less"]),
    ]:
        response = client.post(url(enrolment), plan_of(enrolment, **changes))
        assert (response.status_code, errors(response)) == (422, messages)
    assert "Error: Agree with changes" in words_of(response)
    assert status_of(enrolment) == Status.SUBMITTED


def test_refuse(client, enrolment):
    page = words_of(client.get(url(enrolment, "refused")))
    for reason in STUDY_REASONS:
        assert reason.label in page
    response = client.post(
        url(enrolment), {"decision": "refused", "reason": "timing", "comment": "Ask again in May."}, follow=True
    )
    assert f"You did not agree. {enrolment.member} has been told why and what they can do." in words_of(response)
    assert status_of(enrolment) == Status.DECLINED
    assert (enrolment.task.reason, enrolment.task.comment) == ("timing", "Ask again in May.")


def test_refuse_says_what_is_wrong(client, enrolment):
    text_missing = "Tell them more: what would have to change for you to agree"
    for typed, messages in [
        ({}, ["Choose the main reason", text_missing]),
        ({"reason": "timing", "comment": "  "}, [text_missing]),
        ({"reason": "nonsense", "comment": "x"}, ["Select one of the choices given"]),
        ({"reason": "fit", "comment": "x" * 2001}, ["What you tell them must be 2000 characters or less"]),
    ]:
        response = client.post(url(enrolment), {"decision": "refused"} | typed)
        assert (response.status_code, errors(response)) == (422, messages)
    assert "Error: Refuse" in words_of(response)
    assert status_of(enrolment) == Status.SUBMITTED


def test_a_look_never_decides(client, enrolment):
    with reading_only():
        assert client.get(url(enrolment, "approved")).url == enrolment.task.get_absolute_url()
        assert client.get(url(enrolment)).url == enrolment.task.get_absolute_url()
        assert client.get(url(enrolment, "changed")).status_code == 200
        assert client.get(url(enrolment, "refused")).status_code == 200
    assert status_of(enrolment) == Status.SUBMITTED


def test_a_decision_of_no_meaning_leads_back_to_the_request(client, enrolment):
    for decision in ["", "pending", "withdrawn", "nonsense", "\0", "😀", "approved "]:
        assert client.post(url(enrolment), {"decision": decision}).url == enrolment.task.get_absolute_url()
    assert status_of(enrolment) == Status.SUBMITTED


def test_who_comes_second_is_told(client, enrolment):
    client.post(url(enrolment), {"decision": "approved"})
    response = client.post(url(enrolment), {"decision": "approved"})
    assert response.status_code == 409
    assert "You have already answered this request: it is now “agreed”." in words_of(response)
    assert client.get(url(enrolment, "refused")).url == enrolment.task.get_absolute_url()


def test_the_requester_sees_it_but_does_not_decide(client, enrolment):
    client.force_login(enrolment.member.user)
    assert client.get(url(enrolment, "refused")).status_code == 403
    assert client.get(url(enrolment, "changed")).status_code == 403
    assert client.post(url(enrolment), {"decision": "approved"}).status_code == 403
    assert status_of(enrolment) == Status.SUBMITTED


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_sees_it(method, client, enrolment):
    client.force_login(MemberFactory(line_manager=enrolment.member.line_manager).user)
    data = {"decision": "approved"}
    there = getattr(client, method)(url(enrolment), data)
    not_there = getattr(client, method)(f"/enrolments/{uuid4()}/decide/", data)
    assert there.status_code == not_there.status_code == 404
    assert words_of(there) == words_of(not_there)
    assert status_of(enrolment) == Status.SUBMITTED


def test_a_draft_cannot_be_decided(client, boss):
    draft = enrolment_in(Status.DRAFT, member__line_manager=boss)
    assert client.post(url(draft), {"decision": "approved"}).status_code == 404


def test_decide_budget(client, enrolment):
    # Person, request; enrolment and task locked, task, audit, cases, message with its job, enrolment, plan, agreement,
    # audit; the session, for the words on the next page.
    with budget(14):
        client.post(url(enrolment), {"decision": Decision.APPROVED})


@pytest.mark.parametrize("number", [1, 50])
def test_decide_together_budget(client, boss, number):
    tasks = [enrolment_in(Status.SUBMITTED, member__line_manager=boss).task_id for _ in range(number)]
    with budget(15):
        client.post("/study-times/decide/", {"task": tasks})
    assert Enrolment.objects.filter(status=Status.APPROVED).count() == number
