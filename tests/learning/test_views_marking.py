"""The queue of those who mark and check, and the pages where they decide."""

import pytest

from apps.learning import actions
from apps.learning.models import Mark, MarkingNote, MarkingTask, Work
from apps.learning.states import TaskKind
from tests.console.central import sign_in
from tests.helpers import assert_flat_queries
from tests.learning.assignments import assigned_unit, assurer, mark, marker, send_in, task_of
from tests.reading import words_of

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def row():
    return assigned_unit()


@pytest.fixture
def assessor(client):
    user = marker()
    sign_in(client, user)
    return user


def data_of(row, *met, **more):
    data = dict(more)
    for criterion, is_met in zip(row.unit.contents.get().assignment.criteria.order_by("order"), met, strict=True):
        data[f"met-{criterion.pk}"] = "met" if is_met else "not_yet"
        data[f"feedback-{criterion.pk}"] = "Clear." if is_met else "Say what happened next."
    return data


def test_marking_list_is_the_queue_without_names(client, assessor, row):
    send_in(row)
    page = words_of(client.get("/marking/"))
    assert "1 piece of work waits for you." in page
    assert f"Work {row.work.reference} Unit 1: One case Mark it" in page
    assert row.enrolment.member.name not in page
    assert "Marking 1 waiting" in page  # in the navigation
    assert "1 piece of work waits for you to look at." in words_of(client.get("/"))


def test_marking_list_says_what_is_overdue(client, assessor, row):
    send_in(row)
    row.work.tasks.update(due_on="2026-01-05")
    assert "5 January 2026 Overdue" in words_of(client.get("/marking/"))


def test_marking_list_is_flat(client, assessor):
    assert "Nothing waits for you." in words_of(client.get("/marking/"))
    assert_flat_queries(client, "/marking/", lambda: send_in(assigned_unit()))


def test_submission_mark_keeps_by_script_and_by_button(client, assessor, row):
    send_in(row)
    path = f"/marking/{task_of(row).pk}/"
    half = {key: value for key, value in data_of(row, True, False).items() if "met-" not in key}
    assert client.post(path, half | {"decide": "1"}, headers=BY_SCRIPT).status_code == 204
    assert MarkingNote.objects.filter(met=None).count() == 3
    assert client.post(path, data_of(row, True, False, later="1", comment="So far")).url == "/marking/"
    page = client.get(path).content.decode()
    assert page.count("checked") == 2 and "So far" in page and "Saved " in page
    assert not Mark.objects.exists()


def test_submission_mark_decides(client, assessor, row):
    send_in(row)
    path = f"/marking/{task_of(row).pk}/"
    assert client.post(path, data_of(row, True, False, decide="1", comment="Nearly.")).url == "/marking/"
    assert Mark.objects.get().comment == "Nearly."
    assert Work.objects.get().status == "referred"
    page = words_of(client.get("/marking/"))
    assert f"You have marked work {row.work.reference}: not yet." in page
    assert "What you decided last" in page


def test_submission_mark_says_what_is_missing(client, assessor, row):
    send_in(row)
    path = f"/marking/{task_of(row).pk}/"
    response = client.post(path, {"decide": "1", "comment": "Nearly."})
    assert response.status_code == 422
    assert "Decide whether 1.1 is met" in words_of(response) and "Nearly." in words_of(response)
    second = row.unit.contents.get().assignment.criteria.get(order=2)
    data = data_of(row, True, False, decide="1") | {f"feedback-{second.pk}": " "}
    assert "Say what is missing for 2.1" in words_of(client.post(path, data))
    assert not Mark.objects.exists()


def test_a_second_decision_is_refused_and_the_text_given_back(client, assessor, row):
    send_in(row)
    path = f"/marking/{task_of(row).pk}/"
    client.post(path, data_of(row, True, True, decide="1"))
    response = client.post(path, data_of(row, True, False, decide="1"))
    assert response.status_code == 409
    assert "This has been decided already" in words_of(response)
    assert "Say what happened next." in words_of(response)
    assert Mark.objects.count() == 1
    assert "How it was marked" in words_of(client.get(path))


def test_work_of_others_is_not_there(client, assessor, row):
    send_in(row)
    MarkingTask.objects.update(holder=marker())
    assert client.get(f"/marking/{task_of(row).pk}/").status_code == 404


def test_the_difference_is_on_the_page_of_the_assessor(client, assessor, row):
    send_in(row)
    client.post(f"/marking/{task_of(row).pk}/", data_of(row, True, False, decide="1"))
    send_in(row, ["First I listened, then I explained.", "I wrote it down and told them why."])
    page = client.get(f"/marking/{task_of(row).pk}/")
    assert "submission 2" in words_of(page) and "<ins>" in page.content.decode()


@pytest.fixture
def check(client, row):
    marker()
    user = assurer()

    def made(*met):
        send_in(row)
        mark(row, *met)
        sign_in(client, user)
        return f"/marking/{task_of(row, TaskKind.CHECK).pk}/check/"

    return made


def test_mark_check_confirms(client, row, check):
    path = check(True, True)
    assert "Check work" in words_of(client.get(path))
    assert client.post(path, {"decision": "confirm"}).url == "/marking/"
    assert "Confirmed" in words_of(client.get(path))


def test_mark_check_overturns_with_a_reason_and_the_criteria(client, row, check):
    path = check(True, True)
    response = client.post(path, {"decision": "overturn"})
    assert response.status_code == 422
    assert "Say why you change it" in words_of(response)
    assert "Select the criteria that are not yet met" in words_of(response)
    second = row.unit.contents.get().assignment.criteria.get(order=2)
    said = {"decision": "overturn", "reason": "It is about another case.", "not_yet": [str(second.pk)]}
    assert client.post(path, said).url == "/marking/"
    assert Work.objects.get().status == "referred"
    learner = row.enrolment.member.user
    client.force_login(learner)
    page = words_of(client.get(f"{row.get_absolute_url()}assignment/sent/1/"))
    assert "An assessor decided : met" in page.replace("decided:", "decided :")
    assert "Quality assurance changed it to: not yet, because: It is about another case." in page


def test_mark_check_of_not_yet_asks_for_no_criteria(client, row, check):
    path = check(True, False)
    assert "Which criteria" not in words_of(client.get(path))
    client.post(path, {"decision": "overturn", "reason": "It is there."})
    assert Work.objects.get().status == "met"


def test_appeal_decide(client, row):
    marker()
    user = assurer()
    send_in(row)
    mark(row, True, False)
    actions.appeal_mark(enrolled_unit=row, reason="See the last line.", by=row.enrolment.member.user)
    sign_in(client, user)
    path = f"/marking/{task_of(row, TaskKind.APPEAL).pk}/appeal/"
    assert "See the last line." in words_of(client.get(path))
    assert client.post(path, {"decision": "upheld"}).status_code == 422
    assert client.post(path, {"decision": "upheld", "reason": "It is in the last line."}).url == "/marking/"
    assert Work.objects.get().status == "met"
    assert "It is met after all" in words_of(client.get(path))
