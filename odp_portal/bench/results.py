"""What was measured: the table for the screen and the file for other programs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from odp_portal.bench.workloads import FLOORS, Workload

COLUMNS = "{:<3} {:<28} {:>9} {:>5} {:>9} {:>7} {:>6}  {:<6} {:>7}  {}"


@dataclass(frozen=True)
class Result:
    """Medians in milliseconds, and how many queries the page asked. `note` is for the screen only."""

    workload: Workload
    ms: float
    floor_ms: float
    queries: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return round(self.ms / self.floor_ms, 2)

    @property
    def met(self) -> bool:
        return self.ratio <= self.workload.goal


def as_json(members: int, results: Iterable[Result]) -> str:
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
        }
        for result in results
    ]
    return json.dumps({"members": members, "workloads": rows}, indent=2) + "\n"


def as_table(members: int, results: Iterable[Result]) -> str:
    """A line for each workload, then what the floors are."""
    results = list(results)
    heads = ["", "workload", "ms", "floor", "ms", "ratio", "goal", "met", "queries", ""]
    lines = [f"{members:,} members", COLUMNS.format(*heads).rstrip()]
    for result in results:
        workload = result.workload
        cells = [workload.id, workload.title, f"{result.ms:.2f}", workload.floor, f"{result.floor_ms:.2f}"]
        cells += [f"{result.ratio:.2f}", f"{workload.goal:g}", "yes" if result.met else "MISSED"]
        lines.append(COLUMNS.format(*cells, _queries(result), result.note).rstrip())
    used = dict.fromkeys(result.workload.floor for result in results)
    return "\n".join([*lines, *(f"{floor}: {FLOORS[floor]}" for floor in used)]) + "\n"


def _queries(result: Result) -> str:
    """Such as 4/6: asked of budget. A page over its budget is marked."""
    if result.queries is None:
        return ""
    budget = result.workload.budget
    if budget is None:
        return str(result.queries)
    return f"{result.queries}/{budget}{'!' if result.queries > budget else ''}"
