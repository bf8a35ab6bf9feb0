"""CPU and wall time, and the order in which floor and workload take turns."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

Batch = Callable[[], float]  # does some of the work and returns milliseconds for each piece of it

TRIES = 3  # a connection to Postgres, and so its process there, is renewed each minute
REPEATS = 7
FEW_REPEATS, FEW_FROM = 3, 1_000_000  # members: sizes that are measured by hand


class Failed(Exception):
    """A workload could not run. The message says why."""


def cpu_of(pids: Iterable[int]) -> float:
    """Milliseconds of CPU, user and system, that these processes have used. /proc/PID/stat has whole ticks only."""
    return sum(int(path.read_text().split()[0]) for pid in pids for path in _threads(pid)) / 1e6


def _threads(pid: int) -> list[Path]:
    threads = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if not threads:
        raise Failed(f"the CPU time of process {pid} cannot be read from /proc")
    return threads


def cpu_time(work: Callable[[], object], pids: Callable[[], Iterable[int]]) -> float:
    """The CPU that these processes spend on the work. If one of them begins or ends meanwhile, it is done again."""
    for _ in range(TRIES):
        before_pids = sorted(pids())
        before = cpu_of(before_pids)
        work()
        if sorted(pids()) == before_pids:
            return cpu_of(before_pids) - before
    raise Failed("the processes that did the work were other ones after it, again and again")


def wall_time(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def in_turns(floor: Batch, batches: Sequence[Batch], repeats: int = REPEATS) -> tuple[float, list[float]]:
    """Medians for the floor and each batch. Floor, work, work, floor: what slowly changes meets both alike."""
    turns = [floor, *batches, *reversed(batches), floor]
    times: dict[Batch, list[float]] = {batch: [] for batch in turns}
    for batch in turns[: len(batches) + 1]:
        batch()  # warms up
    for _ in range(repeats):
        for batch in turns:
            times[batch].append(batch())
    return median(times[floor]), [median(times[batch]) for batch in batches]


def repeats_for(members: int) -> int:
    return FEW_REPEATS if members >= FEW_FROM else REPEATS
