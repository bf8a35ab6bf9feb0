"""I1: the HR feeds of successive nights, imported by the portal and, for comparison, by floor F."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from apps.console.population.feed_file import rows_on_record, write_feed
from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from odp_portal.bench import feed_floor, feed_memory
from odp_portal.bench.measure import Failed, in_turns, wall_time
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

NEW, CHANGED, LEFT = 0.01, 0.04, 0.014


class Nights:
    """The feed of each night: 1% of the people are new, 4% changed, 1.4% left since the one before."""

    def __init__(self, rows: list[dict], folder: Path) -> None:
        self.rows, self.folder = rows, folder
        self.managers = {row["line_manager"] for row in rows}
        self.random = Random(1)  # noqa: S311 - not secret, but the same each time
        self.made = 0

    def path(self, number: int) -> Path:
        """Of this night; made when it is first asked for. Only the last two are kept: a large one has 50 MB."""
        while self.made <= number:
            self._go_on()
            write_feed(self.rows, self._name(self.made))
            self._name(self.made - 2).unlink(missing_ok=True)
            self.made += 1
        return self._name(number)

    def _name(self, number: int) -> Path:
        return self.folder / f"night-{number}.csv"

    def _go_on(self) -> None:
        """Nobody with people of their own leaves: who they report to then is no matter of the floor."""
        size = len(self.rows)
        self.random.shuffle(self.rows)
        leavers = [row for row in self.rows if row["staff_number"] not in self.managers][: round(size * LEFT)]
        gone = {row["staff_number"] for row in leavers}
        self.rows = [row for row in self.rows if row["staff_number"] not in gone]
        for row in self.rows[: round(size * CHANGED)]:
            row["unit"] = f"Office {self.made}"
        self.rows += [self._newcomer(row, number) for number, row in enumerate(self.rows[-round(size * NEW) :])]

    def _newcomer(self, colleague: dict, number: int) -> dict:
        name = f"N{self.made:03}{number:05}"
        return {**colleague, "staff_number": name, "email": f"{name.lower()}@new.odp.example", "given_name": "New"}


class Side:
    """One of the two that take over night after night. Making the file is not measured."""

    def __init__(self, nights: Nights, take_over: Callable[[Path], object]) -> None:
        self.nights, self.take_over, self.night = nights, take_over, 0

    def batch(self) -> float:
        path = self.nights.path(self.night)
        self.night += 1
        return wall_time(lambda: self.take_over(path))


def night(workload: Workload, rig: Rig) -> Result:
    feed_floor.prepare(COLUMNS)
    nights = Nights(list(rows_on_record()), rig.folder)
    floor, portal = Side(nights, feed_floor.take_over), Side(nights, lambda path: import_feed(path=path))
    floor_ms, [ms] = in_turns(floor.batch, [portal.batch], rig.repeats)
    if different := feed_floor.differences():
        raise Failed(f"{different} people are not the same after the portal’s import and the floor’s")
    grown = feed_memory.growth(nights.path(portal.night))
    return Result(workload, ms, floor_ms, note=f"{len(nights.rows):,} rows, {grown:.0f} MB of memory")
