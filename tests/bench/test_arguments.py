import json
import subprocess
import sys

import pytest

from odp_portal.bench.arguments import parse
from odp_portal.bench.suite import MEASURES
from odp_portal.bench.workloads import BY_ITSELF, FLOORS, WORKLOADS
from odp_portal.devstack.folders import ROOT


def test_without_arguments_all_runs_at_the_usual_size_but_what_must_be_asked_for():
    options = parse([])
    assert (options.members, options.only, options.out) == (3000, BY_ITSELF, None)


def test_load_is_measured_only_if_it_is_asked_for():
    assert not {"L1", "L2"} & {workload.id for workload in BY_ITSELF}
    assert [workload.id for workload in parse(["--only", "L2,L1"]).only] == ["L1", "L2"]


def test_only_takes_ids_in_any_order_and_letters_and_runs_them_in_the_order_of_the_suite():
    assert [workload.id for workload in parse(["--only", "i1, W2,w1,W1"]).only] == ["W1", "W2", "I1"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--members", "many"],
        ["--members", "299"],
        ["--members", "-1"],
        ["--members", "3000001"],
        ["--members", "٣٠٠٠"],
        ["--members"],
        ["--mem", "3000"],
        ["--only", ""],
        ["--only", "W1,,W2"],
        ["--only", "W1,W99"],
        ["--out", "/nowhere/out.json"],
        ["--out", "/"],
        ["--fast"],
        ["W1"],
    ],
)
def test_wrong_usage(arguments):
    with pytest.raises(SystemExit) as stopped:
        parse(arguments)
    assert stopped.value.code == 2


def test_a_file_that_may_not_be_written_is_refused_before_anything_is_measured(tmp_path):
    assert parse(["--out", str(tmp_path / "new.json")]).out == tmp_path / "new.json"
    with pytest.raises(SystemExit):
        parse(["--out", str(tmp_path)])


def test_the_command_says_which_workload_it_does_not_know_and_touches_no_database():
    command = [sys.executable, "-m", "odp_portal.bench", "--only", "W1,X9"]
    result = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "no workload is called 'X9'" in result.stderr
    assert result.stdout == ""


def test_every_workload_can_be_measured_and_has_a_floor_that_is_explained():
    assert [workload.id for workload in WORKLOADS] == list(MEASURES)
    assert {workload.floor for workload in WORKLOADS} == set(FLOORS)


@pytest.mark.full
def test_a_small_run(tmp_path):
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "odp_portal.devstack", "bench", "--members", "300", "--only", "W1,W4,C1"]
    result = subprocess.run([*command, "--out", out], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()[2:5]] == ["W1", "W4", "C1"]
    found = json.loads(out.read_text())
    assert found["members"] == 300
    assert [row["id"] for row in found["workloads"]] == ["W1", "W4", "C1"]
    assert all(row["ms"] > row["floor_ms"] > 0 for row in found["workloads"])
