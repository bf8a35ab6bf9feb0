"""What every page of figures is made of: blocks, each a finding with its chart and its table. One definition for page,
chart, CSV, ODS and JSON."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from apps.core.words import date_words
from apps.insights.disclosure import SMALL, WITHHELD, percentage
from apps.insights.states import ALL, HEADCOUNT

NOT_ENOUGH = "too few"
LONG = 15  # rows of a table


@dataclass(frozen=True)
class Flow:
    """What was published of one scope about twelve months: nothing where nothing was."""

    figures: dict

    def cell(self, measure, column=ALL):
        return self.figures.get("cells", {}).get(measure, {}).get(column, SMALL)

    def number(self, measure, column=ALL):
        cell = self.cell(measure, column)
        return None if isinstance(cell, str) else cell

    def words(self, measure, column=ALL):
        return text_of(self.cell(measure, column))

    def share(self, measure, column, of=ALL):
        """Of the whole measure, or of another column of it."""
        return percentage(self.cell(measure, column), self.cell(measure, of))

    def median(self, name):
        return self.figures.get("medians", {}).get(name)

    def mean(self, name):
        return self.figures.get("means", {}).get(name)

    @property
    def months(self):
        return [date.fromisoformat(f"{month}-01") for month in self.figures.get("months", [])]

    @property
    def year(self):
        """the year to October 2026"""
        return f"the year to {self.months[-1]:%B %Y}" if self.months else "the last year"

    @property
    def is_by_month(self):
        """Departments are, and the profession: one organisation has too few."""
        return any(f"{month:%Y-%m}" in self.figures["cells"]["asked"] for month in self.months)

    def by_month(self, measure):
        return [self.number(measure, f"{month:%Y-%m}") for month in self.months]


@dataclass(frozen=True)
class Line:
    """A row of a table. `href` leads further down."""

    name: str
    cells: list  # of numbers and words
    href: str = ""

    @property
    def words(self):
        return [text_of(cell) for cell in self.cells]


@dataclass(frozen=True)
class Block:
    """One question: what the figures say to it, drawn and listed."""

    key: str
    question: str
    title: str
    header: list  # the first names the rows
    lines: list
    chart: object = None
    note: str = ""

    @property
    def has_chart(self):
        return self.chart is not None and not self.chart.is_empty

    @property
    def is_folded(self):
        """Whether the table waits beneath its chart, is too long to be in the way of what follows, or says nothing."""
        return bool(self.lines) and (self.has_chart or len(self.lines) > LONG or not self._says_something)

    @property
    def _says_something(self):
        return any(words not in (SMALL, WITHHELD, NOT_ENOUGH, "") for line in self.lines for words in line.words)


@dataclass
class FiguresPage:
    """A page for one scope: what it is called, its findings and blocks, and what is to be known about its figures."""

    slug: str
    title: str
    snapshot: object
    scope: dict
    findings: list  # (words, address)
    blocks: list
    notes: list
    own: list = field(default_factory=list)
    filters: list = field(default_factory=list)  # (words, address, whether it is chosen)

    @property
    def basis(self):
        head = headcount_of(self.snapshot, self.scope["code"])
        of = "the people in post" if head == WITHHELD else f"{text_of(head)} people in post"
        return f"Of {of}, as of {date_words(self.snapshot.as_of)}. Counts are rounded to 5."

    @cached_property
    def way(self):
        """The scopes above this one that the person may see, the widest first."""
        by_code = {scope["code"]: scope for scope in self.snapshot.figures["scopes"]}
        tops, code, found = {top["code"] for top in self.own}, self.scope["code"], []
        while code not in tops and by_code[code]["parent"] is not None:
            code = by_code[code]["parent"]
            found.append(by_code[code])
        return found[::-1]

    @property
    def below(self):
        return [scope for scope in self.snapshot.figures["scopes"] if scope["parent"] == self.scope["code"]]


def page_rows(page):
    """All cells of a page for other programs: a header, then a row each."""
    yield ["Organisation", "Code", "As of", "Question", "Row", "Measure", "Value"]
    for block in page.blocks:
        for line in block.lines:
            for measure, cell in zip(block.header[1:], line.cells, strict=True):
                as_of = page.snapshot.as_of.isoformat()
                yield [page.scope["name"], page.scope["code"], as_of, block.question, line.name, measure, cell]


def text_of(cell):
    if cell is None:
        return NOT_ENOUGH
    return cell if isinstance(cell, str) else f"{cell:,}"


def headcount_of(snapshot, code):
    return snapshot.figures["cells"].get(code, {}).get(ALL, {}).get(HEADCOUNT, WITHHELD)


def per_cent(share):
    return NOT_ENOUGH if share is None else f"{share}%"


def change_words(now, before):
    """up from 95 the year before; nothing where the year before is not known"""
    if now is None or before is None:
        return ""
    if now == before:
        return ", as many as the year before"
    return f", {'up' if now > before else 'down'} from {before:,} the year before"
