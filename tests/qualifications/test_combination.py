from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.qualifications import combination
from apps.qualifications.combination import Group, Rule
from tests.qualifications.our_catalogue import OUR_RULES, rule_of, units_for


@dataclass(frozen=True)
class Unit:
    code: str
    credits: int | None = None
    tut_hours: int | None = None


def some(codes, units):
    return [unit for unit in units if unit.code in codes.split()]


def words(rule, chosen):
    return [gap.words for gap in combination.gaps(rule, chosen)]


UNITS = [Unit(code) for code in "ABCDEFGH"]
MANDATORY = Rule(mandatory=("A", "B"))
GROUPS = Rule(mandatory=("A",), groups=(Group("Optional", 2, ("B", "C", "D")), Group("People", 1, ("E", "F"))))
CREDITS = Rule(min_credits=10)
WORTH = [Unit("A", 4, 40), Unit("B", 6, 50), Unit("C", 7, 70), Unit("D", None, 30), Unit("E")]


# --- What is missing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "codes", "missing"),
    [
        (MANDATORY, "", ["2 mandatory units (A, B)"]),
        (MANDATORY, "A", ["1 mandatory unit (B)"]),
        (MANDATORY, "A B", []),
        (GROUPS, "", ["1 mandatory unit (A)", "2 optional units", "1 from People"]),
        (GROUPS, "A B", ["1 optional unit", "1 from People"]),
        (GROUPS, "A B C D", ["1 from People"]),
        (GROUPS, "A B C D E F", []),
        (Rule(min_units=3), "A", ["2 more units"]),
        (Rule(min_units=3), "A B H", []),
    ],
)
def test_gaps_of_units(rule, codes, missing):
    assert words(rule, some(codes, UNITS)) == missing


@pytest.mark.parametrize(
    ("rule", "codes", "missing"),
    [
        (CREDITS, "", ["10 more credits"]),
        (CREDITS, "A D E", ["6 more credits"]),
        (CREDITS, "A B", []),
        (Rule(min_credits=11), "A B", ["1 more credit"]),
        (Rule(min_credits=10, min_tut_hours=91), "A B", ["1 more hour"]),
        (Rule(min_credits=20, min_tut_hours=100), "A", ["16 more credits", "60 more hours"]),
    ],
)
def test_gaps_of_totals(rule, codes, missing):
    assert words(rule, some(codes, WORTH)) == missing


def test_gaps_of_barred_pairs_say_what_cannot_stay():
    rule = Rule(min_units=2, barred=(("A", "B"), ("A", "C")))
    assert words(rule, some("B C", UNITS)) == []
    found = combination.gaps(rule, some("A B", UNITS))
    assert [gap.code for gap in found] == ["barred"]
    assert found[0].sentence == "Units A and B cannot be taken together: take one of them out"
    assert len(combination.gaps(rule, some("A B C", UNITS))) == 2


def test_gaps_in_words():
    rule = Rule(mandatory=("A",), min_units=4, barred=(("B", "C"),))
    assert combination.gaps_in_words(combination.gaps(rule, some("B C", UNITS))) == (
        "Still needed: 1 mandatory unit (A); 2 more units. "
        "Units B and C cannot be taken together: take one of them out."
    )
    assert combination.gaps_in_words(combination.gaps(rule, some("A B D E", UNITS))) == ""
    assert combination.gaps(rule, [])[0].sentence == "Still needed: 1 mandatory unit (A)"


# --- What can be chosen ----------------------------------------------------------------------------------------------


def test_only_what_the_rule_names_can_be_chosen():
    assert combination.allowed_units(GROUPS, UNITS) == UNITS[:6]
    assert combination.foreign(GROUPS, some("A G H", UNITS)) == some("G H", UNITS)


def test_a_total_lets_any_unit_of_the_suite_count():
    rule = Rule(mandatory=("A",), min_units=3)
    assert combination.allowed_units(rule, UNITS) == UNITS
    assert combination.foreign(rule, UNITS) == []


@pytest.mark.parametrize(("code", "part"), [("A", "Mandatory"), ("C", "Optional"), ("E", "People"), ("H", "Optional")])
def test_part_of(code, part):
    assert combination.part_of(GROUPS, code) == part


