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
ANY = (0, inf)  # what a withheld cell can stand for
BASE = 20  # no percentage of fewer people
# How long to look for a second table: people put in or taken out; of all who could put one thing right, how many to
# try; and how many ways to go on with at each step, for the first look and for those after it.
CHANGES, TRIED, FIRST_LOOK, LATER_LOOKS, SHORT_LOOKS = 10, 24, 6, (60, 60), (12,)


def shown(count):
    """As it is published, if it is: 64,490 for anything from 64,488 to 64,492."""
    return 5 * round(count / 5) if count >= 5 else SMALL


def span(cell):
    """The counts that a shown cell can stand for, least and most."""
    return (0, 4) if cell == SMALL else (max(5, cell - 2), cell + 2)


def percentage(cell, base):
    """Of two published cells, with a decimal where rounding leaves one. None without numbers or with a small base."""
    if isinstance(cell, str) or isinstance(base, str) or base < BASE:
        return None
    if base >= 1000:
        return (2000 * cell + base) // (2 * base) / 10
    return (200 * cell + base) // (2 * base)


@dataclass
class Table:
    """The true count of each cell, and what every reader knows about how they hang together.

    sums: (total, parts), the total is the sum of its parts. agrees: the same of parts that are counted another way, by
    month where the sums are by reason. covers: (total, parts), each person of the total is in
    one part or more. within: (part, whole), the part cannot be the larger. least: counts known to be above zero.
    hidden: cells that are published nowhere, of which the others are made.
    """

    counts: dict
    sums: list
    covers: list = field(default_factory=list)
    within: list = field(default_factory=list)
    least: dict = field(default_factory=dict)
    hidden: frozenset = frozenset()
    agrees: list = field(default_factory=list)

    @cached_property
    def leaves(self):
        """The cells that are no total, of which each cell is made."""
        parts = dict(self.sums)
        found = {}

        def resolve(cell):
            if cell not in found:
                found[cell] = [leaf for part in parts[cell] for leaf in resolve(part)] if cell in parts else [cell]
            return found[cell]

        return {cell: resolve(cell) for cell in self.counts}

    @cached_property
    def above(self):
        """For each cell that is no total, the cells that change with it: itself and whatever it is a part of."""
        found = {}
        for cell, leaves in self.leaves.items():
            for leaf in leaves:
                found.setdefault(leaf, []).append(cell)
        return found

    @cached_property
    def comparisons(self):
        """For each cell, the facts "this is no more than those together" that it takes part in."""
        facts = [(part, [whole]) for part, whole in self.within] + list(self.covers)
        facts += [(part, [total]) for total, parts in self.covers for part in parts]
        found = {}
        for low, highs in facts:
            for cell in [low, *highs]:
                found.setdefault(cell, []).append((low, highs))
        return found

    @cached_property
    def agreements(self):
        """For each cell, the places in `agrees` of the facts that it takes part in."""
        found = {}
        for number, (total, parts) in enumerate(self.agrees):
            for cell in [total, *parts]:
                found.setdefault(cell, []).append(number)
        return found


def publish(table):
    """What may be shown of each cell: a number, SMALL or WITHHELD."""
    cells = {cell: WITHHELD if cell in table.hidden else shown(count) for cell, count in table.counts.items()}
    spans = {cell: ANY if shown == WITHHELD else span(shown) for cell, shown in cells.items()}
    _withhold_at_the_edge(table, cells, spans)
    proven = set()
    for cell, count in table.counts.items():
        if count < 5 and cell not in proven and cell not in table.hidden:
            found, withheld = _until_proven(table, spans, cell)
            proven |= found
            cells.update(dict.fromkeys(withheld, WITHHELD))
            spans.update(dict.fromkeys(withheld, ANY))
    return {cell: shown for cell, shown in cells.items() if cell not in table.hidden}


def _withhold_at_the_edge(table, cells, spans):
    """A total that shows what its parts can be together at most, or at least, gives each of them away.

    Were only that withheld, those who know the rule would know it by that. So its neighbour is withheld as well: two
    small parts would show 10 only as 4 and 4; their total is withheld if it is 7 or 8.
    """
    for total, parts in sorted(table.sums + table.agrees + table.covers, key=lambda fact: len(table.leaves[fact[0]])):
        if not any(cells[part] == SMALL for part in parts):
            continue
        for low, high in _edges(table, spans, total, parts):
            least, most = spans[total]
            if low <= table.counts[total] <= high:
                cells[total], spans[total] = WITHHELD, (low, high)
                break
            spans[total] = (least, min(most, low - 1)) if table.counts[total] < low else (max(least, high + 1), most)


