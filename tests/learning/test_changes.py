"""What was changed between two submissions, in phrases."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.learning.queries.changes import changes_between


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        (
            "I told her the date.",
            "I told her the new date.",
            [("same", "I told her the "), ("added", "new "), ("same", "date.")],
        ),
        (
            "I did wait long.",
            "I did ring back twice.",
            [("same", "I did "), ("removed", "wait long."), ("added", "ring back twice.")],
        ),
    ],
)
def test_changes_between(before, after, pieces):
    assert [tuple(piece) for piece in changes_between(before, after)] == pieces


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_the_pieces_are_the_two_texts(before, after):
    pieces = changes_between(before, after)
    words = lambda *kinds: "".join(piece.text for piece in pieces if piece.kind in kinds).split()  # noqa: E731
    assert "".join(words("same", "added")) == "".join(after.split())
    assert "".join(words("same", "removed")) == "".join(before.split())


def test_long_texts_take_no_long_time():
    before = "\n".join(f"line {number} of many words that are alike" for number in range(300))
    started = time.monotonic()
    pieces = changes_between(before, before.replace("alike", "different"))
    assert time.monotonic() - started < 3
    assert {piece.kind for piece in pieces} == {"removed", "added"} or len(pieces) > 300
