"""Filters that say how many each choice would find.

A row is a dict: by filter its value, or a set of values. Many rows alike in all of it can be one with `of`: how many.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Facet:
    """One filter: its choices with how many each would find, those that find nothing left out."""

    name: str
    title: str
    chosen: str
    choices: list = field(default_factory=list)  # (value, words, count)


@dataclass
class Found:
    """The answer to a search: its rows in order, and the filters with counts."""

    rows: list
    facets: list

    @property
    def is_narrowed(self):
        return any(facet.chosen for facet in self.facets)

    @property
    def words(self):
        """What is chosen, in words."""
        return [words for facet in self.facets for value, words, _ in facet.choices if value == facet.chosen]


def matches(row, chosen, but=None):
    """Whether a row has what is chosen: {filter: value or ""}, one filter left out."""
    return all(not value or name == but or value in _values(row, name) for name, value in chosen.items())


def facet_of(name, title, rows, chosen, words):
    """`words`: {value: its words}, in the order in which they are shown."""
    counts = Counter()
    for row in rows:
        if matches(row, chosen, but=name):
            for value in _values(row, name):
                counts[value] += row.get("of", 1)
    choices = [(value, text, counts[value]) for value, text in words.items() if counts[value] or chosen[name] == value]
    return Facet(name, title, chosen[name], choices)


def band_of(number, bands):
    """The first of {name: (the most in it or None, its words)} that holds a number."""
    return next(name for name, (most, _) in bands.items() if most is None or number <= most)


def _values(row, name):
    return row[name] if isinstance(row[name], set) else [row[name]]
