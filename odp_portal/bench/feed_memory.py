"""Imports an HR feed in a process of its own, and prints by how many megabytes that grew while it did.

A process that has imported before has kept the memory: it would not grow again.
"""

import subprocess
import sys
from pathlib import Path

import django

from odp_portal.bench.measure import Failed
from odp_portal.devstack.folders import ROOT


def growth(feed: Path) -> float:
    command = [sys.executable, "-m", "odp_portal.bench.feed_memory", str(feed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - this module
    if done.returncode:
        raise Failed(f"the feed could not be imported to measure its memory:\n{done.stderr}")
    return float(done.stdout)


def main(feed: str) -> None:
    django.setup()
    from apps.members.actions import import_feed

    before = memory("VmRSS")
    import_feed(path=feed)
    sys.stdout.write(f"{memory('VmHWM') - before}\n")


def memory(name: str, pid: int | str = "self") -> float:
    """In megabytes: VmRSS is what a process has now, VmHWM the most it ever had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1000


def forget_peak(pid: int) -> None:
    """From now on VmHWM is the most that the process has had since."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


if __name__ == "__main__":
    main(sys.argv[1])
