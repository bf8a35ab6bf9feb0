"""The sentences on top say what the published cells bear, and no more."""

import pytest

from apps.insights.disclosure import SMALL, WITHHELD
from apps.insights.findings import busiest, comparison, uptake
from apps.insights.queries.uptake import Row


def row(name, headcount, enrolled, completed=SMALL, column="all"):
    return Row(name, column, {"headcount": headcount, "enrolled": enrolled, "completed": completed})


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((2955, 105, 75), "Of 2,955 people, 3.6% are enrolled on a qualification and 2.5% have completed one"),
        ((40, SMALL, 5), "Of 40 people, fewer than 5 are enrolled on a qualification and 13% have completed one"),
        ((15, 5, SMALL), "Of 15 people, 5 are enrolled on a qualification and fewer than 5 have completed one"),
        (
            (SMALL, SMALL, SMALL),
            "Of fewer than 5 people, fewer than 5 are enrolled on a qualification and fewer than 5 have completed one",
        ),
        (
            (WITHHELD, WITHHELD, 5),
            "Of the people in post, the number who are enrolled on a qualification is not shown"
            " and 5 have completed one",
        ),
    ],
)
def test_uptake(cells, sentence):
    assert uptake(row("Home Office", *cells)) == sentence


def test_comparison_names_the_highest_and_the_lowest_share():
    rows = [row("Home Office", 1000, 50), row("Ministry of Justice", 2000, 200), row("Estyn", 30, 15)]
    assert comparison(rows, "department") == (
        "Ministry of Justice has the highest share enrolled (10.0%) and Home Office the lowest (5.0%)"
    )


def test_comparison_names_all_who_share_a_place():
    rows = [row("A", 200, 20), row("B", 200, 20), row("C", 200, 10), row("D", 200, 10)]
    assert (
        comparison(rows, "organisation") == "A and B have the highest share enrolled (10%) and C and D the lowest (5%)"
    )
    assert comparison(rows[:2], "organisation") == "A and B have the highest share enrolled (10%)"


def test_comparison_claims_no_lowest_where_some_have_fewer_than_5():
    rows = [row("AO", 200, 20), row("EO", 200, 10), row("SEO", 150, SMALL)]
    assert comparison(rows, "grade") == (
        "AO has the highest share enrolled that can be shown (10%). In 1 other grade fewer than 5 people are enrolled"
    )


def test_comparison_claims_no_lowest_where_one_is_not_shown():
    rows = [row("AO", 200, 20), row("EO", 200, 10), row("SEO", 150, WITHHELD)]
    assert comparison(rows, "grade") == "AO has the highest share enrolled that can be shown (10%)"


@pytest.mark.parametrize(
    "others", [[], [("B", 99, 95)], [("B", SMALL, SMALL)], [("B", 500, SMALL)], [("B", WITHHELD, 50)]]
)
def test_comparison_needs_two_with_a_hundred_people_and_a_share(others):
    assert comparison([row("A", 200, 20), *(row(*other) for other in others)], "department") is None


def levels(*enrolled):
    return [row("", 200, cell, column=f"level {number}") for number, cell in enumerate(enrolled, start=2)]


def test_busiest_names_the_level_with_most_people():
    assert busiest(levels(30, 60, SMALL), row("", 200, 85)) == "Level 3 has the most people enrolled: 60 of 85"
    assert busiest(levels(30, 60, SMALL), row("", 200, WITHHELD)) == "Level 3 has the most people enrolled: 60"


def test_busiest_names_all_who_share_the_place():
    assert (
        busiest(levels(30, 30), row("", 200, 60)) == "Level 2 and Level 3 have the most people enrolled: 30 of 60 each"
    )


@pytest.mark.parametrize("enrolled", [(30, WITHHELD), (SMALL, SMALL)])
def test_busiest_says_nothing_where_it_may_be_another(enrolled):
    assert busiest(levels(*enrolled), row("", 200, 30)) is None
