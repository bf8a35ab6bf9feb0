"""The HR feed: I1 is that of successive nights, by the portal and by floor F; I2 the first one into an empty table, by
the portal and by floor L; I3 one with errors in every twentieth row, beside one of the same night without any."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.db import connection, transaction

from apps.console.population.feed_file import rows_on_record, write_feed
from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from apps.members.feed.faults import Refused
from odp_portal.bench import feed_floor, feed_memory
from odp_portal.bench.measure import Failed, in_turns, wall_time
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

NEW, CHANGED, LEFT = 0.01, 0.04, 0.014
FEW = 3  # repeats of the first feed, which takes as long as several nights
WRONG = 20  # every so many rows have an error
ERRORS = [("grade", "A0"), ("email", "nobody"), ("region", "ZZ"), ("contract_end", "31/03/2027"), ("family_name", "")]


class Nights:
    """The feed of each night: 1% of the people are new, 4% changed, 1.4% left since the one before."""

    def __init__(self, rows: list[dict], folder: Path, prefix: str = "N") -> None:
        self.rows, self.folder, self.prefix = rows, folder, prefix  # staff numbers of the new people begin so
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
        return self.folder / f"night-{self.prefix}{number}.csv"

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
        name = f"{self.prefix}{self.made:03}{number:05}"
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


@contextmanager
def _as_at_first() -> Iterator[None]:
    """Nobody is on record. Afterwards everything is as before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE members_member, members_feedimport CASCADE")
        yield
        transaction.set_rollback(True)


def _checked(load: Callable[[], object]) -> float:
    """With what is looked at only when a transaction ends."""

    def work() -> None:
        load()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with _as_at_first():
        return wall_time(work)


def first(workload: Workload, rig: Rig) -> Result:
    path = rig.folder / "first.csv"
    write_feed(rows_on_record(), path)
    feed_floor.prepare_stage(COLUMNS)
    floor_ms, [ms] = in_turns(
        lambda: _checked(lambda: feed_floor.load(path)),
        [lambda: _checked(lambda: import_feed(path=path))],
        min(rig.repeats, FEW),
    )
    return Result(workload, ms, floor_ms)


def with_errors(workload: Workload, rig: Rig) -> Result:
    nights = Nights(list(rows_on_record()), rig.folder, prefix="M")
    good, bad = Side(nights, lambda path: import_feed(path=path)), rig.folder / "bad.csv"
    _spoil(nights.rows, bad)
    faults = 0

    def refused() -> None:
        nonlocal faults
        try:
            import_feed(path=bad)
        except Refused as refusal:
            faults = refusal.faults.count if refusal.faults else 0
        if not faults:
            raise Failed("the HR feed with errors was not refused for its errors")

    def batch() -> float:
        before = feed_floor.fingerprint()
        ms = wall_time(refused)
        if feed_floor.fingerprint() != before:
            raise Failed("the HR feed with errors changed the people")
        return ms

    floor_ms, [ms] = in_turns(good.batch, [batch], rig.repeats)
    return Result(workload, ms, floor_ms, note=f"{faults:,} errors, 0 rows changed")


def _spoil(rows: list[dict], path: Path) -> None:
    """Bad cells, a repeat of each sort, and two who report to each other."""
    spoilt = [{**row, **_error(number)} if number % WRONG == 0 else row for number, row in enumerate(rows)]
    one, two, three = spoilt[1:4]
    spoilt[1:3] = [one | {"line_manager": two["staff_number"]}, two | {"line_manager": one["staff_number"]}]
    write_feed([*spoilt, three, three | {"staff_number": "REPEATS-AN-EMAIL"}], path)


def _error(number: int) -> dict[str, str]:
    column, value = ERRORS[number // WRONG % len(ERRORS)]
    return {column: value}
