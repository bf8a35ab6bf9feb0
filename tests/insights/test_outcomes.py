"""Answers to "did it help?" leave the portal as protected cells only."""

import pytest

from apps.insights.disclosure import SMALL, second_table, span
from apps.insights.figures import published_figures
from apps.insights.outcomes import lay_out, published_outcomes
from apps.qualifications.models import Outcome
from tests.qualifications.factories import OutcomeFactory, QualificationFactory

ANSWERS = ["lot", "little", "not_yet", "no"]


def answered(*numbers, code="A", side="learner"):
    return [
        {"qualification": code, "side": side, "helped": helped, "number": number}
        for helped, number in zip(ANSWERS, numbers, strict=True)
    ]


@pytest.fixture
def published(monkeypatch, db):
    """What is published of these true counts, for qualifications A and B."""
    for code in "AB":
        QualificationFactory(code=code)

    def publish(*rows):
        monkeypatch.setattr(Outcome.objects, "counted", lambda: [row for part in rows for row in part])
        return published_outcomes()

    return publish


def test_counts_are_rounded_and_small_ones_are_left_out(published):
    assert published(answered(23, 12, 3, 0), answered(1, 0, 2, 1, code="B")) == {
        "": {"learner": {"all": 40, "lot": 25, "little": 10, "not_yet": 5}},
        "A": {"learner": {"all": 40, "lot": 25, "little": 10}},
    }


def test_nothing_is_published_where_nobody_has_answered(published):
    assert published() == {}


@pytest.mark.parametrize(
    "numbers", [(4, 4, 4, 4), (4, 4, 0, 0), (9, 1, 0, 0), (3, 4, 4, 4), (7, 8, 2, 1), (5, 0, 0, 0)]
)
def test_no_small_count_can_be_worked_out(numbers, published):
    """For each there is a second table that would be published just so."""
    cells, table = published(answered(*numbers)), lay_out(answered(*numbers), ["A"])
    spans = {key: span(_cell(cells, *key)) for key in table.counts}
    for key, count in table.counts.items():
        assert count >= 5 or second_table(table, spans, key), key


def _cell(cells, code, side, answer):
    return cells.get(code, {}).get(side, {}).get(answer, SMALL)


@pytest.mark.django_db
def test_they_are_kept_with_the_figures_of_the_day():
    first = OutcomeFactory(answered=True)
    for _ in range(4):
        OutcomeFactory(answered=True, enrolment__qualification=first.enrolment.qualification)
    code = first.enrolment.qualification.code
    cells = {"learner": {"all": 5, "little": 5}}
    assert published_figures()["outcomes"] == {"": cells, code: cells}
