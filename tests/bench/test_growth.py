import json

import pytest

from odp_portal.bench.arguments import parse
from odp_portal.bench.growth import grown
from odp_portal.bench.results import Result
from odp_portal.bench.workloads import Workload

HOME = Workload("W1", "Home of a member", "H", 20)
FEED = Workload("I1", "HR feed", "F", 1.6)
RECORDS = Workload("D3", "Figures are those of records", "A", 0)
EARLIER = {
    "members": 3000,
    "workloads": [
        {"id": "W1", "ms": 5, "ratio": 20},
        {"id": "I1", "ms": 100, "ratio": 1.5},
        {"id": "D3", "ms": 100, "ratio": 0},
    ],
}


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "earlier.json"
        path.write_text(text)
        return str(path)

    return write


@pytest.mark.parametrize(
    ("result", "growth"),
    [
        (Result(FEED, 1000, 100), 1.0),  # ten times as much for ten times as many
        (Result(FEED, 100, 10), 0.0),
        (Result(HOME, 50, 2.5), 0.0),  # the machine was busier: so was its floor
        (Result(HOME, 50, 0.25), 1.0),
        (Result(HOME, 5, 0.5), -0.3),
        (Result(RECORDS, 100, 100, count=0), None),
        (Result(Workload("W2", "Catalogue", "H", 20), 5, 1), None),
    ],
)
def test_growth_is_the_exponent_between_the_two_sizes(result, growth):
    assert [one.growth for one in grown([result], 30_000, EARLIER)] == [growth]


def test_it_does_not_matter_which_size_came_first():
    [smaller] = grown([Result(FEED, 10, 10)], 300, EARLIER)
    assert smaller.growth == 1.0


def test_the_results_to_compare_with_are_read_before_anything_is_measured(file):
    assert parse(["--members", "300", "--against", file(json.dumps(EARLIER))]).against == EARLIER


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read as results"),
        ("[]", "no file of ./portal bench"),
        ("{}", "no file of ./portal bench"),
        ('{"members": 0, "workloads": []}', "no file of ./portal bench"),
        ('{"members": 300, "workloads": [{"id": "W1", "ms": 0}]}', "no file of ./portal bench"),
        (json.dumps(EARLIER | {"members": 300}), "of another size"),
    ],
)
def test_a_file_that_cannot_be_compared_with_is_refused(file, text, says, capsys):
    with pytest.raises(SystemExit) as stopped:
        parse(["--members", "300", "--against", file(text)])
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SystemExit):
        parse(["--against", str(tmp_path / "none.json")])
