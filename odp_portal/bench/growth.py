"""How the cost of a workload grows with the number of members: the exponent between two sizes.

0 is as much for any number of them, 1 is in proportion to it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

from odp_portal.bench.results import Result

# Floors that do the same whatever the size: a ratio to them leaves out that a machine was busier on the other day.
FIXED = {"H", "P", "S", "M"}


def read(path: Path) -> dict[str, Any]:
    """The results of an earlier run. ValueError if the file has none."""
    found = json.loads(path.read_text())
    try:
        has_results = found["members"] > 0 and all(row["id"] and row["ms"] > 0 for row in found["workloads"])
    except (KeyError, TypeError):
        has_results = False
    if not has_results:
        raise ValueError("it is no file of ./portal bench --out")
    return found


def grown(results: Sequence[Result], members: int, earlier: dict[str, Any]) -> list[Result]:
    """The same results, each with its growth if the earlier run had this workload."""
    rows = {row["id"]: row for row in earlier["workloads"]}
    times = members / earlier["members"]
    return [
        replace(result, growth=_exponent(result, rows[result.workload.id], times))
        if result.workload.id in rows and result.count is None
        else result
        for result in results
    ]


def _exponent(result: Result, row: dict[str, Any], times: float) -> float:
    dearer = result.ratio / row["ratio"] if result.workload.floor in FIXED else result.ms / row["ms"]
    return round(log(dearer) / log(times), 2)