def _edges(table, spans, total, parts):
    most = sum(spans[part][1] for part in parts)
    if most < inf and span(shown(most))[0] == most:
        yield most - 1, most
    least = sum(spans[part][0] for part in parts)
    if span(shown(least))[1] == least and (total, parts) not in table.covers:
        yield least, least + 1


def _until_proven(table, spans, cell):
    """The cells that differ in a second table, and what must be withheld for there to be one: best a single total."""
    if found := second_table(table, spans, cell):
        return found, []
    near = _nearby(table, cell)
    for other in near:
        if found := second_table(table, spans | {other: ANY}, cell, SHORT_LOOKS):
            return found, [other]
    further = [other for leaf in table.leaves[cell] for other in table.above[leaf]]
    order = list(dict.fromkeys([*near, cell, *further, *table.counts]))
    for number in [2**power for power in range(1, len(order).bit_length())] + [len(order)]:
        if found := second_table(table, spans | dict.fromkeys(order[:number], ANY), cell):
            return found, order[:number]
    raise AssertionError("With everything withheld any table is possible.")


def _nearby(table, cell):
    """The totals of a cell and of those it is compared with, the least of them first."""
    compared = {other for low, highs in table.comparisons.get(cell, []) for other in [low, *highs]}
    compared |= {table.agrees[number][0] for number in table.agreements.get(cell, ())}
    found = set()
    for near in [cell, *compared]:
        found |= set.intersection(*(set(table.above[leaf]) for leaf in table.leaves[near]))
    return sorted(found - {cell}, key=lambda total: (len(table.leaves[total]), str(total)))


def second_table(table, spans, cell, later=LATER_LOOKS):
    """The cells that differ in a table published just like this one, where this cell has another count; or nothing.

    One person is put in or taken out, then others, each to put right what the last one upset. Of all ways to do so
    those that upset least are followed, so it may be that a second table exists and is not found: never the reverse.
    """
    chance = Random(0)  # noqa: S311 - always the same, so that the same counts are published alike

    def easiest(faults):
        return min(faults, key=lambda fault: sum(len(table.leaves[cell]) for cell, _ in fault))

    for breadth, choose in [(FIRST_LOOK, easiest), *((breadth, chance.choice) for breadth in later)]:
        if changes := _follow(table, spans, cell, breadth, choose, chance):
            return {other for other, change in changes.items() if change}
    return set()


def _follow(table, spans, cell, breadth, choose, chance):
    ways = _ways_on(table, spans, {}, [(cell, 1), (cell, -1)], chance)
    for _ in range(CHANGES):
        tried = []
        for way in ways:
            changes, faults = _effect(table, spans, way)
            if not faults and changes[cell]:
                return changes
            if faults:
                tried.append((len(faults), chance.random(), way, choose(faults)))
        tried.sort(key=itemgetter(0, 1))
        ways = [on for _, _, way, fault in tried[:breadth] for on in _ways_on(table, spans, way, fault, chance)]
    return None


def _ways_on(table, spans, way, fault, chance):
    """Some of the ways to put one fault right: none takes back a change, none leaves a leaf outside its own span."""
    found = []
    for cell, step in fault:
        for leaf in table.leaves[cell]:
            change = way.get(leaf, 0) + step
            least, most = spans[leaf]
            if abs(change) > abs(change - step) and least <= table.counts[leaf] + change <= most:
                found.append((leaf, change))
    return [way | {leaf: change} for leaf, change in (chance.sample(found, TRIED) if len(found) > TRIED else found)]


def _effect(table, spans, way):
    """How every cell changes, and what is wrong then: for each fault the (cell, step) that would put it right."""
    changes = {}
    for leaf, step in way.items():
        for cell in table.above[leaf]:
            changes[cell] = changes.get(cell, 0) + step

    def count(cell):
        return table.counts[cell] + changes.get(cell, 0)

    faults, compared = [], set()
    for cell in changes:
        least, most = spans[cell]
        if count(cell) > most:
            faults.append([(cell, -1)])
        elif count(cell) < max(least, table.least.get(cell, 0)):
            faults.append([(cell, 1)])
        for low, highs in table.comparisons.get(cell, []):
            if count(low) > sum(count(high) for high in highs) and (low, *highs) not in compared:
                compared.add((low, *highs))
                faults.append([(low, -1), *((high, 1) for high in highs)])
    faults += _disagreements(table, changes)
    return changes, faults


def _disagreements(table, changes):
    """As all agree before anything changes, only what changed needs to be added up."""
    over = {}
    for cell, change in changes.items():
        for number in table.agreements.get(cell, ()):
            sign = 1 if table.agrees[number][0] == cell else -1
            over[number] = over.get(number, 0) + sign * change
    for number, excess in over.items():
        if excess:
            total, parts = table.agrees[number]
            step = 1 if excess > 0 else -1
            yield [(total, -step), *((part, step) for part in parts)]
