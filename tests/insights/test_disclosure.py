"""P15, for what is published in one go: no count of 0 to 4 can be worked out by whoever has every figure."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.insights.disclosure import SMALL, WITHHELD, Table, percentage, publish, shown
from apps.insights.figures import DIRECT, lay_out
from tests.insights.attacker import Attacker

GRADES, LEVELS = ["grade AO", "grade "], ["level 2", "level 3"]


@pytest.mark.parametrize(
    ("count", "cell"),
    [(0, SMALL), (4, SMALL), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (64_492, 64_490), (64_493, 64_495)],
)
def test_counts_are_rounded_to_the_nearest_5_and_small_ones_are_not_told_apart(count, cell):
    assert shown(count) == cell


@pytest.mark.parametrize(
    ("cell", "base", "share"),
    [(5, 20, 25), (5, 15, None), (SMALL, 1000, None), (WITHHELD, 1000, None), (5, SMALL, None), (5, WITHHELD, None)],
)
def test_percentages_come_from_rounded_counts_and_from_no_base_under_20(cell, base, share):
    assert percentage(cell, base) == share


def test_percentages_have_a_decimal_only_where_rounding_leaves_one():
    assert percentage(105, 2955) == 3.6
    assert percentage(35, 880) == 4
    assert percentage(5, 40) == 13  # and a half is rounded up


def test_4_and_4_are_not_given_away_by_their_total():
    assert publish(sum_of(4, 4)) == {0: SMALL, 1: SMALL, "total": WITHHELD}


def test_a_total_that_gives_nothing_away_is_shown():
    assert publish(sum_of(4, 1)) == {0: SMALL, 1: SMALL, "total": 5}
    assert publish(sum_of(4, 12)) == {0: SMALL, 1: 10, "total": 15}


@pytest.mark.parametrize(("parts", "largest"), [(2, 17), (3, 12)])
def test_whoever_knows_the_rule_too_learns_nothing_from_what_is_withheld(parts, largest):
    """Every table there can be, by how it is published: none of those alike have a small count in common."""
    alike = defaultdict(list)
    for counts in product(range(largest + 1), repeat=parts):
        table = sum_of(*counts)
        alike[tuple(publish(table).values())].append(tuple(table.counts.values()))
    for tables in alike.values():
        for values in zip(*tables, strict=True):
            assert min(values) > 4 or len(set(values)) > 1, tables
    assert any(WITHHELD in cells for cells in alike)


def sum_of(*counts):
    return Table({**dict(enumerate(counts)), "total": sum(counts)}, [("total", list(range(len(counts))))])


# --- The cube --------------------------------------------------------------------------------------------------------


def scopes_of(organisations):
    """Departments, each a list of its organisations; one without any takes people directly."""
    scopes = [{"code": "", "parent": None}]
    for department, parts in organisations.items():
        scopes.append({"code": department, "parent": ""})
        scopes += [{"code": part, "parent": department} for part in parts]
    return scopes


def leaves_of(organisations):
    return [leaf for department, parts in organisations.items() for leaf in parts or [department]]


def cube(organisations, people):
    """people: for each organisation a list of (grade, levels enrolled at, levels completed)."""
    rows = []
    for organisation, members in people.items():
        where = organisation.removesuffix(DIRECT)
        for grade in GRADES:
            of_grade = [member for member in members if member[0] == grade]
            enrolled, completed = (sum(bool(member[n]) for member in of_grade) for n in (1, 2))
            rows.append(row(where, grade, len(of_grade), enrolled, completed))
        for level in LEVELS:
            enrolled, completed = (sum(level in member[n] for member in members) for n in (1, 2))
            rows.append(row(where, level, 0, enrolled, completed))
    return lay_out(rows, scopes_of(organisations), GRADES, LEVELS)


def row(where, column, headcount, enrolled, completed):
    return {"where": where, "column": column, "headcount": headcount, "enrolled": enrolled, "completed": completed}


def pinned(cells, table, organisations):
    parents = {scope["code"]: scope["parent"] for scope in scopes_of(organisations)}
    peopled = [scope for scope in parents if scope.endswith(DIRECT)]
    attacker = Attacker(cells, parents=parents, grades=GRADES, levels=LEVELS, peopled=peopled)
    return attacker.pinned([cell for cell, count in table.counts.items() if count < 5])


levels = st.sets(st.sampled_from(LEVELS), max_size=2)
member = st.tuples(st.sampled_from(GRADES), levels, levels)
alike = st.builds(lambda one, size: [one] * size, member, st.sampled_from([0, 3, 4, 4, 7, 12]))
crowd = st.one_of(alike, alike, st.lists(member, max_size=13))
shapes = st.sampled_from(
    [
        {"A": ["A1", "A2"]},
        {"A": ["A1", "A2"], "B": []},
        {"A": [], "B": [], "C": []},
        {"A": ["A1", "A2", "A" + DIRECT], "B": []},
    ]
)


@st.composite
def populations(draw):
    organisations = draw(shapes)
    people = {leaf: draw(crowd) for leaf in leaves_of(organisations)}
    for leaf in people:
        if leaf.endswith(DIRECT) and not people[leaf]:
            people[leaf] = [draw(member)]  # such a row is there only because somebody is in it
    return organisations, people


def assert_nothing_is_pinned(population):
    organisations, people = population
    table = cube(organisations, people)
    assert pinned(publish(table), table, organisations) == set()


every_population = given(populations())
how = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@settings(how, max_examples=100)
@every_population
def test_no_small_count_of_any_cube_is_pinned(population):
    assert_nothing_is_pinned(population)


@pytest.mark.full
@settings(how, max_examples=1000)
@every_population
def test_no_small_count_of_a_thousand_cubes_is_pinned(population):
    assert_nothing_is_pinned(population)


def test_of_the_same_cubes_many_are_pinned_with_nothing_withheld(counts):
    """The attacker is worth its salt, and the cubes are hard enough."""
    undone = []

    @settings(how, max_examples=100)
    @every_population
    def attack(population):
        organisations, people = population
        table = cube(organisations, people)
        undone.append(bool(pinned({cell: shown(count) for cell, count in table.counts.items()}, table, organisations)))

    attack()
    counts(f"{sum(undone)} of {len(undone)} cubes undone by rounding alone, none as published")
    assert sum(undone) >= 10


def test_with_nothing_withheld_4_and_4_are_found():
    organisations = {"A": ["A1", "A2"], "B": []}
    people = {"A1": [(GRADES[0], {LEVELS[0]}, set())] * 4, "A2": [(GRADES[0], {LEVELS[0]}, set())] * 4, "B": []}
    table = cube(organisations, people)
    rounded = {cell: shown(count) for cell, count in table.counts.items()}
    found = pinned(rounded, table, organisations)
    assert {("A1", "all", "headcount"), ("A2", "all", "enrolled")} <= found
    assert pinned(publish(table), table, organisations) == set()


def test_nothing_is_withheld_without_need():
    organisations = {"A": ["A1", "A2"], "B": []}
    half = [(GRADES[0], {LEVELS[0]}, set())] * 20 + [(GRADES[1], set(), {LEVELS[1]})] * 21
    table = cube(organisations, {"A1": half, "A2": half, "B": half})
    assert WITHHELD not in publish(table).values()


def test_the_headcount_of_a_very_small_organisation_is_protected_too():
    organisations = {"A": ["A1", "A2"], "B": []}
    three = [(GRADES[0], {LEVELS[0]}, {LEVELS[0]})] * 3
    table = cube(organisations, {"A1": three, "A2": three * 30, "B": three * 20})
    cells = publish(table)
    assert cells["A1", "all", "headcount"] == cells["A1", "all", "completed"] == SMALL
    assert pinned(cells, table, organisations) == set()


def test_a_row_that_is_there_only_because_somebody_is_in_it_is_protected_too():
    """13 and 13 show 15 and 15, with 1 more 25: that leaves 0 or 1, and that the row is there says which."""
    organisations = {"A": ["A1", "A2", "A" + DIRECT], "B": []}
    sizes = {"A1": 13, "A2": 13, "A" + DIRECT: 1, "B": 12}
    people = {leaf: [(GRADES[0], {LEVELS[0]}, set())] * size for leaf, size in sizes.items()}
    table = cube(organisations, people)
    rounded = {cell: shown(count) for cell, count in table.counts.items()}
    assert ("A" + DIRECT, "all", "headcount") in pinned(rounded, table, organisations)
    assert pinned(publish(table), table, organisations) == set()


def test_the_same_counts_are_always_published_alike():
    organisations = {"A": ["A1", "A2", "A3"], "B": []}
    sizes = {"A1": 4, "A2": 7, "A3": 7, "B": 4}
    people = {leaf: [(GRADES[0], {LEVELS[0]}, set())] * size for leaf, size in sizes.items()}
    assert publish(cube(organisations, people)) == publish(cube(organisations, people))
