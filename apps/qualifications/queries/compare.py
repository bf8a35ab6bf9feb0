"""Qualifications side by side, and those put aside. Reading only."""

from dataclasses import dataclass

from apps.qualifications import combination
from apps.qualifications.models import Qualification
from apps.qualifications.queries.catalogue import units_of, with_is_saved

MOST_COMPARED = 3  # more do not fit beside each other


@dataclass
class Side:
    """One of those compared: its units that can count, and the slugs of the others, which stay without it."""

    qualification: Qualification
    units: list
    others: list

    @property
    def rule_in_words(self):
        rule = self.qualification.combination
        return combination.in_words(rule) if rule else "To be confirmed"


@dataclass(frozen=True)
class Fact:
    """One row: its name, and (title, what it is) for each side in their order."""

    name: str
    cells: list


def sides_of(qualifications, slugs, member):
    """The first three of these addresses that lead somewhere, in the order chosen."""
    slugs = slugs[:MOST_COMPARED]
    found = {row.slug: row for row in qualifications.for_list().with_is_mine(member).filter(slug__in=slugs)}
    there = [slug for slug in slugs if slug in found]
    return [
        Side(found[slug], units_of(found[slug], member), [other for other in there if other != slug]) for slug in there
    ]


def facts_of(sides):
    """What one chooses by. A row that is unknown for all of them is left out."""
    rows = [
        ("Level", [side.qualification.get_level_display() for side in sides]),
        ("Size", [side.qualification.get_size_display() for side in sides]),
        ("Awarding body", [side.qualification.suite.awarding_body for side in sides]),
        ("Price", [side.qualification.price_words for side in sides]),
        ("Typical price elsewhere", [side.qualification.outside_price_words for side in sides]),
        ("Guided learning", [_hours(side.qualification.glh) for side in sides]),
        ("Time in all", [_hours(side.qualification.tqt) for side in sides]),
        ("Units", [side.rule_in_words for side in sides]),
        ("Units you have already", [_counted(side.units, lambda unit: unit.is_achieved) for side in sides]),
        ("Learning in the portal", [_counted(side.units, lambda unit: unit.outcomes is not None) for side in sides]),
        ("Open to you", [_open_words(side) for side in sides]),
    ]
    titles = [str(side.qualification) for side in sides]
    return [Fact(name, list(zip(titles, values, strict=True))) for name, values in rows if any(values)]


def _hours(number):
    return f"{number} hours" if number else ""


def _counted(units, condition):
    return f"{sum(1 for unit in units if condition(unit))} of {len(units)}"


def _open_words(side):
    if side.qualification.is_replaced:
        return f"Replaced by {side.qualification.successor}"
    return "Yes" if side.qualification.is_mine else "No: open it to see why"


def saved_by(member):
    """What this person put aside, the last first, each with `is_mine` and `is_saved` as in the catalogue."""
    if member is None:
        return []
    rows = with_is_saved(Qualification.objects.for_list().with_is_mine(member), member)
    return rows.filter(saved_by__member=member).order_by("-saved_by__saved_at")
