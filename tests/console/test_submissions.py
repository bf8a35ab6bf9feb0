"""The central team's lists: work that is late or that nobody has, more time, and who marks what."""

import pytest

from apps.learning.actions import ask_circumstances
from apps.learning.models import MarkingSuite, MarkingTask, Work
from apps.members.models import Grant, Look
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.learning.assignments import assigned_unit, mark, marker, send_in, task_of
from tests.qualifications.factories import SuiteFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def central(client):
    return sign_in_central(client)


def test_submission_list_shows_what_nobody_has_and_what_is_late(client, central):
    nobodys = assigned_unit()
    send_in(nobodys)
    marker()
    late, fine = assigned_unit(), assigned_unit()
    for row in (late, fine):
        send_in(row)
    MarkingTask.objects.filter(work__enrolled_unit=late).update(due_on="2026-01-05")
    names = {name: row.enrolment.member.name for name, row in [("nobodys", nobodys), ("late", late), ("fine", fine)]}
    for show, expected in [
        ("", {"nobodys", "late"}),
        ("nobodys", {"nobodys"}),
        ("late", {"late"}),
        ("open", {"nobodys", "late", "fine"}),
        ("x' OR 1", {"nobodys", "late"}),
    ]:
        page = words_of(client.get("/console/submissions/", {"show": show}))
        assert {name for name, person in names.items() if person in page} == expected
    assert "Submissions late or with nobody 2" in words_of(client.get("/console/"))


def test_submission_list_is_flat(client, central):
    assert_flat_queries(client, "/console/submissions/", lambda: send_in(assigned_unit()))


def test_submission_allocate_gives_it_to_somebody(client, central):
    row = assigned_unit()
    send_in(row)
    path = f"/console/submissions/{task_of(row).pk}/"
    assert "Nobody else may have it" in words_of(client.get(path))
    assessor = marker()
    assert f"{assessor}, has 0" in words_of(client.get(path))
    for holder in ("", "0", str(row.enrolment.member.user.pk)):
        assert client.post(path, {"holder": holder}).status_code == 422
    assert client.post(path, {"holder": str(assessor.pk)}).url == "/console/submissions/"
    assert task_of(row).holder == assessor
    assert Look.objects.filter(member=row.enrolment.member, what="where your assignment is").exists()


def test_circumstances_are_listed_and_answered(client, central):
    row = assigned_unit()
    marker()
    send_in(row)
    mark(row, True, False)
    asked = ask_circumstances(enrolled_unit=row, reason="I was ill.", by=row.enrolment.member.user)
    assert "Waiting for an answer" in words_of(client.get("/console/more-time/"))
    path = f"/console/more-time/{asked.pk}/"
    assert "I was ill." in words_of(client.get(path))
    assert client.post(path, {"decision": "agree", "answer": "Yes."}).status_code == 422
    assert client.post(path, {"decision": "agree", "days": "101", "answer": "Yes."}).status_code == 422
    before = Work.objects.get().resubmit_by
    assert client.post(path, {"decision": "agree", "days": "5", "answer": "Yes."}).url == "/console/more-time/"
    assert Work.objects.get().resubmit_by > before
    assert "Agreed: 5 working days more" in words_of(client.get(path))
    assert client.post(path, {"decision": "refuse", "answer": "No."}).status_code == 409


def test_assessors_and_their_suites(client, central):
    assessor = marker()
    suite = SuiteFactory(code="CG-7")
    grant = Grant.objects.get(user=assessor)
    assert f"{assessor} , assessor Assessor All Every department 0" in words_of(client.get("/console/assessors/"))
    path = f"/console/assessors/{grant.pk}/"
    assert client.post(path, {"suites": ["999999"]}).status_code == 422
    assert client.post(path, {"suites": [str(suite.pk)]}).url == "/console/assessors/"
    assert MarkingSuite.objects.get().suite == suite
    assert "CG-7" in words_of(client.get("/console/assessors/"))
    assert client.get(f"/console/assessors/{Grant.objects.get(user=central).pk}/").status_code == 404
