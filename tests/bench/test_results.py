import json

import pytest

from odp_portal.bench.results import Result, as_json, as_table
from odp_portal.bench.workloads import Workload

HOME = Workload("W1", "Home of a member", "H", 20, 6)
FEED = Workload("I1", "HR feed", "F", 1.6)


@pytest.mark.parametrize(
    ("ms", "floor_ms", "ratio", "met"),
    [(6.6, 0.33, 20.0, True), (6.64, 0.33, 20.12, False), (0.1, 0.3, 0.33, True)],
)
def test_a_ratio_is_of_the_medians_and_has_two_places(ms, floor_ms, ratio, met):
    result = Result(HOME, ms, floor_ms)
    assert (result.ratio, result.met) == (ratio, met)


def test_the_file_has_what_the_contract_names_and_nothing_else():
    results = [Result(HOME, 5.43219, 0.33333, 6, "9 kB"), Result(FEED, 180.0, 100.0)]
    assert json.loads(as_json(3000, results)) == {
        "members": 3000,
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
            },
        ],
    }


def test_the_table_shows_a_missed_goal_and_too_many_queries():
    _, _, home, feed, *floors = as_table(3000, [Result(HOME, 5, 0.25, 7), Result(FEED, 180, 100)]).splitlines()
    assert home.split()[-6:] == ["H", "0.25", "20.00", "20", "yes", "7/6!"]
    assert feed.split()[-3:] == ["1.80", "1.6", "MISSED"]
    assert [line[:2] for line in floors] == ["H:", "F:"]
