"""What was measured: the table for the screen and the file for other programs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from odp_portal.bench.workloads import FLOORS, Workload

COLUMNS = "{:<3} {:<31} {:>9} {:>5} {:>9} {:>7} {:>6}  {:<6} {:>7} {:>10}  {}"


@dataclass(frozen=True)
class Result:
    """Medians in milliseconds, and how many queries the page asked.

    Where it matters how many there are of something, and not how long it takes, that `count` stands in the place of
    the ratio. `growth` is the exponent between two sizes. One of the `errors` is too many, whatever the ratio.
    """

    workload: Workload
    ms: float
    floor_ms: float
    queries: int | None = None
    note: str = ""
    count: int | None = None
    growth: float | None = None
    errors: int = 0

    @property
    def ratio(self) -> float:
        return round(self.ms / self.floor_ms, 2) if self.count is None else self.count

    @property
    def met(self) -> bool:
        return self.ratio <= self.workload.goal and not self.errors


def as_json(members: int, about: Mapping[str, str | int], results: Iterable[Result]) -> str:
    rows = [
        {
            "id": result.workload.id,
            "ms": round(result.ms, 3),
            "floor": result.workload.floor,
            "floor_ms": round(result.floor_ms, 3),
            "ratio": result.ratio,
            "goal": result.workload.goal,
            "met": result.met,
            "queries": result.queries,
            "growth": result.growth,
            "note": result.note,
        }
        for result in results
    ]
    return json.dumps({"members": members, **about, "workloads": rows}, indent=2) + "\n"


def as_table(members: int, results: Iterable[Result]) -> str:
    """A line for each workload, then what the floors are."""
    results = list(results)
    heads = ["", "workload", "ms", "floor", "ms", "ratio", "goal", "met", "queries", "growth", ""]
    lines = [f"{members:,} members", COLUMNS.format(*heads).rstrip()]
    for result in results:
        workload = result.workload
        cells = [workload.id, workload.title, f"{result.ms:.2f}", workload.floor, f"{result.floor_ms:.2f}"]
        cells += [f"{result.ratio:.2f}", f"{workload.goal:g}", "yes" if result.met else "MISSED"]
        cells += [_of(result.queries, workload.budget), _of(result.growth, workload.growth), result.note]
        lines.append(COLUMNS.format(*cells).rstrip())
    used = dict.fromkeys(result.workload.floor for result in results)
    return "\n".join([*lines, *(f"{floor}: {FLOORS[floor]}" for floor in used)]) + "\n"


def _of(number: float | None, most: float | None) -> str:
    """Such as 4/6: asked of budget. What is over it is marked."""
    if number is None:
        return ""
    return str(number) if most is None else f"{number}/{most}{'!' if number > most else ''}"
