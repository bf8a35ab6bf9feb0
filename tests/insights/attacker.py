"""A reader who has every published figure and wants to know how many a small one stands for.

It shares no code with the portal: it knows what is printed on the page (counts are rounded to 5, 0 to 4 are "fewer
than 5", some are "not shown") and what everybody knows of an organisation, and looks for tables of whole numbers that
fit. Complete: where it finds no second number for a cell, there is none.
"""

import random
from functools import cached_property

UNSEEN = 100_000  # more than anybody works anywhere in these tables


def meaning(cell):
    """The least and the most that a published cell can stand for."""
    if cell == "not shown":
        return 0, UNSEEN
    if cell == "fewer than 5":
        return 0, 4
    assert cell % 5 == 0
    return (5, 7) if cell == 5 else (cell - 2, cell + 2)


class Reader:
    """Knows the cells as they are published, {cell: shown}, and what is said of their sums."""

    def __init__(self, cells):
        self.cells = list(cells)
        self.bounds = [meaning(cells[cell]) for cell in self.cells]
        self.number = {cell: number for number, cell in enumerate(self.cells)}
        self.facts = []  # (terms, least, most): least <= sum of sign * cell <= most, terms being (cell's number, sign)

    @cached_property
    def facts_of(self):
        found = [[] for _ in self.cells]
        for fact in self.facts:
            for number, _ in fact[0]:
                found[number].append(fact)
        return found

    def is_sum(self, total, parts):
        self._add(total, parts, 0)

    def is_no_more(self, low, highs):
        self._add(low, highs, UNSEEN)

    def _add(self, low, highs, most):
        terms = [(self.number[high], 1) for high in highs] + [(self.number[low], -1)]
        self.facts.append((terms, 0, most))

    def pinned(self, targets):
        """Which of these cells can be one number only."""
        could_be = {cell: set() for cell in targets}
        chance = random.Random(0)
        start = self._narrowed(list(self.bounds), self.facts)
        assert start is not None, "what is published contradicts itself"
        for cell in targets:
            number = self.number[cell]
            least, most = start[number]
            for value in chance.sample(range(least, min(most, least + 20) + 1), min(most, least + 20) - least + 1):
                if len(could_be[cell]) > 1:
                    break
                if value not in could_be[cell] and (table := self._table_with(start, number, value, chance)):
                    for other, values in could_be.items():
                        values.add(table[self.number[other]])
        return {cell for cell, values in could_be.items() if len(values) == 1}

    def _table_with(self, bounds, number, value, chance):
        bounds = list(bounds)
        bounds[number] = (value, value)
        bounds = self._narrowed(bounds, self.facts_of[number])
        return bounds and self._completed(bounds, chance)

    def _completed(self, bounds, chance):
        """A table within these bounds, by halving the narrowest open one and trying both halves."""
        undecided = [number for number, (least, most) in enumerate(bounds) if least < most]
        if not undecided:
            return [least for least, _ in bounds]
        number = min(undecided, key=lambda number: (bounds[number][1] - bounds[number][0], number))
        least, most = bounds[number]
        middle = chance.randrange(least, most)
        for half in chance.sample([(least, middle), (middle + 1, most)], 2):
            tried = list(bounds)
            tried[number] = half
            tried = self._narrowed(tried, self.facts_of[number])
            if tried and (table := self._completed(tried, chance)):
                return table
        return None

    def _narrowed(self, bounds, facts):
        """Bounds that follow from the facts; None where they contradict each other."""
        waiting = list(facts)
        while waiting:
            terms, least, most = waiting.pop()
            lows = sum(bounds[number][0 if sign > 0 else 1] * sign for number, sign in terms)
            highs = sum(bounds[number][1 if sign > 0 else 0] * sign for number, sign in terms)
            if lows > most or highs < least:
                return None
            for number, sign in terms:
                low, high = bounds[number]
                if sign > 0:
                    new = max(low, least - (highs - high)), min(high, most - (lows - low))
                else:
                    new = max(low, lows + high - most), min(high, highs + low - least)
                if new[0] > new[1]:
                    return None
                if new != (low, high):
                    bounds[number] = new
                    waiting += self.facts_of[number]
                    lows = sum(bounds[number][0 if sign > 0 else 1] * sign for number, sign in terms)
                    highs = sum(bounds[number][1 if sign > 0 else 0] * sign for number, sign in terms)
        return bounds


class Attacker(Reader):
    def __init__(self, cells, *, parents, grades, levels, peopled=()):
        """cells: {(scope, column, measure): as published}; parents: {scope: the one it lies in, or None}; peopled: the
        scopes that are listed only while somebody is in them."""
        super().__init__(cells)
        for scope in peopled:
            number = self.number[scope, "all", "headcount"]
            self.bounds[number] = max(1, self.bounds[number][0]), self.bounds[number][1]
        for scope, column, measure in self.cells:
            parts = [(part, column, measure) for part in parents if parents[part] == scope]
            if parts:
                self.is_sum((scope, column, measure), parts)
        for scope in parents:
            for measure in ["headcount", "enrolled", "completed"]:
                self.is_sum((scope, "all", measure), [(scope, grade, measure) for grade in grades])
            for measure in ["enrolled", "completed"]:
                for column in ["all", *grades]:
                    self.is_no_more((scope, column, measure), [(scope, column, "headcount")])
                at_levels = [(scope, level, measure) for level in levels]
                self.is_no_more((scope, "all", measure), at_levels)
                for level in at_levels:
                    self.is_no_more(level, [(scope, "all", measure)])
