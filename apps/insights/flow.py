"""What happened in twelve whole months, as it is published: requests, decisions, learning and moves of each scope.

Whole months, so that figures of two days differ by nothing that happened in between. Cells are laid out in one table
and protected together; medians need ten cases, sums of money or hours ten cases or people.
"""

from collections import Counter
from datetime import date

from django.db.models import Count, Sum

from apps.approvals.states import RELEASE_REASONS, STUDY_REASONS, Kind, Reason
from apps.insights.disclosure import Table, publish
from apps.insights.models import Fact, Tally
from apps.insights.models.cube import NO_DAYS
from apps.insights.states import ALL, BEFORE, DIRECT, PROFESSION
from apps.qualifications.models import Qualification
from apps.qualifications.states import WithdrawalReason

LEAST = 10  # cases behind a median or a mean
QUICK = 5  # working days
STUDY, RELEASE = "study", "release"
KINDS = {
    Kind.STUDY_TIME: STUDY,
    Kind.STUDY_CHANGE: STUDY,
    Kind.RELEASE: RELEASE,
    Kind.STANDING_RELEASE: RELEASE,
}
REASONS = {STUDY: STUDY_REASONS, RELEASE: RELEASE_REASONS}
# The columns of which a measure is the sum; none where it is only counted.
PARTS = {
    "asked": [],
    "quick": [],
    "passed_up": [],
    "case": [],
    "waiting": [],
    "started": [],
    "completed": [],
    "withdrawn": WithdrawalReason.values,
    "test": ["passed", "failed"],
    "assignment": ["met", "referred"],
    "applied": [],
    "placed": [],
    "ended": ["returned", "open"],
    "offered": [],
    "filled": [],
    "surge": ["filled", "open"],
}
COMPARED = ["asked", "decided", "started", "completed", "placed"]  # with the year before
BY_MONTH = ["asked", "completed"]
TIMED = {"decided": "decide", "started": "start", "completed": "complete", "filled": "fill", "surge": "surge"}


def months(on):
    """The last twenty-four whole months before a day, the first of them first."""
    last = on.year * 12 + on.month - 2
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - 23, last + 1)]


def kinds_of_qualification():
    """{code: (its awarding body, its size)}"""
    rows = Qualification.objects.values_list("code", "suite__awarding_body", "size")
    return {code: (body, size) for code, body, size in rows}


def published_flow(on, scopes):
    """{scope: {"cells": {measure: {column: cell}}, "medians", "means", "hours", "months"}}"""
    window = months(on)
    rows = list(
        Tally.objects.filter(month__gte=window[0], month__lte=on, number__gt=0)
        .values("what", "organisation", "region", "thing", "detail", "month", "days")
        .annotate(number=Sum("number"), amount=Sum("amount"))
        .order_by()
    )
    places, kinds = _Places(scopes), kinds_of_qualification()
    found = {
        scope: {"cells": {}, "medians": {}, "means": {}, "months": [f"{month:%Y-%m}" for month in window]}
        for scope in places.parent
    }
    for (scope, column, measure), cell in publish(lay_out(rows, scopes, window, kinds)).items():
        found[scope]["cells"].setdefault(measure, {})[column] = cell
    lately = [row for row in rows if row["month"] in window[12:]]
    for (scope, name), days in _spans(lately, places).items():
        if (median := median_of(days)) is not None:
            found[scope]["medians"][name] = median
    for scope, (number, amount) in _costs(lately, places).items():
        if number >= LEAST:
            found[scope]["means"]["cost"] = 10 * round(amount / number / 10)
    for scope, (people, hours) in _hours(window, places).items():
        if people >= LEAST:
            found[scope]["means"]["hours"] = 10 * round(hours / 10)
    return found


class _Places:
    """Where the rows of an organisation count: in its own scope and in those that it lies in."""

    def __init__(self, scopes):
        self.parent = {scope["code"]: scope["parent"] for scope in scopes}
        self.parts = {scope: [] for scope in self.parent}
        for scope, parent in self.parent.items():
            if parent is not None:
                self.parts[parent].append(scope)

    def up(self, organisation):
        direct = organisation + DIRECT
        scope = direct if direct in self.parent else organisation
        while scope in self.parent:
            yield scope
            scope = self.parent[scope]

    @property
    def departments(self):
        return self.parts.get(PROFESSION, [])


# --- Laying out ------------------------------------------------------------------------------------------------------


