"""The learner's pages of an assignment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.models import Upload
from apps.learning.models import DraftAnswer, Submission, Work
from apps.learning.states import AchievedBy
from tests.core.upload_files import GOOD, HOSTILE
from tests.learning.assignments import ANSWERS, assigned_unit, mark, marker, send_in, upload_of, write
from tests.learning.studying import enrolled_unit
from tests.members.factories import MemberFactory
from tests.reading import budget, words_of

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def row(client):
    row = assigned_unit()
    client.force_login(row.enrolment.member.user)
    client.get("/catalogue/")  # the session is begun
    return row


def url(row, step=""):
    return f"{row.get_absolute_url()}assignment/{step}"


def test_work_detail_says_what_to_do(client, row):
    page = words_of(client.get(url(row)))
    assert "One case" in page and "Choose one case. Idris chose a visit." in page
    assert "1.1 Show thing 1 Not started 2.1 Show thing 2 Not started Check and send" in page
    assert "marked within 10 working days, by an assessor who does not see your name" in page
    assert not Work.objects.exists()  # looking begins nothing


def test_unit_detail_leads_to_the_assignment(client):
    row = assigned_unit(AchievedBy.EITHER)
    client.force_login(row.enrolment.member.user)
    assert "Assignment Instead of the test, if you like" in words_of(client.get(row.get_absolute_url()))
    write(row)
    assert "Assignment Not sent yet" in words_of(client.get(row.get_absolute_url()))


def test_a_unit_without_an_assignment_has_no_such_page(client):
    row = enrolled_unit()
    client.force_login(row.enrolment.member.user)
    assert "Assignment" not in words_of(client.get(row.get_absolute_url()))
    assert client.get(url(row)).status_code == 404


def test_criterion_answer_by_script_is_saved_at_once(client, row):
    page = client.get(url(row, "1/"))
    assert f'data-autosave="{url(row, "1/")}"' in page.content.decode()
    response = client.post(url(row, "1/"), {"text": "Half a tho"}, headers=BY_SCRIPT)
    assert (response.status_code, response.content) == (204, b"")
    assert DraftAnswer.objects.get().text == "Half a tho"


@pytest.mark.parametrize(
    ("number", "button", "leads_to"),
    [(1, {}, "2/"), (2, {}, "send/"), (1, {"later": "1"}, ""), (1, {"add": "1"}, "1/")],
)
def test_criterion_answer_without_script_is_saved_by_each_button(number, button, leads_to, client, row):
    response = client.post(url(row, f"{number}/"), {"text": "A whole thought."} | button)
    assert (response.status_code, response.url) == (302, url(row, leads_to))
    assert DraftAnswer.objects.get().text == "A whole thought."


def test_what_was_saved_survives_the_session_and_is_there_on_another_device(client, row):
    client.post(url(row, "1/"), {"text": "Kept."}, headers=BY_SCRIPT)
    client.logout()
    assert client.post(url(row, "1/"), {"text": "Lost."}, headers=BY_SCRIPT).status_code == 302
    client.force_login(row.enrolment.member.user)
    page = client.get(url(row, "1/"))
    assert "Kept." in page.content.decode() and "Saved " in words_of(page)


@pytest.mark.parametrize("text", ["x" * 10_001, "a\0b", "a\u202eb"])
def test_criterion_answer_refuses_what_is_no_text(text, client, row):
    response = client.post(url(row, "1/"), {"text": text})
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert not DraftAnswer.objects.exists()


@pytest.mark.parametrize("number", [0, 3, 10**12])
def test_criterion_answer_of_no_criterion(number, client, row):
    assert client.get(url(row, f"{number}/")).status_code == 404


# --- Files -----------------------------------------------------------------------------------------------------------


def send(client, row, name, data):
    file = SimpleUploadedFile(name, data, content_type="text/html")  # what a browser says is not believed
    return client.post(url(row, "1/"), {"text": "See the file.", "file": file, "add": "1"})


def test_a_file_is_added_shown_served_and_removed(client, row, media):
    assert send(client, row, "my report.pdf", GOOD["report.pdf"]).status_code == 302
    upload = Upload.objects.get()
    assert "my report.pdf PDF, 1 KB" in words_of(client.get(url(row, "1/")))
    response = client.get(url(row, f"files/{upload.pk}/"))
    assert b"".join(response.streaming_content) == GOOD["report.pdf"]
    assert response["Content-Disposition"] == 'attachment; filename="my report.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store, private"
    assert client.post(url(row, f"files/{upload.pk}/remove/")).url == url(row, "1/")
    assert client.get(url(row, f"files/{upload.pk}/")).status_code == 404


def test_a_file_of_somebody_else_is_not_there(client, row):
    upload = upload_of(MemberFactory().user)
    assert client.get(url(row, f"files/{upload.pk}/")).status_code == 404
    assert client.post(url(row, f"files/{upload.pk}/remove/")).status_code == 404


@pytest.mark.parametrize("name", ["svg with a script", "pdf with a script", "archive bomb", "huge picture"])
def test_a_hostile_file_is_refused_by_the_page_and_the_text_stays(name, client, row, media):
    called, data, reason = HOSTILE[name]
    response = send(client, row, called, data)
    assert response.status_code == 422
    assert reason in words_of(response) and "See the file." in words_of(response)
    assert "Error: Criterion 1.1" in words_of(response)
    assert not Upload.objects.exists() and not list(media.rglob("*.*"))


# --- Sending in ------------------------------------------------------------------------------------------------------


def test_work_submit_shows_what_is_missing_then_sends(client, row):
    write(row, ["Only the first"])
    page = words_of(client.get(url(row, "send/")))
    assert "1 criterion has neither text nor a file yet" in page and "Send in your assignment" not in page
    write(row)
    assert "Send in your assignment" in words_of(client.get(url(row, "send/")))
    assert client.post(url(row, "send/")).url == url(row)
    assert "An assessor has it" not in words_of(client.get(url(row)))
    assert "It waits for an assessor who is free. You hear by" in words_of(client.get(url(row)))


def test_work_submit_twice_is_refused_and_says_so(client, row):
    send_in(row)
    assert client.get(url(row, "send/")).url == url(row)
    response = client.post(url(row, "send/"))
    assert response.status_code == 409
    assert "You have sent this in" in words_of(response)
    assert Submission.objects.count() == 1


def test_what_was_typed_in_another_tab_is_given_back(client, row):
    send_in(row)
    text = "A long thought that came too late to be sent."
    response = client.post(url(row, "1/"), {"text": text})
    assert response.status_code == 409
    assert f"What you wrote It has not been used. Copy it from here if you need it. {text}" in words_of(response)
    assert DraftAnswer.objects.get(criterion__order=1).text == ANSWERS[0]


def test_work_withdraw(client, row):
    send_in(row)
    assert "Take it back" in words_of(client.get(url(row, "take-back/")))
    assert client.post(url(row, "take-back/")).url == url(row)
    assert "Taken back" in words_of(client.get(url(row)))
    assert client.get(url(row, "take-back/")).url == url(row)


# --- After it was marked ---------------------------------------------------------------------------------------------


@pytest.fixture
def referred(row):
    marker()
    send_in(row)
    mark(row, True, False)
    return row


def test_what_is_not_yet_met_is_said_with_the_feedback_and_until_when(client, referred):
    page = words_of(client.get(url(referred)))
    assert "Some criteria are not met yet." in page and "send it again by" in page
    assert "Last time: not yet Say why." in words_of(client.get(url(referred, "2/")))
    assert "Your assignment for unit 1 is not yet met" not in words_of(client.get("/catalogue/"))
    assert "Your assignment for unit 1 is not yet met." in words_of(client.get("/"))


def test_submission_detail_shows_what_was_changed(client, referred):
    send_in(referred, [ANSWERS[0], "I wrote it down for the early shift."])
    page = client.get(url(referred, "sent/2/"))
    html = page.content.decode()
    assert "The text is the same as in the submission before." in words_of(page)
    assert '<del><span class="govuk-visually-hidden">Removed: </span>next' in html
    assert '<ins><span class="govuk-visually-hidden">Added: </span>early' in html
    assert "It has not been marked." in words_of(page)
    assert "not yet" in words_of(client.get(url(referred, "sent/1/")))
    assert client.get(url(referred, "sent/3/")).status_code == 404


def test_mark_appeal_and_circumstances_ask(client, referred):
    for step in ("appeal/", "more-time/"):
        assert client.get(url(referred, step)).status_code == 200
        response = client.post(url(referred, step), {"reason": " "})
        assert response.status_code == 422
        assert client.post(url(referred, step), {"reason": "Look at the file."}).url == url(referred)
        assert client.get(url(referred, step)).url == url(referred)  # once
    page = words_of(client.get(url(referred)))
    assert "You have appealed." in page and "Ask for more time" not in page


def test_pages_ask_the_database_a_fixed_number_of_times(client, referred):
    send_in(referred, ["Other", "Words"])
    for step, most in [("", 22), ("sent/2/", 24)]:
        with budget(most):
            client.get(url(referred, step))
