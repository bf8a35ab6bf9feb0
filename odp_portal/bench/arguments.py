import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from odp_portal.bench import growth
from odp_portal.bench.workloads import BY_ITSELF, WORKLOADS, Workload

LEAST, USUAL, MOST = 300, 3000, 3_000_000


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """members, only (workloads in their order), out, and against (the results in that file).

    Ends the program with exit code 2 if they are wrong.
    """
    parser = argparse.ArgumentParser(prog="./portal bench", description="Run the benchmarks.", allow_abbrev=False)
    known = ",".join(workload.id for workload in WORKLOADS)
    parser.add_argument("--members", type=members, default=USUAL, metavar="N", help=f"size of the data ({USUAL})")
    parser.add_argument("--only", type=workloads, default=BY_ITSELF, metavar="IDS", help=f"some of {known}")
    parser.add_argument("--out", type=out, metavar="FILE.json", help="write the results to this file too")
    parser.add_argument("--against", type=results, metavar="FILE.json", help="tell the growth since that size, too")
    options = parser.parse_args(arguments)
    if options.against and options.against["members"] == options.members:
        parser.error(f"--against needs results of another size: that file has {options.members} members too")
    return options


def members(text: str) -> int:
    if not (text.isascii() and text.isdigit() and LEAST <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"must be a number from {LEAST} to {MOST}, not {text!r}")
    return int(text)


def workloads(text: str) -> list[Workload]:
    chosen = {name.strip().upper() for name in text.split(",")}
    if unknown := chosen - {workload.id for workload in WORKLOADS}:
        raise argparse.ArgumentTypeError(f"no workload is called {' or '.join(sorted(map(repr, unknown)))}")
    return [workload for workload in WORKLOADS if workload.id in chosen]


def results(text: str) -> dict[str, Any]:
    try:
        return growth.read(Path(text))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text} cannot be read as results: {error}") from error


def out(text: str) -> Path:
    """Looked at now, not after minutes of measuring."""
    path = Path(text)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text} cannot be written")
    return path
