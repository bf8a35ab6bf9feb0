"""A test against the clock, with the server killed in the middle, and the rest of it at another computer."""

from signal import SIGKILL

from playwright.sync_api import expect

from apps.learning.models import Answer, Attempt
from apps.learning.queries import questions_of
from tests.promises.conftest import web_url  # noqa: F401
from tests.promises.stack import Stack
from tests.system.conftest import Portal
from tests.system.steps import given_studies_of, when_she_answers, when_the_worker_has_worked

BEFORE = 4  # questions that are answered and sent before the server dies


def test_a_test_survives_a_killed_server(portal, chromium, web_url, tmp_path, counts):  # noqa: F811
    with Stack(web_url=web_url, mail_port=9, folder=tmp_path, only=["web"]) as stack:
        real = Portal(chromium, stack.site, thorough=False)
        member = real.signed_in("member")
        unit = given_studies_of(member).enrolled_units.get(unit__code="201")
        attempt = when_she_starts_the_test(member, unit)
        questions = [question for question, _ in questions_of(attempt)]
        for question in questions[:BEFORE]:
            when_she_answers(member, question)
            member.presses("Next question")
        when_she_answers(member, questions[BEFORE])
        then_the_page_says(member, "Saved")

        ends_at = Attempt.objects.get().ends_at
        with stack.without_web() as ended:
            assert ended == -SIGKILL
            when_she_answers_while_nobody_listens(member, questions[BEFORE])
        then_the_page_says(member, "Saved")  # as soon as somebody listens again
        assert Answer.objects.filter(attempt=attempt).count() == BEFORE + 1

        other = real.signed_in("member")
        when_she_goes_on_elsewhere(other, questions)
        assert Attempt.objects.get().ends_at == ends_at
        other.sees_heading("Check your answers").sees_not("no answer yet")
        other.presses("Send in your test").sees_heading("You passed").sees("100%")
        member.problems.clear()
        member.reloads().sees_heading("Test").sees("You have passed this test.")
        real.close()
    counts(f"1 server killed after {BEFORE + 1} of {len(questions)} answers, none lost")
    when_the_worker_has_worked()


# --- When ------------------------------------------------------------------------------------------------------------


def when_she_starts_the_test(member, unit):
    member.opens(f"/learning/{unit.pk}/test/").sees("40 minutes from when you start", "12 questions, drawn at random")
    member.presses("Start the test").sees("Your time is up at")
    return Attempt.objects.get()


def when_she_answers_while_nobody_listens(member, question):
    """She changes her mind to nothing, or to other words, and back."""
    if question.is_typed:
        member.types(question.text, "something")
        member.page.keyboard.press("Tab")
    else:
        wrong = next(option["text"] for option in question.options if not option.get("correct"))
        member.chooses(wrong)
    then_the_page_says(member, "Could not save – check your connection; your answer is kept on this page")
    if not question.is_typed and question.kind == "multiple":
        member.page.get_by_label(wrong, exact=True).uncheck()
    when_she_answers(member, question)


def when_she_goes_on_elsewhere(member, questions):
    member.opens("/").sees(f"Question {BEFORE + 2} of {len(questions)}").presses("Carry on")
    for number, question in enumerate(questions[BEFORE + 1 :], BEFORE + 2):
        member.sees_heading(f"Question {number} of {len(questions)}")
        when_she_answers(member, question)
        member.presses("Next question" if number < len(questions) else "Check answers")


# --- Then ------------------------------------------------------------------------------------------------------------


def then_the_page_says(member, words):
    expect(member.page.locator("[data-autosave-status]")).to_contain_text(words, timeout=15_000)
