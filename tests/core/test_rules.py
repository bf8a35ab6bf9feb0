import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import TextChoices

from apps.core.rules import RuleBroken, check_move, require, said_for, second_click
from apps.qualifications.models import Unit
from tests.qualifications.factories import UnitFactory


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


class Lamp:
    """A row that somebody else has changed meanwhile."""

    def __init__(self, status):
        self.status, self.now = Light.RED, status

    def refresh_from_db(self, fields):
        assert fields == ["status"]
        self.status = self.now


def test_a_second_click_is_no_refusal_where_the_first_one_led_there():
    with second_click(Lamp(Light.GREEN), Light.GREEN):
        check_move(MOVES, Light.GREEN, Light.GREEN)


def test_what_is_refused_for_another_reason_stays_refused():
    with pytest.raises(RuleBroken, match="Not today"), second_click(Lamp(Light.RED), Light.GREEN):
        raise RuleBroken("Not today")
    with pytest.raises(PermissionDenied), second_click(Lamp(Light.GREEN), Light.GREEN):
        raise PermissionDenied


@pytest.mark.parametrize(("source", "target"), [(Light.GREEN, Light.RED), (Light.GREEN, Light.GREEN)])
def test_check_move_says_in_words_what_cannot_be(source, target):
    words = f"This is now “green light”, so it cannot become “{target.label.lower()}”."
    with pytest.raises(RuleBroken, match=words):
        check_move(MOVES, source, target)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "error"), [("unit_one_per_suite_and_code", RuleBroken), ("other", IntegrityError)]
)
def test_said_for_speaks_for_its_own_constraint_only(constraint, error):
    """And what was done before it stays."""
    unit = UnitFactory()
    words = "It is there." if error is RuleBroken else "unit_one_per_suite_and_code"
    with pytest.raises(error, match=words), said_for("another", constraint, words="It is there."):
        Unit.objects.create(suite=unit.suite, code=unit.code, title="Again", level=2, provenance="confirmed")
    assert Unit.objects.get() == unit
