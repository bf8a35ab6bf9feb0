"""What counts as the same answer, and in which order options are shown."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.learning.judging import number_in, same_words, shuffled
from apps.learning.models import Answer, Question
from apps.learning.states import QuestionKind
from tests.learning.factories import QuestionFactory

MINUTES = QuestionFactory.build(code="n", kind=QuestionKind.NUMERIC)  # 12.5, give or take a half
HAND_OVER = QuestionFactory.build(code="s", kind=QuestionKind.SHORT)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        (" 12.50 ", "12.5"),
        ("12 minutes", "12"),
        ("12Minutes", "12"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("1,250", "1250"),
        ("£1,250.75", "1250.75"),
        ("40%", "40"),
        (".5", "0.5"),
        ("7.", "7"),
        ("１２", "12"),  # full-width, as some keyboards type it
    ],
)
def test_a_number_is_read_as_people_write_it(text, number):
    assert number_in(text, "minutes") == Decimal(number)


@pytest.mark.parametrize("text", ["", "-", ".", "twelve", "12,5", "1,2,3", "1e9", "12 hours", "1 2", "9" * 13, "NaN"])
def test_what_is_no_number_is_not_guessed(text):
    assert number_in(text, "minutes") is None


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("12", True),
        ("13", True),
        ("12.5 minutes", True),
        ("11.99", False),
        ("13.01", False),
        ("x", False),
        ("", False),
    ],
)
def test_a_number_is_right_within_its_tolerance(text, is_right):
    assert MINUTES.is_right(Answer(text=text)) == is_right


@pytest.mark.parametrize("text", ["hand over", "Hand over.", "HAND-OVER", "handover", " hand  over! ", "“hánd over”"])
def test_a_few_words_are_right_whatever_their_case_blanks_and_punctuation(text):
    assert HAND_OVER.is_right(Answer(text=text))


@pytest.mark.parametrize("text", ["", " ", "hand", "hand over it", "hand 0ver", "!"])
def test_other_words_are_not_right(text):
    assert not HAND_OVER.is_right(Answer(text=text))


def test_no_answer_is_not_right():
    assert not MINUTES.is_right(None) and not HAND_OVER.is_right(None)


def test_the_right_answer_in_words():
    assert MINUTES.right_words == ["12.5 minutes"]
    assert HAND_OVER.right_words == ["hand over"]
    assert Question(kind="numeric", value=Decimal(300), tolerance=Decimal(0)).right_words == ["300"]


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30))
def test_whatever_is_typed_is_judged_and_never_raises(text):
    for question in (MINUTES, HAND_OVER):
        assert question.is_right(Answer(text=text)) in (True, False)
    assert same_words(same_words(text)) == same_words(text)


def test_an_attempt_shows_its_options_always_in_the_same_order_and_another_in_another():
    attempts = [uuid4() for _ in range(20)]
    orders = [tuple(shuffled(range(4), attempt, 7)) for attempt in attempts]
    assert orders == [tuple(shuffled(range(4), attempt, 7)) for attempt in attempts]
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}
    assert len(set(orders)) > 5
