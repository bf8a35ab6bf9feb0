"""The pages of conversations about a unit and of learning elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.models import Upload
from apps.learning.models import Elsewhere, Reflection
from tests.learning.assignments import GOOD_PDF
from tests.learning.beside import TALK, learn_elsewhere, read_all, reflect
from tests.learning.factories import amend
from tests.learning.studying import enrolled_unit
from tests.members.factories import MemberFactory
from tests.qualifications.trail import events
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return enrolled_unit(member=MemberFactory(line_manager=MemberFactory()))


@pytest.fixture
def learner(row):
    return row.enrolment.member.user


@pytest.fixture
def manager(row):
    return row.enrolment.member.line_manager.user


def url(row, step):
    return f"{row.get_absolute_url()}{step}/"


SPOKEN = {
    "partner_kind": "manager",
    "held_on-day": "4",
    "held_on-month": "11",
    "held_on-year": "2024",
    "learnt": TALK["learnt"],
    "changes": TALK["changes"],
    "confirm": "yes",
}


def test_the_way_of_a_conversation(client, row, learner, manager):
    client.force_login(learner)
    assert "Read the pages of this unit first" in words_of(client.get(url(row, "reflection")))
    read_all(row)
    response = client.post(url(row, "reflection"), {"confirm": "yes", "partner_kind": "buddy"})
    assert response.status_code == 422
    for words in ["Enter the day of the conversation", "Say what you have learnt", "Enter the work email address"]:
        assert words in words_of(response)
    assert client.post(url(row, "reflection"), SPOKEN).status_code == 302
    assert client.post(url(row, "reflection"), SPOKEN).status_code == 409
    page = words_of(client.get(url(row, "reflection")))
    assert f"{manager} has been asked to confirm it." in page
    client.force_login(manager)
    assert "1 colleague asks you to confirm a conversation" in words_of(client.get("/"))
    talk = Reflection.objects.get()
    assert str(learner) in words_of(client.get("/learning/reflections/"))
    answer = f"/learning/reflections/{talk.pk}/"
    assert TALK["learnt"] in words_of(client.get(answer))
    response = client.post(answer, {"decision": "decline"})
    assert response.status_code == 422 and "Say why you cannot confirm it" in words_of(response)
    assert client.post(answer, {"decision": "confirm", "comment": "Yes."}).url == "/learning/reflections/"
    assert "colleague asks you" not in words_of(client.get("/"))
    client.force_login(learner)
    assert "Confirmed" in words_of(client.get(url(row, "reflection")))
    assert "Reflection conversation Done" in words_of(client.get(row.get_absolute_url()))


def test_the_way_of_learning_elsewhere(client, row, learner):
    amend(hours_elsewhere=3)
    client.force_login(learner)
    assert "Learning elsewhere 0 of 3 hours" in words_of(client.get(row.get_absolute_url()))
    typed = {"title": "A visit", "link": "javascript:alert(1)", "hours": "0", "evidence": "I went."}
    day = {"done_on-day": "5", "done_on-month": "11", "done_on-year": "2024"}
    response = client.post(url(row, "elsewhere"), typed | day)
    assert response.status_code == 422
    assert "Enter a web address in the correct format" in words_of(response) and "Hours must be" in words_of(response)
    file = SimpleUploadedFile("proof.pdf", GOOD_PDF, content_type="application/pdf")
    typed |= {"link": "https://www.example.com/", "hours": "2.5", "file": file}
    assert client.post(url(row, "elsewhere"), typed | day).status_code == 302
    page = words_of(client.get(url(row, "elsewhere")))
    assert "You have 2.5 hours so far." in page and "Self-declared" in page and "proof.pdf" in page
    assert client.get(url(row, f"assignment/files/{Upload.objects.get().pk}")).status_code == 200
    declared = Elsewhere.objects.get()
    for _ in range(2):
        assert client.post(url(row, f"elsewhere/{declared.pk}/remove")).status_code == 302
    assert "A visit" not in words_of(client.get(url(row, "elsewhere")))
    assert events().count("elsewhere.struck") == 1


def test_a_bad_file_keeps_nothing(client, row, learner):
    client.force_login(learner)
    file = SimpleUploadedFile("proof.pdf", b"<script>", content_type="application/pdf")
    day = {"done_on-day": "5", "done_on-month": "11", "done_on-year": "2024"}
    typed = {"title": "A visit", "hours": "2", "evidence": "I went.", "file": file}
    assert client.post(url(row, "elsewhere"), typed | day).status_code == 422
    assert not (Elsewhere.objects.exists() or Upload.objects.exists())


def test_what_is_somebody_else_s_is_not_there(client, row):
    talk, course = reflect(row), learn_elsewhere(row)
    client.force_login(MemberFactory().user)
    own = enrolled_unit(member=MemberFactory())
    for step in ("reflection", "elsewhere", f"elsewhere/{course.pk}/remove", f"reflection/{talk.pk}/take-back"):
        assert client.post(url(row, step)).status_code == 404
    client.force_login(own.enrolment.member.user)
    assert client.post(url(own, f"elsewhere/{course.pk}/remove")).status_code == 404
    assert client.post(url(own, f"reflection/{talk.pk}/take-back")).status_code == 404
    assert client.get(f"/learning/reflections/{talk.pk}/").status_code == 404


def test_a_look_writes_nothing_and_asks_little(client, row, learner):
    client.force_login(learner)
    client.get("/catalogue/")
    for number in range(3):
        reflect(row, partner_kind=["manager", "mentor", "buddy"][number])
        learn_elsewhere(row, title=f"Course {number}")
        for step in ("reflection", "elsewhere"):
            with reading_only(), budget(9):
                assert client.get(url(row, step)).status_code == 200
