"""Rules of combination: which units together make a qualification.

A rule is data, as awarding bodies publish it:
    mandatory: all of these units
    groups: choose at least N from each
    min_credits, min_tut_hours, min_units: totals over all units chosen
    barred: a unit and those it may not be combined with
A unit here is anything with `code`, `credits` and `tut_hours`; credits may be assumed by the suite where none is on
record. Nothing in this module reads the database.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate

OPTIONAL = "Optional"  # the title of a group that has no name of its own
KEYS = {"mandatory", "groups", "min_credits", "min_tut_hours", "min_units", "barred"}


@dataclass(frozen=True)
class Group:
    title: str
    choose: int
    units: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    mandatory: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    min_credits: int = 0
    min_tut_hours: int = 0
    min_units: int = 0
    barred: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def from_data(cls, data):
        groups = [Group(group["title"], group["choose"], tuple(group["units"])) for group in data.get("groups", [])]
        barred = [(pair["unit"], other) for pair in data.get("barred", []) for other in pair["not_with"]]
        totals = {name: data.get(name) or 0 for name in ("min_credits", "min_tut_hours", "min_units")}
        return cls(tuple(data.get("mandatory", [])), tuple(groups), barred=tuple(barred), **totals)

    @property
    def codes(self):
        """The units the rule names in its mandatory list and groups; a rule of totals alone names none."""
        return {*self.mandatory, *(code for group in self.groups for code in group.units)}

    @property
    def is_open_choice(self):
        """Any unit of the suite may count: the rule only asks for a total."""
        return bool(self.min_credits or self.min_tut_hours or self.min_units)


@dataclass(frozen=True)
class Gap:
    """One thing that still stands between the chosen units and the qualification."""

    code: str
    words: str
    group: str = field(default="", compare=False)  # the title of the group it is about

    @property
    def sentence(self):
        return self.words if self.code == "barred" else f"Still needed: {self.words}"


def allowed_units(rule, units):
    """Those of the suite's units that can be chosen for this qualification."""
    return [unit for unit in units if rule.is_open_choice or unit.code in rule.codes]


def part_of(rule, code):
    """Which part of the rule a unit belongs to, for a list of units."""
    if code in rule.mandatory:
        return "Mandatory"
    return next((group.title for group in rule.groups if code in group.units), OPTIONAL)


def gaps(rule, chosen):
    """What is still missing or wrong with these units, most basic first; nothing if they make the qualification."""
    codes = {unit.code for unit in chosen}
    found = []
    missing = [code for code in rule.mandatory if code not in codes]
    if missing:
        found.append(Gap("mandatory", f"{_count(len(missing), 'mandatory unit')} ({', '.join(missing)})"))
    for group in rule.groups:
        short = group.choose - len(codes.intersection(group.units))
        if short > 0:
            words = _count(short, "optional unit") if group.title == OPTIONAL else f"{short} from {group.title}"
            found.append(Gap("group", words, group.title))
    for total, least, word in _totals(rule, chosen):
        if total < least:
            found.append(Gap("total", _count(least - total, f"more {word}")))
    for one, other in rule.barred:
        if one in codes and other in codes:
            found.append(Gap("barred", f"Units {one} and {other} cannot be taken together: take one of them out"))
    return found


def gaps_in_words(found):
    """All of it in a line: what is still needed, then what cannot stay."""
    needed = "; ".join(gap.words for gap in found if gap.code != "barred")
    barred = [gap.sentence for gap in found if gap.code == "barred"]
    return " ".join(f"{sentence}." for sentence in ([f"Still needed: {needed}"] if needed else []) + barred)


def foreign(rule, chosen):
    """Chosen units that do not count towards this qualification at all."""
    if rule.is_open_choice:
        return []
    return [unit for unit in chosen if unit.code not in rule.codes]


def progress(rule, chosen, units):
    """How far the choice is, in a line above the picker: "Chosen 4 of 6 units", "Chosen 2 units: 12 of 13 credits"."""
    totals = [_of(have, least, word) for have, least, word in _totals(rule, chosen) if least and word != "unit"]
    if totals:
        return f"Chosen {_count(len(chosen), 'unit')}: {', '.join(totals)}"
    least = least_units(rule, units, chosen)
    return f"Chosen {f'{len(chosen)} of ' if least else ''}{_count(least or len(chosen), 'unit')}"


def _of(have, least, word):
    return f"{have} of {_count(least, word)}" if have < least else f"{_count(have, word)} ({least} needed)"


