"""Rules of combination: which units together make a qualification.

A rule is data, as awarding bodies publish it:
    mandatory: all of these units
    groups: choose at least N from each
    min_credits, min_tut_hours, min_units: totals over all units chosen
    barred: a unit and those it may not be combined with
A unit here is anything with `code`, `credits` and `tut_hours`; credits may be assumed by the suite where none is on
record. Nothing in this module reads the database.
"""

from dataclasses import dataclass, field

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


def allowed_units(rule, units):
    """Those of the suite's units that can be chosen for this qualification."""
    return [unit for unit in units if rule.is_open_choice or unit.code in rule.codes]


def part_of(rule, code):
    """Which part of the rule a unit belongs to, for a list of units."""
    if code in rule.mandatory:
        return "Mandatory"
    return next((group.title for group in rule.groups if code in group.units), "Optional")


def gaps(rule, chosen):
    """What is still missing or wrong with these units, most basic first; nothing if they make the qualification."""
    codes = {unit.code for unit in chosen}
    found = []
    missing = [code for code in rule.mandatory if code not in codes]
    if missing:
        found.append(Gap("mandatory", f"{_count(len(missing), 'mandatory unit')}: {', '.join(missing)}"))
    for group in rule.groups:
        short = group.choose - len(codes.intersection(group.units))
        if short > 0:
            found.append(Gap("group", f"{short} from {group.title}"))
    for total, least, word in _totals(rule, chosen):
        if total < least:
            found.append(Gap("total", _count(least - total, word) + " more"))
    for one, other in rule.barred:
        if one in codes and other in codes:
            found.append(Gap("barred", f"units {one} and {other} cannot be taken together: take one of them out"))
    return found


def foreign(rule, chosen):
    """Chosen units that do not count towards this qualification at all."""
    if rule.is_open_choice:
        return []
    return [unit for unit in chosen if unit.code not in rule.codes]


def progress(rule, chosen, units):
    """How far the choice is, for one line above the picker: "Chosen 4 of 6 units", "Chosen 2 units, 12 of 13 credits"."""
    totals = [
        f"{have} of {_count(least, word)}" for have, least, word in _totals(rule, chosen) if least and word != "unit"
    ]
    if totals:
        return f"Chosen {_count(len(chosen), 'unit')}: {', '.join(totals)}"
    return f"Chosen {len(chosen)} of {_count(max(least_units(rule, units), len(chosen)), 'unit')}"


def least_units(rule, units):
    """How many units the shortest way takes; None where there is no way: the rule is impossible."""
    best = _closest(rule, allowed_units(rule, units))
    return len(best) if best is not None else None


def in_words(rule):
    """The rule as people say it: "All 3 mandatory units, then any 3 of the 7 units in Optional."."""
    parts = []
    if rule.mandatory:
        parts.append("this unit" if len(rule.mandatory) == 1 else f"all {len(rule.mandatory)} mandatory units")
    for group in rule.groups:
        one = f"unit {group.units[0]}" if len(group.units) == 1 else ""
        parts.append(one or f"any {group.choose} of the {len(group.units)} units in {group.title}")
    worth = [
        _count(least, word) for least, word in [(rule.min_credits, "credit"), (rule.min_tut_hours, "hour")] if least
    ]
    if worth:
        parts.append(f"any units of the suite worth {' and '.join(worth)} or more")
    if rule.min_units:
        parts.append(f"any {_count(rule.min_units, 'unit')} of the suite")
    sentence = ", then ".join(parts)
    return " ".join([sentence[0].upper() + sentence[1:] + ".", *_bars_in_words(rule)])


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


def _closest(rule, units):
    """A smallest set of units that meets the rule, found by taking what must be, then the largest of what may be."""
    by_code = {unit.code: unit for unit in units}
    if not set(rule.mandatory) <= set(by_code):
        return None
    chosen = [by_code[code] for code in rule.mandatory]
    for group in rule.groups:
        free = [code for code in group.units if code in by_code]
        have = len({unit.code for unit in chosen} & set(free))
        chosen += [by_code[code] for code in free if by_code[code] not in chosen][: max(0, group.choose - have)]
    for unit in sorted(units, key=lambda unit: (-(unit.credits or 0), -(unit.tut_hours or 0))):
        if not any(gap.code == "total" for gap in gaps(rule, chosen)):
            break
        bars = {frozenset(pair) for pair in rule.barred}
        if unit not in chosen and not any(frozenset((unit.code, other.code)) in bars for other in chosen):
            chosen.append(unit)
    return None if gaps(rule, chosen) else chosen


def _count(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
