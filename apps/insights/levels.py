"""How many are at each level of a capability, in each department, so that no small number can be worked out.

A department is shown whole or not at all: its levels add up to how many have assessed themselves, which is shown
beside them. So we do what a reader can do with those sums, and where that would leave one number for a small count,
the department with it is left out.
"""

from math import inf

from apps.insights.disclosure import BASE, SMALL, shown, span
from apps.insights.states import PROFESSION


def published_levels(places, levels):
    """{(scope, source, code): [cell for each place]} of true counts {(department, source, code, place): number}."""
    found = {}
    for source, code in sorted({(source, code) for _, source, code, _ in places}):
        rows = {}
        for (department, *what, place), number in places.items():
            if what == [source, code]:
                rows.setdefault(department, [0] * levels)[place] += number
        rows[PROFESSION] = [sum(column) for column in zip(*rows.values(), strict=True)]
        for scope in _safe(rows):
            found[scope, source, code] = [shown(number) for number in rows[scope]]
    return found


def _safe(rows):
    """The scopes that can be shown."""
    scopes = [scope for scope, row in rows.items() if sum(row) >= BASE]
    while found := pinned(rows, scopes):
        scopes.remove(found)
    return scopes


def pinned(rows, scopes):
    """A scope with a small count that a reader of these scopes knows exactly, the smallest first; or None.

    The reader knows what each cell can stand for, what each row adds up to as shown, and that the profession is the
    sum of its departments.
    """
    cells = {(scope, place): span(shown(count)) for scope in scopes for place, count in enumerate(rows[scope])}
    facts = []  # (total's span or cell, cells)
    for scope in scopes:
        facts.append((span(shown(sum(rows[scope]))), [(scope, place) for place in range(len(rows[scope]))]))
    parts = [scope for scope in rows if scope != PROFESSION]
    if PROFESSION in scopes:
        for place in range(len(rows[PROFESSION])):
            cells |= {(part, place): (0, inf) for part in parts if part not in scopes}
            facts.append(((PROFESSION, place), [(part, place) for part in parts]))
    while _narrow(cells, facts):
        pass
    for scope in sorted(scopes, key=lambda scope: (scope == PROFESSION, sum(rows[scope]))):
        for place, count in enumerate(rows[scope]):
            least, most = cells[scope, place]
            if shown(count) == SMALL and least == most:
                return scope
    return None


def _narrow(cells, facts):
    """What each sum says about its parts, and they about it. Returns whether that was anything new."""
    before = dict(cells)
    for total, parts in facts:
        least, most = cells.get(total, total)
        low, high = (sum(cells[part][end] for part in parts) for end in (0, 1))
        least, most = max(least, low), min(most, high)
        if total in cells:
            cells[total] = least, most
        for part in parts:
            own_low, own_high = cells[part]
            others = sum(cells[other][1] for other in parts if other != part)
            cells[part] = max(own_low, least - others), min(own_high, most - (low - own_low))
    return cells != before
