"""A page of figures, cut from one snapshot: for one scope, a section with chart and table for each question."""

from dataclasses import dataclass, replace
from functools import cached_property

from apps.core.words import date_words
from apps.insights import findings
from apps.insights.disclosure import WITHHELD, percentage
from apps.insights.permissions import can_read_scope, own_scopes
from apps.insights.states import ALL, COMPLETED, ENROLLED, HEADCOUNT, PROFESSION, UNKNOWN_GRADE

BARS = [ENROLLED, COMPLETED]
TABLES = ["organisation", "grade", "level"]
COLUMNS = [
    "As of",
    "Headcount (HR feed)",
    "Headcount (official statistics, 31 March 2023)",
    "Enrolled",
    "Enrolled, % of headcount",
    "Completed",
    "Completed, % of headcount",
]


@dataclass(frozen=True)
class Row:
    """One line of a table: the published cells of a scope and column."""

    name: str
    column: str
    cells: dict
    official: int | None = None
    code: str | None = None  # of the organisation, where it is one
    depth: int = 0

    def words(self, measure):
        cell = self.cells[measure]
        return cell if isinstance(cell, str) else f"{cell:,}"

    def number(self, measure):
        cell = self.cells[measure]
        return None if isinstance(cell, str) else cell

    def share(self, measure):
        return percentage(self.cells[measure], self.cells[HEADCOUNT])

    @property
    def key(self):
        """Its code: of the organisation, the grade or the level."""
        return self.column.partition(" ")[2] if self.code is None else self.code

    @property
    def headcount(self):
        return self.words(HEADCOUNT)

    @property
    def enrolled(self):
        return self.words(ENROLLED)

    @property
    def completed(self):
        return self.words(COMPLETED)

    @property
    def enrolled_share(self):
        return self.share(ENROLLED)

    @property
    def completed_share(self):
        return self.share(COMPLETED)


@dataclass(frozen=True)
class Bar:
    measure: str
    width: float  # as a percentage of the longest
    words: str

    @property
    def top(self):
        """Where it begins, as a percentage of the height of the two."""
        return {ENROLLED: 7, COMPLETED: 57}[self.measure]


@dataclass(frozen=True)
class Section:
    """One question: the finding that answers it, if there is one, the lines of its chart and all its rows."""

    table: str
    noun: str
    finding: str | None
    rows: list
    chart: list  # of (row, its bars)

    @property
    def question(self):
        return f"By {self.noun}"

    @property
    def title(self):
        return self.finding or f"Too few people are enrolled to compare {self.noun}s"

    @property
    def has_chart(self):
        return any(bar.width for _, bars in self.chart for bar in bars)

    @property
    def has_official(self):
        return any(row.official is not None for row in self.rows)

    @property
    def left_out(self):
        """How many rows the chart has no room for, because they have too few people: the table has them."""
        depth = min(row.depth for row in self.rows) + 1 if self.table == "organisation" else 0
        return sum(row.depth <= depth for row in self.rows) - len(self.chart)

    @property
    def has_headcounts(self):
        """By level there is one headcount: everybody's."""
        return self.table != "level"


class Page:
    """What a snapshot says about one scope."""

    def __init__(self, snapshot, scope):
        self.snapshot, self.scope, self.figures = snapshot, scope, snapshot.figures

    @cached_property
    def total(self):
        return self._of_scope(self.scope, 0)

    @property
    def basis(self):
        """What every figure is to be read with: of how many, as of when, how exact."""
        return f"Of {findings.people(self.total)}, as of {date_words(self.snapshot.as_of)}. Counts are rounded to 5."

    @property
    def finding(self):
        return findings.uptake(self.total)

    @cached_property
    def sections(self):
        return [self.section(table) for table in TABLES]

    def section(self, table):
        return getattr(self, f"_by_{table}")()

    def _by_organisation(self):
        below = self._below(self.scope["code"], 1)
        direct = [row for row in below if row.depth == 1]
        noun = "department" if self.scope["code"] == PROFESSION else "organisation"
        finding = findings.comparison(direct, noun) if direct else self.finding
        chart = _shares([self.total, *findings.compared(direct)])
        return Section("organisation", noun, finding, [self.total, *below], chart)

    def _by_grade(self):
        national = self.scope["code"] == PROFESSION
        rows = [
            self._row(grade["name"], grade["column"], official=grade["official"] if national else None)
            for grade in self.figures["grades"]
        ]
        recorded = [row for row in rows if row.column != UNKNOWN_GRADE]
        chart = _shares([self.total, *findings.compared(rows)])
        total = self.total if national else replace(self.total, official=None)
        return Section("grade", "grade", findings.comparison(recorded, "grade"), [total, *rows], chart)

    def _by_level(self):
        rows = [self._row(level["name"], level["column"]) for level in self.figures["levels"]]
        return Section("level", "level", findings.busiest(rows, self.total), rows, _counts(rows))

    def _below(self, code, depth):
        """Everything in a scope, each department followed by its organisations, those with most people first."""
        scopes = [scope for scope in self.figures["scopes"] if scope["parent"] == code]
        rows = [self._of_scope(scope, depth) for scope in scopes]
        rows.sort(key=lambda row: (isinstance(row.cells[HEADCOUNT], str) or -row.cells[HEADCOUNT], row.name))
        return [line for row in rows for line in [row, *self._below(row.code, depth + 1)]]

    def _of_scope(self, scope, depth):
        cells = self.figures["cells"][scope["code"]][ALL]
        return Row(scope["name"], ALL, cells, scope["official"], scope["code"], depth)

    def _row(self, name, column, official=None):
        base = {HEADCOUNT: self.total.cells[HEADCOUNT]}  # levels are of everybody
        cells = base | self.figures["cells"][self.scope["code"]][column]
        return Row(name, column, cells, official)


def _shares(rows):
    return _chart(rows, Row.share, "%")


def _counts(rows):
    return _chart(rows, Row.number, "")


def _chart(rows, value_of, unit):
    longest = max((value_of(row, measure) or 0 for row in rows for measure in BARS), default=0)
    return [(row, [_bar(row, measure, value_of(row, measure), longest, unit) for measure in BARS]) for row in rows]


def _bar(row, measure, value, longest, unit):
    if row.cells[measure] == WITHHELD:
        words = f"{measure} {WITHHELD}"
    else:
        words = f"{row.words(measure)} {measure}" if value is None else f"{value:,}{unit} {measure}"
    return Bar(measure, round(100 * value / longest, 1) if value else 0, words)


def own_tops(user, figures):
    """The scopes that somebody's figures begin with, in the order of the snapshot: one for nearly everybody."""
    scopes, own = figures["scopes"], own_scopes(user)
    return [scope for scope in scopes if scope["code"] in own and not can_read_scope(user, scopes, scope["parent"])]


def find_scope(user, figures, code):
    """The scope of a code, if it is the person's to see; without a code their own. None where there is none."""
    if code is None:
        return next(iter(own_tops(user, figures)), None)
    if not can_read_scope(user, figures["scopes"], code):
        return None
    return next(scope for scope in figures["scopes"] if scope["code"] == code)


def csv_rows(page, section):
    """The table of a section for other programs: a header, then a row each; percentages as numbers."""
    first = section.table.capitalize()
    yield [first, "Code", *COLUMNS]
    for row in section.rows:
        yield [
            row.name,
            row.key,
            page.snapshot.as_of.isoformat(),
            *(row.cells[HEADCOUNT], row.official),
            *(row.cells[ENROLLED], row.share(ENROLLED)),
            *(row.cells[COMPLETED], row.share(COMPLETED)),
        ]
