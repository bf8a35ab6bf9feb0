"""No published figure may say how many people a count of 0 to 4 stands for. Pure functions: counts in, cells out.

A cell is shown rounded to the nearest 5 from its true value, or as "fewer than 5". A reader may still work a small
count out, for totals are rounded from their own true values: where two parts show "fewer than 5" and their total 10,
both are 4. So we look, for each small count, for a second table in which it is another number and every published
cell and everything a reader knows about the table stays as it is. While there is none, a total is withheld. A second
table is proof, whatever arithmetic the reader knows; docs/adr/0004-figures-are-published-not-queried.md has the rest.
"""

from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from operator import itemgetter
from random import Random

SMALL = "fewer than 5"
WITHHELD = "not shown"
BASE = 20  # no percentage of fewer people
# How long to look for a second table: people put in or taken out; of all who could put one thing right, how many to
# try; and for each new beginning, how many ways to go on with at each step.
CHANGES, TRIED, BEGINNINGS = 10, 24, (6, 60, 60, 60)


def shown(count):
    """As it is published, if it is: 64,490 for anything from 64,488 to 64,492."""
    return 5 * round(count / 5) if count >= 5 else SMALL


def span(cell):
    """The counts that a published cell can stand for, least and most."""
    if cell == WITHHELD:
        return 0, inf
    return (0, 4) if cell == SMALL else (max(5, cell - 2), cell + 2)


def percentage(cell, base):
    """Of two published cells: None where one is no number, or the base is too small."""
    if isinstance(cell, str) or isinstance(base, str) or base < BASE:
        return None
    return round(100 * cell / base, 1 if base >= 1000 else None)


@dataclass
class Table:
    """The true count of each cell, and what every reader knows about how they hang together.

    sums: (total, parts), the total is the sum of its parts. covers: (total, parts), each person of the total is in
    one part or more. within: (part, whole), the part cannot be the larger. least: counts known to be above zero.
    """

    counts: dict
    sums: list
    covers: list = field(default_factory=list)
    within: list = field(default_factory=list)
    least: dict = field(default_factory=dict)

    @cached_property
    def small(self):
        return [cell for cell, count in self.counts.items() if count < 5]

    @cached_property
    def parts(self):
        """The cells that are no total, of which each cell is made."""
        made_of = dict(self.sums)
        found = {}

        def resolve(cell):
            if cell not in found:
                found[cell] = [leaf for part in made_of[cell] for leaf in resolve(part)] if cell in made_of else [cell]
            return found[cell]

        return {cell: resolve(cell) for cell in self.counts}

    @cached_property
    def totals(self):
        """The cells that change with each cell that is no total: itself and whatever it is a part of."""
        found = {}
        for cell, leaves in self.parts.items():
            for leaf in leaves:
                found.setdefault(leaf, []).append(cell)
        return found

    @cached_property
    def comparisons(self):
        """For each cell, the facts "these together are no less than that" that it takes part in."""
        facts = [(part, [whole]) for part, whole in self.within] + list(self.covers)
        facts += [(part, [total]) for total, parts in self.covers for part in parts]
        found = {}
        for fact in facts:
            for cell in [fact[0], *fact[1]]:
                found.setdefault(cell, []).append(fact)
        return found


def publish(table):
    """What may be shown of each cell: a number, SMALL or WITHHELD."""
    cells = {cell: shown(count) for cell, count in table.counts.items()}
    for total, parts in table.sums + table.covers:
        # Were it withheld only where it shows 10, that it is would say as much.
        if len(parts) == 2 and all(cells[part] == SMALL for part in parts):
            cells[total] = WITHHELD
    open_cells = set()
    for cell in table.small:
        if cell not in open_cells:
            open_cells |= _withhold_until_open(table, cells, cell)
    return cells


def _withhold_until_open(table, cells, cell):
    """Withhold what must be for this small count to have another number in some second table; the cells it changes."""
    if found := second_table(table, cells, cell):
        return found
    near = [other for other in _nearby(table, cell) if cells[other] != WITHHELD]
    for other in near[:TRIED]:
        if found := second_table(table, cells | {other: WITHHELD}, cell):
            cells[other] = WITHHELD
            return found
    rest = [*near, cell, *cells]
    for number in [2**power for power in range(1, len(rest).bit_length())] + [len(rest)]:
        cells.update(dict.fromkeys(rest[:number], WITHHELD))
        if found := second_table(table, cells, cell):
            return found
    raise AssertionError("With everything withheld any table is possible.")


def _nearby(table, cell):
    """The totals that bear on a cell, those of few parts first."""
    compared = {cell for low, highs in table.comparisons.get(cell, []) for cell in [low, *highs]}
    leaves = {leaf for near in [cell, *compared] for leaf in table.parts[near]}
    totals = {total for leaf in leaves for total in table.totals[leaf] if total != cell}
    return sorted(totals, key=lambda total: (len(table.parts[total]), str(total)))


def second_table(table, cells, cell):
    """The cells that differ in a table published just like this one, where this cell has another count; or nothing.

    One person is put in or taken out, then others, each to put right what the last one upset. Of all ways to do so
    those that upset least are followed, so it may be that a second table exists and is not found: never the reverse.
    """
    chance = Random(0)  # noqa: S311 - always the same, so that the same counts are published alike
    for breadth in BEGINNINGS:
        if changes := _follow(table, cells, cell, breadth, chance):
            return {other for other, change in changes.items() if change}
    return set()


def _follow(table, cells, cell, breadth, chance):
    def effort(fault):
        return sum(len(table.parts[cell]) for cell, _ in fault)

    ways = _ways_on(table, cells, {}, [(cell, 1), (cell, -1)], chance)
    for _ in range(CHANGES):
        tried = []
        for way in ways:
            changes, upset = _upset_by(table, cells, way)
            if not upset and changes[cell]:
                return changes
            if upset:
                tried.append((len(upset), chance.random(), way, min(upset, key=effort)))
        tried.sort(key=itemgetter(0, 1))
        ways = [on for _, _, way, fault in tried[:breadth] for on in _ways_on(table, cells, way, fault, chance)]
    return None


def _ways_on(table, cells, way, fault, chance):
    """Put right one fault: some of the ways to do so that take back nothing and leave each cell within its own span."""
    found = []
    for cell, step in fault:
        for leaf in table.parts[cell]:
            change = way.get(leaf, 0) + step
            least, most = span(cells[leaf])
            if abs(change) > abs(change - step) and least <= table.counts[leaf] + change <= most:
                found.append((leaf, change))
    return [way | {leaf: change} for leaf, change in (chance.sample(found, TRIED) if len(found) > TRIED else found)]


def _upset_by(table, cells, way):
    """How every cell changes, and the faults: for each, the (cell, step) that would put it right."""
    changes = {}
    for leaf, step in way.items():
        for cell in table.totals[leaf]:
            changes[cell] = changes.get(cell, 0) + step

    def count(cell):
        return table.counts[cell] + changes.get(cell, 0)

    upset, seen = [], set()
    for cell in changes:
        least, most = span(cells[cell])
        if count(cell) > most:
            upset.append([(cell, -1)])
        elif count(cell) < max(least, table.least.get(cell, 0)):
            upset.append([(cell, 1)])
        for low, highs in table.comparisons.get(cell, []):
            if count(low) > sum(count(high) for high in highs) and (key := (low, *highs)) not in seen:
                seen.add(key)
                upset.append([(low, -1), *((high, 1) for high in highs)])
    return changes, upset

