import json

import pytest

from odp_portal.bench.machine import about
from odp_portal.bench.results import Result, as_json, as_table
from odp_portal.bench.table import as_markdown
from odp_portal.bench.workloads import Workload

ABOUT = {
    "date": "2026-11-29",
    "processor": "Abacus",
    "cores": 2,
    "memory_gb": 8,
    "python": "3.11.7",
    "postgres": "18.1",
}
HOME = Workload("W1", "Home of a member", "H", 20, 6, growth=0.05)
RECORDS = Workload("D3", "Figures are those of records", "A", 0)
FEED = Workload("I1", "HR feed", "F", 1.6)


@pytest.mark.parametrize(
    ("ms", "floor_ms", "ratio", "met"),
    [(6.6, 0.33, 20.0, True), (6.64, 0.33, 20.12, False), (0.1, 0.3, 0.33, True)],
)
def test_a_ratio_is_of_the_medians_and_has_two_places(ms, floor_ms, ratio, met):
    result = Result(HOME, ms, floor_ms)
    assert (result.ratio, result.met) == (ratio, met)


def test_the_file_has_what_the_contract_names_and_what_it_was_measured_on():
    results = [Result(HOME, 5.43219, 0.33333, 6, "9 kB"), Result(FEED, 180.0, 100.0, growth=0.98)]
    assert json.loads(as_json(3000, ABOUT, results)) == {
        "members": 3000,
        "date": "2026-11-29",
        "processor": "Abacus",
        "cores": 2,
        "memory_gb": 8,
        "python": "3.11.7",
        "postgres": "18.1",
        "workloads": [
            {
                "id": "W1",
                "ms": 5.432,
                "floor": "H",
                "floor_ms": 0.333,
                "ratio": 16.3,
                "goal": 20,
                "met": True,
                "queries": 6,
                "growth": None,
                "note": "9 kB",
            },
            {
                "id": "I1",
                "ms": 180.0,
                "floor": "F",
                "floor_ms": 100.0,
                "ratio": 1.8,
                "goal": 1.6,
                "met": False,
                "queries": None,
                "growth": 0.98,
                "note": "",
            },
        ],
    }


@pytest.mark.parametrize(("count", "met"), [(0, True), (1, False)])
def test_a_count_stands_in_the_place_of_the_ratio(count, met):
    result = Result(RECORDS, 42.0, 125.0, count=count)
    assert (result.ratio, result.met) == (count, met)


def test_the_table_shows_how_much_it_grew_and_whether_that_is_too_much():
    _, _, little, much, *_ = as_table(
        3000, [Result(HOME, 5, 0.25, growth=0.05), Result(HOME, 5, 0.25, growth=0.3)]
    ).splitlines()
    assert (little.split()[-1], much.split()[-1]) == ("0.05/0.05", "0.3/0.05!")


def test_a_file_of_results_is_told_as_a_table_for_the_documents():
    results = [Result(HOME, 5, 0.25, 6, "9 kB", growth=0.03), Result(FEED, 180, 100)]
    first, _, heads, _, home, feed = as_markdown(json.loads(as_json(28_000, ABOUT, results))).splitlines()
    assert first == ("28,000 members: 2026-11-29, 2 cores of Abacus, 8 GB of memory, Python 3.11.7, Postgres 18.1.")
    assert home == "| W1 | Home of a member | 5.00 | H | 0.25 | 20.00 | 20 | yes | 6 | 0.03 | 9 kB |"
    assert feed == "| I1 | HR feed | 180.00 | F | 100.00 | 1.80 | 1.6 | **no** |  |  |  |"
    assert heads.count("|") == home.count("|") == feed.count("|")


def test_what_it_was_measured_on_is_known(db):
    found = about()
    assert found["cores"] > 0 < found["memory_gb"]
    assert found["date"][:2] == "20"
    assert int(found["postgres"].partition(".")[0]) >= 15


def test_the_table_shows_a_missed_goal_and_too_many_queries():
    _, _, home, feed, *floors = as_table(3000, [Result(HOME, 5, 0.25, 7), Result(FEED, 180, 100)]).splitlines()
    assert home.split()[-6:] == ["H", "0.25", "20.00", "20", "yes", "7/6!"]
    assert feed.split()[-3:] == ["1.80", "1.6", "MISSED"]
    assert [line[:2] for line in floors] == ["H:", "F:"]
