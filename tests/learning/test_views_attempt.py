import pytest
import time_machine
from django.utils import timezone

from apps.learning.models import Answer, Attempt, Question
from apps.qualifications.models import UnitAchievement
from tests.learning.factories import QuestionFactory, behind_the_database
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import MemberFactory
from tests.reading import budget, words_of

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def learner(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get("/catalogue/")  # the session is begun
    return member


@pytest.fixture
def row(learner):
    return enrolled_unit(member=learner, qualification__title="Level 2 Award")


def url(row, step=""):
    return f"{row.get_absolute_url()}{step}"


# --- Start the test --------------------------------------------------------------------------------------------------


def test_attempt_start(client, row):
    page = words_of(client.get(url(row, "test/")))
    assert "4 questions, each about a situation at work 75% to pass no time limit" in page
    assert "3 attempts in 24 hours Start the test" in page
    assert not Attempt.objects.exists()
    for _ in range(2):  # a second click leads to the same test
        assert client.post(url(row, "test/")).url == url(row, "test/1/")
    assert Attempt.objects.count() == 1
    assert "Go on with the test" in words_of(client.get(url(row, "test/")))


def test_attempt_start_when_attempts_are_used_up(client, row):
    with time_machine.travel("2027-05-03T13:30:00+00:00", tick=False):
        client.force_login(row.enrolment.member.user)
        for _ in range(3):
            attempt_at(row, submitted_at=timezone.now())
        page = words_of(client.get(url(row, "test/")))
        assert "0 left now" in page
        assert "You can try again from 2:30pm on 4 May 2027." in page
        assert "Start the test" not in page
        response = client.post(url(row, "test/"))
    assert response.status_code == 409
    assert "You can try again from 2:30pm on 4 May 2027." in words_of(response)


# --- A question ------------------------------------------------------------------------------------------------------


@pytest.fixture
def attempt(row):
    return attempt_at(row)


def test_question_answer_shows_it(client, row, attempt):
    page = client.get(url(row, "test/1/"))
    assert "Question 1 of 4 – ODP portal" in words_of(page)
    assert "A customer is upset. What is right in q1? Option" in words_of(page)
    assert all(f"Option {place}" in words_of(page) for place in range(4))
    assert page.content.decode().count('type="radio"') == 4
    assert f'data-autosave="{url(row, "test/1/")}"' in page.content.decode()
    assert "Previous question" not in words_of(page)
    last = client.get(url(row, "test/4/"))
    assert last.content.decode().count('type="checkbox"') == 4
    assert "Select all that apply." in words_of(last)
    assert "Next question" not in words_of(last)


def test_question_answer_by_script_is_saved_at_once(client, row, attempt):
    response = client.post(url(row, "test/1/"), {"chosen": "2"}, headers=BY_SCRIPT)
    assert (response.status_code, response.content) == (204, b"")
    assert Answer.objects.get().chosen == [2]
    client.post(url(row, "test/4/"), {"chosen": ["3", "0"]}, headers=BY_SCRIPT)
    assert Answer.objects.get(question__order=4).chosen == [0, 3]


@pytest.mark.parametrize(
    ("number", "button", "leads_to"),
    [
        (1, {}, "test/2/"),
        (2, {"previous": "1"}, "test/1/"),
        (2, {"check": "1"}, "test/check/"),
        (4, {}, "test/check/"),
        (4, {"check": "1"}, "test/check/"),
        (4, {"previous": "1"}, "test/3/"),
        (1, {"previous": "1"}, "test/2/"),  # there is none before the first
    ],
)
def test_question_answer_without_script_is_saved_on_going_on(number, button, leads_to, client, row, attempt):
    response = client.post(url(row, f"test/{number}/"), {"chosen": "1"} | button)
    assert (response.status_code, response.url) == (302, url(row, leads_to))
    assert Answer.objects.get().question.order == number


def test_an_answer_survives_signing_out(client, row, attempt):
    client.post(url(row, "test/2/"), {"chosen": "3"}, headers=BY_SCRIPT)
    client.logout()
    assert client.post(url(row, "test/2/"), {"chosen": "0"}, headers=BY_SCRIPT).status_code == 302
    client.force_login(row.enrolment.member.user)
    page = client.get(url(row, "test/2/"))
    assert page.context["answer"].chosen == [3]
    assert "Saved " in words_of(page)
    checked = [part for part in page.content.decode().split("<input") if "checked" in part]
    assert len(checked) == 1 and 'value="3"' in checked[0]


def test_a_question_can_be_left_out_and_an_answer_taken_back(client, row, attempt):
    assert client.post(url(row, "test/1/")).url == url(row, "test/2/")
    client.post(url(row, "test/4/"), {"chosen": ["0", "1"]})
    client.post(url(row, "test/4/"))
    assert {answer.question.order: answer.chosen for answer in Answer.objects.all()} == {1: [], 4: []}


def test_question_answer_refuses_what_is_not_offered(client, row, attempt):
    for number in [1, 4]:
        for chosen in ["4", "-1", "x", "0\0", "９", "1e0", "😀", "0" * 5000]:
            for headers in [{}, BY_SCRIPT]:
                response = client.post(url(row, f"test/{number}/"), {"chosen": [chosen]}, headers=headers)
                assert (number, chosen, response.status_code) == (number, chosen, 422)
    assert "Error: Question 4 of 4" in words_of(response)
    assert "Choose from the answers on the page" in words_of(response)
    assert not Answer.objects.exists()


def test_one_answer_only_where_one_is_asked_for(client, row, attempt):
    client.post(url(row, "test/1/"), {"chosen": ["0", "1"]})
    assert Answer.objects.get().chosen == [1]  # as a browser sends radios: one, the last


@pytest.mark.parametrize("number", ["0", "5", "99999999999999999999", "-1", "x", "１"])
def test_question_answer_of_no_question(number, client, row, attempt):
    assert client.get(url(row, f"test/{number}/")).status_code == 404
    assert client.post(url(row, f"test/{number}/"), {"chosen": "0"}).status_code == 404


def test_question_answer_gives_nothing_away(client, row, attempt):
    page = client.get(url(row, "test/1/")).content.decode()
    assert "Because it is." not in page and "correct" not in page


def test_without_an_attempt_a_question_leads_to_the_start(client, row):
    assert client.get(url(row, "test/1/")).url == url(row, "test/")
    assert client.get(url(row, "test/check/")).url == url(row, "test/")


def test_question_answer_queries(client, row, attempt):
    for order in range(5, 12):
        QuestionFactory(content=row.unit.contents.get(), order=order, code=f"q{order}")
    few = Attempt.objects.get()
    for questions in [few.questions, list(Question.objects.order_by("order").values_list("pk", flat=True))]:
        Attempt.objects.update(questions=questions)
        with budget(7):  # person, grants, unit, attempt, answers, questions, navigation
            assert client.get(url(row, "test/1/")).status_code == 200


# --- Check and send in -----------------------------------------------------------------------------------------------


def test_attempt_check(client, row, attempt):
    client.post(url(row, "test/1/"), {"chosen": "0"})
    client.post(url(row, "test/2/"))
    page = words_of(client.get(url(row, "test/check/")))
    assert "3 questions have no answer yet. A question without an answer counts as wrong." in page
    assert "What is right in q1? Answered What is right in q2? No answer" in page
    for number in [2, 3]:
        client.post(url(row, f"test/{number}/"), {"chosen": "1"})
    assert "1 question has no answer yet." in words_of(client.get(url(row, "test/check/")))
    client.post(url(row, "test/4/"), {"chosen": "1"})
    assert "no answer yet" not in words_of(client.get(url(row, "test/check/")))


def test_attempt_check_sends_in_once_however_often_it_is_clicked(client, row):
    attempt_at(row, right=3)
    for _ in range(3):
        response = client.post(url(row, "test/check/"), {"attempt": "1"})
        assert (response.status_code, response.url) == (302, url(row, "test/results/1/"))
    assert Attempt.objects.count() == UnitAchievement.objects.count() == 1


def test_an_old_page_sends_in_nothing_of_the_next_attempt(client, row):
    attempt_at(row, right=1, submitted_at=timezone.now())
    attempt_at(row)
    assert client.post(url(row, "test/check/"), {"attempt": "1"}).url == url(row, "test/results/1/")
    assert Attempt.objects.open().exists()


@pytest.mark.parametrize("number", [None, "", "2", "x", "-1", "1.0", "²", "9" * 30, "\0"])
def test_attempt_check_of_no_attempt(number, client, row, attempt):
    assert client.post(url(row, "test/check/"), {} if number is None else {"attempt": number}).status_code == 404
    assert Attempt.objects.open().exists()


def test_the_back_button_after_sending_in_changes_nothing(client, row):
    attempt_at(row, right=2, submitted_at=timezone.now())
    before = list(Answer.objects.order_by("pk").values())
    assert client.post(url(row, "test/1/"), {"chosen": "3"}).url == url(row, "test/")
    response = client.post(url(row, "test/1/"), {"chosen": "3"}, headers=BY_SCRIPT)
    assert response.status_code == 409  # the page says "Not saved", not "Saved"
    assert client.get(url(row, "test/check/")).url == url(row, "test/")
    assert list(Answer.objects.order_by("pk").values()) == before


# --- The result ------------------------------------------------------------------------------------------------------


def test_attempt_result_passed(client, row):
    attempt_at(row, right=3, submitted_at=timezone.now(), passed=True)
    page = words_of(client.get(url(row, "test/results/1/")))
    assert "You passed – ODP portal" in page
    assert "You passed 3 of 4 right, 75%" in page
    assert page.count("Because it is.") == 4
    assert "4. What is right in q4? Not right" in page
    assert "You gave no answer. Right answer: Option 0 Right answer: Option 1" in page
    assert "See what comes next" in page


def test_attempt_result_not_yet_gives_no_right_answer_away(client, row):
    attempt = attempt_at(row, right=2, submitted_at=timezone.now())
    Answer.objects.create(attempt=attempt, question=Question.objects.get(order=3), chosen=[2])
    response = client.get(url(row, "test/results/1/"))
    page = words_of(response)
    assert "Not yet 2 of 4 right, 50%. You need 75%." in page
    assert "Try again" in page
    assert page.count("Because it is.") == 4
    assert "3. What is right in q3? Not right A customer is upset. Your answer: Option 2 Because it is." in page
    assert "4. What is right in q4? Not right A customer is upset. You gave no answer. Because it is." in page
    assert "Right answer" not in page and "Option 1" not in page and "Option 3" not in page
    assert page.count("Option 0") == 2  # one's own two right answers


def test_attempt_result_says_when_one_can_try_again(client, row):
    with time_machine.travel("2027-05-03T13:30:00+00:00", tick=False):
        client.force_login(row.enrolment.member.user)
        for _ in range(3):
            attempt_at(row, submitted_at=timezone.now())
        page = words_of(client.get(url(row, "test/results/3/")))
    assert "You can try again from 2:30pm on 4 May 2027." in page
    assert "Try again" not in page


def test_attempt_result_is_of_what_was_sent_in(client, row, attempt):
    for number in ["1", "2", "0", "9" * 30]:
        assert client.get(url(row, f"test/results/{number}/")).status_code == 404


def test_attempt_result_is_escaped(client, row):
    with behind_the_database():
        Question.objects.update(scenario="<script>alert(1)</script>\nSecond line", why="<b>why</b>", text="{{7*7}}")
    attempt_at(row, right=1, submitted_at=timezone.now())
    page = client.get(url(row, "test/results/1/")).content.decode()
    assert "<script>alert" not in page and "<b>why" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Second line" in page and "{{7*7}}" in page


def test_the_whole_way_through_a_test(client, row):
    """From the unit to the result, with nothing but links and forms of the pages."""
    client.post(url(row, "test/"))
    for number, chosen in [(1, "0"), (2, "0"), (3, "3"), (4, ["0", "1"])]:
        response = client.post(url(row, f"test/{number}/"), {"chosen": chosen})
    assert response.url == url(row, "test/check/")
    page = client.get(response.url)
    response = client.post(response.url, {"attempt": page.context["attempt"].number}, follow=True)
    assert "You passed 3 of 4 right, 75%" in words_of(response)
    assert "You have achieved this unit." in words_of(client.get(url(row)))
    assert client.post(url(row, "test/")).status_code == 409
    assert UnitAchievement.objects.get().unit == row.unit
