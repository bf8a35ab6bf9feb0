import os
import subprocess
import sys
import time

import pytest

from odp_portal.bench import measure
from odp_portal.bench.measure import Failed, cpu_of, cpu_time, in_turns, repeats_for, wall_time


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def us():
    return [os.getpid()]


def test_cpu_is_counted_and_waiting_is_not():
    assert 20 <= cpu_time(lambda: burn(0.02), us) < 40
    assert cpu_time(lambda: time.sleep(0.02), us) < 5
    assert wall_time(lambda: time.sleep(0.02)) >= 20


def test_cpu_of_other_processes_is_counted_too():
    code = "import sys; sum(range(3_000_000)); print(); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        alone = cpu_of([other.pid])
        assert alone > 10
        assert cpu_of([other.pid, os.getpid()]) > alone
        other.stdin.close()


def test_a_process_that_is_gone_cannot_be_measured():
    with subprocess.Popen([sys.executable, "-c", ""]) as other:
        pass
    with pytest.raises(Failed, match="cannot be read"):
        cpu_of([other.pid])


def test_work_is_done_again_if_another_process_took_over():
    """As when the connection to Postgres is renewed."""
    done, pids = [], iter([us(), [], us(), us()])
    cpu_time(lambda: done.append(1), lambda: next(pids))
    assert len(done) == 2


def test_but_not_for_ever():
    pids = iter([us(), []] * measure.TRIES)
    with pytest.raises(Failed, match="again and again"):
        cpu_time(lambda: None, lambda: next(pids))


class Batches:
    """Batches that note when they run, and take as long as they are told."""

    def __init__(self):
        self.order = []

    def taking(self, name, *milliseconds):
        times = iter(milliseconds)

        def batch():
            self.order.append(name)
            return next(times)

        return batch


def test_floor_and_work_take_turns_the_other_way_round_each_time():
    batches = Batches()
    floor = batches.taking("floor", 99, 1, 3, 2, 30)
    pages = [batches.taking("one", 99, 10, 40, 20, 30), batches.taking("two", 99, 5, 5, 5, 5)]
    assert in_turns(floor, pages, repeats=2) == (2.5, [25, 5])  # the first of each only warms up
    turn = ["floor", "one", "two", "two", "one", "floor"]
    assert batches.order == ["floor", "one", "two", *turn, *turn]


def test_seven_repeats_but_three_where_one_takes_minutes():
    assert [repeats_for(members) for members in (300, 280_000, 2_800_000)] == [7, 7, 3]