def lay_out(rows, scopes, window, kinds):
    """The table of all cells (scope, column, measure) and what a reader knows of how they hang together.

    kinds: {code of a qualification: (its awarding body, its size)}
    """
    places = _Places(scopes)
    regions = sorted({f"region {row['region']}" for row in rows if row["what"] == "started"})
    bodies, sizes = ([f"{name} {one}" for one in sorted(set(ones))] for name, ones in _named(kinds))
    counts = dict.fromkeys(_cells(places, window), 0)
    counts |= dict.fromkeys(((scope, column, "started") for scope in places.parent for column in bodies + sizes), 0)
    wide = [PROFESSION, *places.departments]
    counts |= dict.fromkeys(((scope, column, "started") for scope in wide for column in regions), 0)
    for row in rows:
        for column, measure in _where(row, window, kinds):
            for scope in places.up(row["organisation"]):
                if (scope, column, measure) in counts:
                    counts[scope, column, measure] += row["number"]
    sums, agrees, within = [], [], []
    for scope, column, measure in counts:
        if places.parts[scope] and (places.parts[scope][0], column, measure) in counts:
            sums.append(((scope, column, measure), [(part, column, measure) for part in places.parts[scope]]))
    for scope in places.parent:
        for measure, columns in PARTS.items():
            if columns:
                sums.append(((scope, ALL, measure), [(scope, column, measure) for column in columns]))
        sums += [
            ((scope, kind, "decided"), [(scope, f"{kind} agreed", "decided"), (scope, f"{kind} refused", "decided")])
            for kind in (STUDY, RELEASE)
        ]
        refused = [(scope, f"{kind} refused", "decided") for kind in (STUDY, RELEASE)]
        sums.append(((scope, "refused", "decided"), refused))
        sums.append(((scope, ALL, "decided"), [(scope, kind, "decided") for kind in (STUDY, RELEASE)]))
        if not places.parts[scope]:
            for columns in (bodies, sizes):
                if columns:
                    agrees.append(((scope, ALL, "started"), [(scope, column, "started") for column in columns]))
            for kind, reasons in REASONS.items():
                parts = [(scope, f"{kind} {reason}", "refused") for reason in reasons]
                agrees.append(((scope, f"{kind} refused", "decided"), parts))
            within.append(((scope, ALL, "quick"), (scope, ALL, "decided")))
    for scope in [PROFESSION, *places.departments]:
        for measure in BY_MONTH:
            for column, part in [(BEFORE, window[:12]), (ALL, window[12:])]:
                agrees.append(((scope, column, measure), [(scope, f"{month:%Y-%m}", measure) for month in part]))
        if regions:
            agrees.append(((scope, ALL, "started"), [(scope, column, "started") for column in regions]))
        if places.departments:
            agrees.append(((scope, ALL, "placed"), [(scope, f"to {to}", "placed") for to in _hosts(places)]))
    # Of the profession it follows from its departments.
    agrees = [fact for fact in agrees if fact[0][0] != PROFESSION or not places.departments]
    return Table(counts, sums, within=within, agrees=agrees)


def _cells(places, window):
    for scope in places.parent:
        for measure, columns in PARTS.items():
            yield from ((scope, column, measure) for column in [ALL, *columns])
        for kind in (STUDY, RELEASE):
            yield from ((scope, column, "decided") for column in [kind, f"{kind} agreed", f"{kind} refused"])
        yield from ((scope, column, "decided") for column in (ALL, "refused"))
        for kind, reasons in REASONS.items():
            yield from ((scope, f"{kind} {reason}", "refused") for reason in reasons)
        yield from ((scope, BEFORE, measure) for measure in COMPARED)
    for scope in [PROFESSION, *places.departments]:
        yield from ((scope, f"{month:%Y-%m}", measure) for month in window for measure in BY_MONTH)
        yield from ((scope, f"to {to}", "placed") for to in _hosts(places))


def _named(kinds):
    return [("body", [body for body, _ in kinds.values()]), ("size", [size for _, size in kinds.values()])]


def _hosts(places):
    return [*places.departments, "outside"]


def _where(row, window, kinds):
    """(column, measure) of all cells in which a row counts."""
    measure, month = row["what"], row["month"]
    if measure == "waiting":
        yield ALL, measure
    elif month in window[:12]:
        yield BEFORE, measure
        yield f"{month:%Y-%m}", measure
    elif month in window:
        yield f"{month:%Y-%m}", measure
        if measure == "refused":
            kind = KINDS[row["thing"]]
            reason = row["detail"] if row["detail"] in REASONS[kind] else Reason.OTHER
            yield f"{kind} {reason}", measure
            return
        yield ALL, measure
        if measure == "decided":
            kind = KINDS[row["thing"]]
            yield kind, measure
            yield f"{kind} {row['detail']}", measure
            if row["detail"] == "refused":
                yield "refused", measure
            if 0 <= row["days"] <= QUICK:
                yield ALL, "quick"
        elif measure == "started":
            body, size = kinds[row["thing"]]
            yield f"body {body}", measure
            yield f"size {size}", measure
            yield f"region {row['region']}", measure
        elif measure == "placed":
            yield f"to {row['thing']}", measure
        elif PARTS.get(measure):
            yield row["detail"], measure


# --- Medians, money and hours ----------------------------------------------------------------------------------------


def median_of(days):
    """Of {days: number of cases}; None of too few."""
    number = sum(days.values())
    if number < LEAST:
        return None
    seen = 0
    for day in sorted(days):
        seen += days[day]
        if 2 * seen >= number:
            return day
    return None


def _spans(rows, places):
    """{(scope, what is timed): {days: number}}"""
    found = {}
    for row in rows:
        if row["what"] in TIMED and row["days"] != NO_DAYS:
            name = TIMED[row["what"]]
            names = [name, f"{name} {KINDS[row['thing']]}"] if row["what"] == "decided" else [name]
            for scope in places.up(row["organisation"]):
                for name in names:
                    found.setdefault((scope, name), Counter())[row["days"]] += row["number"]
    return found


def _costs(rows, places):
    """{scope: (completions with a price, pounds)}"""
    paid = ((row["organisation"], row["number"], row["amount"]) for row in rows if row["what"] == "cost")
    return _added(paid, places)


def _hours(window, places):
    """{scope: (people who wrote down hours, hours)}"""
    facts = Fact.objects.filter(what="hours", month__gte=window[12], month__lte=window[-1]).order_by()
    people = facts.values("organisation").annotate(number=Count("member", distinct=True), hours=Sum("amount"))
    return _added(people.values_list("organisation", "number", "hours"), places)


def _added(rows, places):
    found = {}
    for organisation, number, amount in rows:
        for scope in places.up(organisation):
            before = found.get(scope, (0, 0))
            found[scope] = (before[0] + number, before[1] + amount)
    return found
