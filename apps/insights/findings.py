"""Sentences that say what the published figures show, and no more than they can bear."""

from apps.core.words import joined
from apps.insights.disclosure import SMALL, WITHHELD
from apps.insights.states import COMPLETED, ENROLLED, HEADCOUNT

COMPARED = 100  # a share of fewer people says more about the few than about where they work


def uptake(row):
    """Of 2,955 people, 3.6% are enrolled on a qualification and 2.5% have completed one"""
    enrolled = _how_many(row, ENROLLED, "are enrolled on a qualification")
    return f"Of {people(row)}, {enrolled} and {_how_many(row, COMPLETED, 'have completed one')}"


def people(row):
    return "the people in post" if row.cells[HEADCOUNT] == WITHHELD else f"{row.words(HEADCOUNT)} people"


def _how_many(row, measure, what):
    if row.cells[measure] == WITHHELD:
        return f"the number who {what} is not shown"
    share = row.share(measure)
    return f"{row.words(measure)} {what}" if share is None else f"{share}% {what}"


def compared(rows):
    """Those with enough people for their share to say something about where they work."""
    return [row for row in rows if (row.number(HEADCOUNT) or 0) >= COMPARED]


def comparison(rows, noun):
    """Of 4 departments that can be compared, HM Revenue and Customs has the highest share enrolled (5%) and …"""
    rows = compared(rows)
    few = sum(row.cells[ENROLLED] == SMALL for row in rows)
    rows = [row for row in rows if row.share(ENROLLED) is not None]
    if len(rows) < 2:
        return f"Too few people are enrolled to compare {noun}"
    shares = [row.share(ENROLLED) for row in rows]
    highest, lowest = max(shares), min(shares)
    start = f"Of {len(rows)} {noun} that can be compared"
    end = f". In {few} more, fewer than 5 people are enrolled" if few else ""
    if highest == lowest:
        return f"{start}, all have the same share enrolled ({highest}%){end}"
    top, bottom = ([row.name for row in rows if row.share(ENROLLED) == share] for share in [highest, lowest])
    has = "has" if len(top) == 1 else "have"
    most = f"{joined(top)} {has} the highest share enrolled ({highest}%)"
    return f"{start}, {most} and {joined(bottom)} the lowest ({lowest}%){end}"


def busiest(rows, total):
    """Level 3 has the most people enrolled: 60 of 105"""
    known = [row for row in rows if row.number(ENROLLED) is not None]
    if any(row.cells[ENROLLED] == WITHHELD for row in rows) or not known:
        return "Too few people are enrolled to compare levels"
    most = max(row.cells[ENROLLED] for row in known)
    top = [row.column.capitalize() for row in known if row.cells[ENROLLED] == most]
    each = f"{most:,}" if total.number(ENROLLED) is None else f"{most:,} of {total.words(ENROLLED)}"
    if len(top) == 1:
        return f"{top[0]} has the most people enrolled: {each}"
    return f"{joined(top)} have the most people enrolled: {each} each"
