"""Sentences that say what the published figures show, and no more than they can bear: None where that is nothing."""

from apps.core.words import joined
from apps.insights.disclosure import SMALL, WITHHELD
from apps.insights.states import COMPLETED, ENROLLED, HEADCOUNT
from apps.qualifications.states import Helped

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
    """Ministry of Defence has the highest share enrolled (8%) and Department for Work and Pensions the lowest (2%)"""
    rows = compared(rows)
    with_share = [row for row in rows if row.share(ENROLLED) is not None]
    if len(with_share) < 2:
        return None
    shares = [row.share(ENROLLED) for row in with_share]
    highest, lowest = max(shares), min(shares)
    top, bottom = ([row.name for row in with_share if row.share(ENROLLED) == share] for share in [highest, lowest])
    most = f"{joined(top)} {'has' if len(top) == 1 else 'have'} the highest share enrolled"
    if len(with_share) == len(rows):
        return f"{most} ({highest}%)" + (f" and {joined(bottom)} the lowest ({lowest}%)" if bottom != top else "")
    # Those without a share may have a lower one, or of few people a higher one.
    few = sum(row.cells[ENROLLED] == SMALL for row in rows)
    others = f". In {few} other {noun}{'' if few == 1 else 's'} fewer than 5 people are enrolled" if few else ""
    return f"{most} that can be shown ({highest}%){others}"


def busiest(rows, total):
    """Level 3 has the most people enrolled: 60 of 105"""
    known = [row for row in rows if row.number(ENROLLED) is not None]
    if any(row.cells[ENROLLED] == WITHHELD for row in rows) or not known:
        return None
    most = max(row.cells[ENROLLED] for row in known)
    top = [row.column.capitalize() for row in known if row.cells[ENROLLED] == most]
    each = f"{most:,}" if total.number(ENROLLED) is None else f"{most:,} of {total.words(ENROLLED)}"
    if len(top) == 1:
        return f"{top[0]} has the most people enrolled: {each}"
    return f"{joined(top)} have the most people enrolled: {each} each"


def helped(who, answers):
    """40% of learners who answered say that it helped a lot and 35% a little"""
    lot, little = answers.share(Helped.LOT), answers.share(Helped.LITTLE)
    if lot is None:
        return f"Too few {who} have answered to say how many it helped"
    more = f" and {little}% a little" if little is not None else ""
    return f"{lot}% of {who} who answered say that it helped a lot{more}"


def coverage(own, agreed, base):
    """355 of about 2,900 people have shared a self-assessment, and levels were agreed with 120"""
    number = own if isinstance(own, str) else f"{own:,}"
    of = f" of about {base:,} people" if base else " people"
    also = "" if isinstance(agreed, str) else f", and levels were agreed with {agreed:,}"
    return f"{number[0].upper()}{number[1:]}{of} have shared a self-assessment{also}"


def biggest_gap(rows):
    """The biggest gap is digital skills: 45% are below the level expected"""
    share = rows[0].own_share if rows else None
    if share is None:
        return None
    top = [row.name for row in rows if row.own_share == share]
    if not share:
        return "Nobody’s capability is known to be below the level expected"
    is_one = len(top) == 1
    gap = "The biggest gap is" if is_one else "The biggest gaps are"
    return f"{gap} {joined(top)}: {share}% are below the level expected{'' if is_one else ' of each'}"
