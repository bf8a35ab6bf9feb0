"""Cycles with how many people have shared. Reading only."""

from apps.capability.queries import with_response
from apps.insights.disclosure import percentage, shown

LEAST_ASKED = 10  # people: of fewer nothing is said


def cycles_of(cycles):
    return with_response(cycles.for_list())


def response_words(cycle):
    """How many are asked and how many have shared, in words: rounded, and nothing where it could point to somebody."""
    if cycle.asked < LEAST_ASKED:
        return "Fewer than 10", "Not shown"
    asked, shared = shown(cycle.asked), shown(cycle.shared)
    rate = percentage(shared, asked)
    share = "" if rate is None else f" ({rate:g}%)"
    return f"{asked:,}", f"{shared:,}{share}" if isinstance(shared, int) else shared.capitalize()