# --- How far it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "codes", "line"),
    [
        (MANDATORY, "", "Chosen 0 of 2 units"),
        (Rule(mandatory=("A",)), "A", "Chosen 1 of 1 unit"),
        (GROUPS, "A B", "Chosen 2 of 4 units"),
        (GROUPS, "A B C D", "Chosen 4 of 5 units"),  # one more than asked for does not stand in for what is missing
        (GROUPS, "A B C D E", "Chosen 5 of 5 units"),
        (Rule(min_units=1), "A B", "Chosen 2 of 2 units"),
        (Rule(min_units=2, barred=(("A", "B"),)), "A B", "Chosen 2 units"),
    ],
)
def test_progress_in_units(rule, codes, line):
    assert combination.progress(rule, some(codes, UNITS), UNITS) == line


@pytest.mark.parametrize(
    ("rule", "codes", "line"),
    [
        (CREDITS, "", "Chosen 0 units: 0 of 10 credits"),
        (CREDITS, "A", "Chosen 1 unit: 4 of 10 credits"),
        (CREDITS, "B C", "Chosen 2 units: 13 credits (10 needed)"),
        (Rule(min_credits=4, min_tut_hours=41), "A", "Chosen 1 unit: 4 credits (4 needed), 40 of 41 hours"),
    ],
)
def test_progress_in_totals(rule, codes, line):
    assert combination.progress(rule, some(codes, WORTH), WORTH) == line


# --- The rules that ship ---------------------------------------------------------------------------------------------


IN_WORDS = {
    "CG-3815-L2-AWD": "All 3 mandatory units.",
    "CG-3815-L3-AWD": "All 3 mandatory units.",
    "CG-3815-L3-CRT": "All 3 mandatory units, then any 3 of the 7 optional units.",
    "CG-3815-L3-DIP": "All 3 mandatory units, then any 3 of the 4 units in Casework, then any 2 of the 3 units in "
    "People and partnership.",
    "CG-DEBT-L3-CRT": "All 3 mandatory units, then unit 304DM.",
    "CG-3818-L3": "All 6 mandatory units.",
    "CG-3815-L4-CRT": "All 3 mandatory units.",
    "CG-REL-L4-AWD": "All 3 mandatory units.",
    "CG-CUST-L4-AWD": "Both mandatory units, then any 1 of the 4 optional units.",
    "CG-CUST-L4-CRT": "All 3 mandatory units, then any 2 of the 3 optional units.",
    "CG-3815-L5-AWD": "Unit 501.",
    "CMI-L5-AWD": "Any units of the suite worth 6 credits or more.",
    "CMI-L5-CRT": "Any units of the suite worth 13 credits or more.",
    "CMI-L5-DIP": "Any units of the suite worth 38 credits or more.",
    "CMI-L6-AWD": "Any 1 unit of the suite.",
    "CMI-L6-CRT": "Any 2 units of the suite.",
    "CMI-L6-DIP": "Any 6 units of the suite.",
    "CMI-L7-AWD": "Any 1 unit of the suite.",
    "CMI-L7-CRT": "Any 2 units of the suite.",
    "CMI-L7-DIP": "Any 6 units of the suite.",
    "CMI-ML5-2020-AWD": "Any units of the suite worth 4 credits and 40 hours or more. "
    "Unit 502 cannot be taken with 503, 505 or 511.",
    "CMI-ML5-2020-CRT": "Any units of the suite worth 13 credits and 130 hours or more. "
    "Unit 502 cannot be taken with 503, 505 or 511.",
    "CMI-ML5-2020-DIP": "Any units of the suite worth 37 credits and 370 hours or more. "
    "Unit 502 cannot be taken with 503, 505 or 511.",
}


def test_every_rule_that_ships_reads_well():
    assert {code: combination.in_words(rule_of(code)) for code in OUR_RULES} == IN_WORDS


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule(groups=(Group("People", 2, ("A", "B")),)), "Both units in People."),
        (Rule(groups=(Group("People", 3, ("A", "B", "C")),)), "All 3 units in People."),
        (Rule(mandatory=("A",), min_units=3), "Unit A, then any 3 units of the suite."),
        (Rule(min_tut_hours=40), "Any units of the suite worth 40 hours or more."),
        (Rule(min_units=1, barred=(("A", "B"),)), "Any 1 unit of the suite. Unit A cannot be taken with B."),
    ],
)
def test_in_words(rule, sentence):
    assert combination.in_words(rule) == sentence


