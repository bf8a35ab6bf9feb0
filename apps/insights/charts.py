"""The shapes of charts: bars, lines, a funnel. Numbers in, places on the page out; templates/insights/charts/ draws.

Each says its figures in words beside the shape, and its page has them in a table, so no colour carries meaning.
"""

from dataclasses import dataclass
from functools import cached_property

WIDTH, HEIGHT = 640, 200  # of the picture of a line chart
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 28  # margins within it


@dataclass(frozen=True)
class Bars:
    """A bar for each (name, value or None, words), as long as its value is to the largest."""

    lines: list
    kind = "bars"

    @cached_property
    def rows(self):
        longest = max((value or 0 for _, value, _ in self.lines), default=0)
        return [(name, round(100 * value / longest, 1) if value else 0, words) for name, value, words in self.lines]

    @property
    def is_empty(self):
        return not any(value for _, value, _ in self.lines)


@dataclass(frozen=True)
class Funnel:
    """Steps one after the other, (name, value or None, words): each as wide as its share of the first."""

    lines: list
    kind = "funnel"

    @cached_property
    def rows(self):
        widest = max((value or 0 for _, value, _ in self.lines), default=0)
        wide = [(name, 100 * value / widest if value else 0, words) for name, value, words in self.lines]
        return [(name, round((100 - width) / 2, 1), round(width, 1), words) for name, width, words in wide]

    @property
    def is_empty(self):
        return not any(value for _, value, _ in self.lines)


@dataclass(frozen=True)
class Lines:
    """One line for each (name, values) over the same labels. A value that is None leaves a gap."""

    labels: list
    series: list
    kind = "lines"
    width, height, left, floor = WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM
    right = WIDTH - RIGHT

    @property
    def is_empty(self):
        """Two points are no line."""
        return max((sum(value is not None for value in values) for _, values in self.series), default=0) <= 2

    @cached_property
    def top(self):
        """The number at the upper edge: a round one above all values."""
        most = max((value or 0 for _, values in self.series for value in values), default=0)
        step = 10 ** max(len(str(int(most))) - 1, 0)
        return next((step * times for times in (1, 2, 3, 4, 5, 6, 8, 10) if step * times >= most), step)

    @property
    def ticks(self):
        """(height, number) of the lines across."""
        return [(self._y(number), f"{number:,}") for number in (0, self.top // 2, self.top)]

    @property
    def marks(self):
        """(place, label) along the lower edge: not so many that they touch."""
        every = max(len(self.labels) // 4, 1)
        return [(self._x(place), label) for place, label in enumerate(self.labels) if place % every == 0]

    @property
    def paths(self):
        """(name, number of the line, path, its points)"""
        found = []
        for number, (name, values) in enumerate(self.series, 1):
            known = [(place, value) for place, value in enumerate(values) if value is not None]
            points = [(self._x(place), self._y(value)) for place, value in known]
            path, is_open = [], False
            for place, value in enumerate(values):
                if value is not None:
                    path.append(f"{'L' if is_open else 'M'}{self._x(place)} {self._y(value)}")
                is_open = value is not None
            found.append((name, number, " ".join(path), points))
        return found

    def _x(self, place):
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / max(len(self.labels) - 1, 1), 1)

    def _y(self, value):
        return round(self.floor - (self.floor - TOP) * value / (self.top or 1), 1)