def least_units(rule, units, chosen=()):
    """How many units the shortest way takes that keeps those chosen; None where there is no way.

    Without any chosen, None says that the rule is impossible.
    """
    if any(gap.code == "barred" for gap in gaps(rule, chosen)):
        return None
    further = _Shortest(rule, allowed_units(rule, units), chosen).further()
    return None if further is None else len(chosen) + further


def in_words(rule):
    """The rule as people say it: "All 3 mandatory units, then any 3 of the 7 optional units."."""
    parts = []
    if rule.mandatory:
        parts.append(_all_of(rule.mandatory, "mandatory units"))
    for group in rule.groups:
        units = "optional units" if group.title == OPTIONAL else f"units in {group.title}"
        is_all = group.choose == len(group.units)
        parts.append(
            _all_of(group.units, units) if is_all else f"any {group.choose} of the {len(group.units)} {units}"
        )
    worth = [
        _count(least, word) for least, word in [(rule.min_credits, "credit"), (rule.min_tut_hours, "hour")] if least
    ]
    if worth:
        parts.append(f"any units of the suite worth {' and '.join(worth)} or more")
    if rule.min_units:
        parts.append(f"any {_count(rule.min_units, 'unit')} of the suite")
    sentence = ", then ".join(parts)
    return " ".join([sentence[0].upper() + sentence[1:] + ".", *_bars_in_words(rule)])


def _all_of(codes, words):
    if len(codes) == 1:
        return f"unit {codes[0]}"
    return f"both {words}" if len(codes) == 2 else f"all {len(codes)} {words}"


def _bars_in_words(rule):
    others = {}
    for one, other in rule.barred:
        others.setdefault(one, []).append(other)
    return [f"Unit {one} cannot be taken with {_or(codes)}." for one, codes in others.items()]


def _or(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _totals(rule, chosen):
    return [
        (len(chosen), rule.min_units, "unit"),
        (sum(unit.credits or 0 for unit in chosen), rule.min_credits, "credit"),
        (sum(unit.tut_hours or 0 for unit in chosen), rule.min_tut_hours, "hour"),
    ]


class _Shortest:
    """The fewest units that meet a rule: an exact search that leaves a branch which cannot do better than the best.

    What a rule asks is a row of needs, what a unit gives to each is its gains: mandatory units, each group, totals.
    """

    def __init__(self, rule, units, chosen):
        self.rule = rule
        self.bars = defaultdict(set)
        for one, other in rule.barred:
            self.bars[one].add(other)
            self.bars[other].add(one)
        self.taken = frozenset(unit.code for unit in chosen)
        gained = [sum(gains) for gains in zip(*map(self._gains, chosen), strict=True)]
        needs = [len(rule.mandatory), *(group.choose for group in rule.groups)]
        needs += [rule.min_units, rule.min_credits, rule.min_tut_hours]
        self.needs = [need - gain for need, gain in zip(needs, gained or [0] * len(needs), strict=True)]
        free = [(self._gains(unit), sorted(self.bars[unit.code]), unit.code) for unit in units]
        self.units = sorted((row for row in free if row[2] not in self.taken), reverse=True)
        # From each place on: what the best one, two, three … units give to each need.
        self.best = [self._best([gains for gains, *_ in self.units[place:]]) for place in range(len(self.units))]

    def _gains(self, unit):
        parts = [self.rule.mandatory, *(group.units for group in self.rule.groups)]
        return [*(int(unit.code in part) for part in parts), 1, unit.credits or 0, unit.tut_hours or 0]

    def _best(self, rows):
        return [list(accumulate(sorted(gains, reverse=True))) for gains in zip(*rows, strict=True)]

    def further(self):
        none = len(self.units) + 1
        fewest = self._search(0, self.taken, self.needs, none)
        return None if fewest == none else fewest

    def _search(self, place, taken, needs, limit):
        """The fewest of the units from this place on that meet the needs; `limit` if there are not fewer than that."""
        if max(needs) <= 0:
            return 0
        if place == len(self.units) or self._at_least(place, needs) >= limit:
            return limit
        gains, bars, code = self.units[place]
        if not taken.union([code]).intersection(bars):
            left = [need - gain for need, gain in zip(needs, gains, strict=True)]
            limit = 1 + self._search(place + 1, taken | {code}, left, limit - 1)
        # Without this unit; those that are like it would do no better.
        place += 1
        while place < len(self.units) and self.units[place][:2] == (gains, bars):
            place += 1
        return self._search(place, taken, needs, limit)

    def _at_least(self, place, needs):
        """A number of units that is certainly needed: each need for itself, by the units that give it most."""
        found = 0
        for need, best in zip(needs, self.best[place], strict=True):
            if need > best[-1]:
                return len(self.units) + 1
            found = max(found, bisect_left(best, need) + 1 if need > 0 else 0)
        return found


def _count(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