def test_the_shortest_way_to_each_that_ships():
    least = {code: combination.least_units(rule_of(code), units_for(code)) for code in OUR_RULES}
    assert all(least.values())
    assert least["CG-3815-L3-DIP"] == 8
    assert least["CMI-L5-DIP"] == 6  # 10 + 7 + 7 + 6 + 6 credits are 36 of 38
    assert least["CMI-ML5-2020-DIP"] == 6  # 10 + 7 + 6 + 6 + 6 credits are 35 of 37
    assert least["CMI-ML5-2020-CRT"] == 2


@pytest.mark.parametrize("code", ["CMI-ML5-2020-AWD", "CMI-ML5-2020-CRT", "CMI-ML5-2020-DIP"])
@pytest.mark.parametrize("other", ["503", "505", "511"])
def test_502_is_barred_with_its_like(code, other):
    found = combination.gaps(rule_of(code), some(f"502 {other}", units_for(code)))
    assert f"Units 502 and {other} cannot be taken together: take one of them out" in [gap.words for gap in found]


@pytest.mark.parametrize("code", OUR_RULES)
def test_taking_everything_makes_each_that_ships_unless_units_bar_each_other(code):
    found = combination.gaps(rule_of(code), combination.allowed_units(rule_of(code), units_for(code)))
    assert {gap.code for gap in found} <= {"barred"}
    assert bool(found) == code.startswith("CMI-ML5-2020")


# --- The shortest way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        Rule(mandatory=("A", "Z")),
        Rule(groups=(Group("Optional", 2, ("A", "Z")),)),
        Rule(min_credits=18),
        Rule(min_tut_hours=191),
        Rule(min_units=6),
        Rule(mandatory=("A", "B"), barred=(("B", "A"),)),
        Rule(min_credits=17, barred=(("A", "C"),)),
        Rule(mandatory=("A",), groups=(Group("Optional", 1, ("B", "C")),), barred=(("A", "B"), ("C", "A"))),
    ],
)
def test_an_impossible_rule_has_no_way(rule):
    assert combination.least_units(rule, WORTH) is None


def test_the_shortest_way_keeps_what_is_chosen():
    rule = Rule(min_credits=13, barred=(("C", "B"),))
    assert combination.least_units(rule, [*WORTH, Unit("F", 9)]) == 2  # F and C, or F and B, or F and A
    assert combination.least_units(rule, [*WORTH, Unit("F", 9)], some("A B", WORTH)) == 3
    assert combination.least_units(rule, WORTH, some("A B", WORTH)) is None
    assert combination.least_units(rule, WORTH, some("B C", WORTH)) is None


CODES = "ABCDEFG"
codes = st.lists(st.sampled_from(CODES), unique=True, max_size=5)
pairs = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda pair: pair[0] != pair[1]))
suites = st.lists(st.sampled_from(CODES), unique=True).flatmap(
    lambda found: st.tuples(
        *(st.builds(Unit, st.just(code), st.one_of(st.none(), st.integers(1, 9)), st.integers(0, 3)) for code in found)
    )
)
groups = st.lists(st.builds(Group, st.just("Optional"), st.integers(1, 3), codes.map(tuple)), max_size=2)
rules = st.builds(
    Rule,
    codes.map(lambda found: tuple(found[:2])),
    groups.map(tuple),
    st.sampled_from([0, 0, 5, 20]),
    st.sampled_from([0, 0, 4]),
    st.sampled_from([0, 0, 3]),
    pairs.map(lambda found: tuple(found[:5])),
)


def by_trying_all(rule, units, chosen):
    """The fewest units that keep those chosen and leave no gap, by looking at every set there is."""
    allowed = [unit for unit in combination.allowed_units(rule, units) if unit not in chosen]
    for number in range(len(allowed) + 1):
        if any(not combination.gaps(rule, [*chosen, *more]) for more in combinations(allowed, number)):
            return len(chosen) + number
    return None


@settings(max_examples=100, deadline=None)
@given(rule=rules, units=suites, number=st.integers(0, 2))
def test_the_shortest_way_is_found_if_and_only_if_there_is_one(rule, units, number):
    chosen = list(units[:number])
    assert combination.least_units(rule, units) == by_trying_all(rule, units, [])
    assert combination.least_units(rule, units, chosen) == by_trying_all(rule, units, chosen)
