"""`python -m odp_portal.bench`, as ./portal bench starts it: with servers of its own, and an empty database.

Exit code 0 if everything was measured, goals met or not; 1 if something could not run; 2 for wrong usage.
"""

import os
import signal
import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence

import django

from odp_portal.bench.arguments import parse
from odp_portal.bench.growth import grown
from odp_portal.bench.machine import about
from odp_portal.bench.measure import Failed
from odp_portal.bench.results import Result, as_json, as_table

LONGEST = 30 * 60  # seconds for a workload, or for the data


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    os.environ["DATABASE_ROLE"] = "owner"  # for the data; the servers work as the restricted role
    django.setup()
    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that servers are stopped
    results: list[Result] = []
    try:
        complete = run(options, results)
    except Exception as error:
        complete = tell("the data could not be prepared", error)
    if options.against:
        results = grown(results, options.members, options.against)
    if results:
        sys.stdout.write(as_table(options.members, results))
        if options.out:
            options.out.write_text(as_json(options.members, about(), results))
    return 0 if complete else 1


def run(options: Namespace, results: list[Result]) -> bool:
    """Measures what was chosen. One that cannot run does not keep the others from it."""
    from odp_portal.bench.data import prepare
    from odp_portal.bench.rig import Rig
    from odp_portal.bench.suite import MEASURES

    complete = True
    say(f"filling a database with {options.members:,} members")
    signal.alarm(LONGEST)
    with Rig(options.members) as rig:
        prepare(options.members)
        for workload in options.only:
            say(f"{workload.id}: {workload.title}")
            signal.alarm(LONGEST)
            try:
                results.append(MEASURES[workload.id](workload, rig))
            except Exception as error:
                complete = tell(f"{workload.id} could not run", error)
        signal.alarm(0)
    return complete


def stop(*_: object) -> None:
    raise Failed(f"it took longer than {LONGEST // 60} minutes")


def tell(what: str, error: Exception) -> bool:
    if not isinstance(error, Failed):
        traceback.print_exception(error)
    say(f"{what}: {error}")
    return False


def say(message: str) -> None:
    sys.stderr.write(f"[bench] {message}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
