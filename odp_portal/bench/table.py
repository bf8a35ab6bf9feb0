"""`python -m odp_portal.bench.table FILE.json` prints a file of results as a table for docs/performance.md."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from odp_portal.bench.growth import read
from odp_portal.bench.workloads import WORKLOADS

HEADS = ["", "workload", "ms", "floor", "ms", "ratio", "goal", "met", "queries", "growth", "beside it"]
TO_THE_RIGHT = {2, 4, 5, 6, 8, 9}  # columns of numbers
MACHINE = "{date}, {cores} cores of {processor}, {memory_gb} GB of memory, Python {python}, Postgres {postgres}"


def as_markdown(found: Mapping[str, Any]) -> str:
    known = {workload.id: workload for workload in WORKLOADS}
    lines = [f"{found['members']:,} members: {MACHINE.format(**found)}.", "", _line(HEADS)]
    lines.append(_line("---:" if place in TO_THE_RIGHT else "---" for place in range(len(HEADS))))
    for row in found["workloads"]:
        cells = [row["id"], known[row["id"]].title, f"{row['ms']:.2f}", row["floor"], f"{row['floor_ms']:.2f}"]
        cells += [f"{row['ratio']:.2f}", f"{row['goal']:g}", "yes" if row["met"] else "**no**"]
        lines.append(_line([*cells, _or_nothing(row["queries"]), _or_nothing(row["growth"]), row["note"]]))
    return "\n".join(lines) + "\n"


def _line(cells) -> str:
    return f"| {' | '.join(cells)} |"


def _or_nothing(number: float | None) -> str:
    return "" if number is None else str(number)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m odp_portal.bench.table FILE.json")
    sys.stdout.write(as_markdown(read(Path(sys.argv[1]))))
