import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices

from apps.core.rules import RuleBroken, check_move, require


class Light(TextChoices):
    RED = "red", "Red light"
    GREEN = "green", "Green light"


MOVES = {Light.RED: {Light.GREEN}, Light.GREEN: set()}


def test_require():
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


@pytest.mark.parametrize("answer", [None, 0, "", []])
def test_require_takes_no_answer_for_no(answer):
    with pytest.raises(PermissionDenied):
        require(answer)


def test_check_move_lets_what_the_table_has():
    check_move(MOVES, Light.RED, Light.GREEN)


@pytest.mark.parametrize(("source", "target"), [(Light.GREEN, Light.RED), (Light.GREEN, Light.GREEN)])
def test_check_move_says_in_words_what_cannot_be(source, target):
    words = f"This is now “green light”, so it cannot become “{target.label.lower()}”."
    with pytest.raises(RuleBroken, match=words):
        check_move(MOVES, source, target)
