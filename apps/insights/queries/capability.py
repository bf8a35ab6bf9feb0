"""Where the people of a department stand against a framework, and what is missing most. Reading only."""

from dataclasses import dataclass
from functools import cached_property

from apps.core.words import date_words
from apps.insights import findings
from apps.insights.disclosure import SMALL, percentage
from apps.insights.queries.uptake import own_tops
from apps.insights.states import AGREED, ALL, ASSESSED, HEADCOUNT, OWN, PROFESSION, SOURCES
from apps.members.models import Region

SAID = {OWN: "What people say themselves", AGREED: "What was agreed with managers"}


@dataclass(frozen=True)
class GapRow:
    """One line: how many have assessed themselves and how many are below what is expected, by either source."""

    name: str
    code: str
    cells: dict
    measure: str  # the code of the capability

    def below(self, source):
        return self.cells.get(f"{self.measure} {source}", SMALL)

    def base(self, source):
        return self.cells.get(f"{ASSESSED} {source}", SMALL)

    def share(self, source):
        return percentage(self.below(source), self.base(source))

    @property
    def own_share(self):
        return self.share(OWN)

    @property
    def agreed_share(self):
        return self.share(AGREED)

    @property
    def words(self):
        """(how many are below of how many, per cent or None) for each source."""
        return [
            (f"{_text(self.below(source))} of {_text(self.base(source))}", self.share(source)) for source in SOURCES
        ]


@dataclass(frozen=True)
class LevelsRow:
    """How many are at each level of a capability; no cells where it is not shown."""

    name: str
    cells: list

    @property
    def words(self):
        return [_text(cell) for cell in self.cells]


class CapabilityPage:
    """The figures of one scope. `framework` and `capability` are what was asked for in the address, or None."""

    said = list(SAID.values())

    def __init__(self, snapshot, scope, figures, framework, capability, user):
        self.snapshot, self.scope, self.all_figures = snapshot, scope, figures
        self.own = own_tops(user, snapshot.figures)
        self.framework = framework if framework in figures else self._fullest()
        self.figures = figures.get(self.framework)
        self.asked = capability

    def _fullest(self):
        """The framework that most people have assessed themselves against."""
        cells = {slug: one["cells"][ALL][f"{ASSESSED} {OWN}"] for slug, one in self.all_figures.items()}
        return max(cells, key=lambda slug: cells[slug] if isinstance(cells[slug], int) else 0, default=None)

    @property
    def frameworks(self):
        """(slug, title) of those there are."""
        return [(slug, one["title"]) for slug, one in self.all_figures.items()]

    @property
    def is_part_of_a_department(self):
        return not self.all_figures and self.scope["parent"] not in (None, PROFESSION)

    @cached_property
    def total(self):
        return GapRow(self.scope["name"], "", self.figures["cells"][ALL], ASSESSED)

    @property
    def basis(self):
        return f"As of {date_words(self.snapshot.as_of)}. Counts are rounded to 5."

    @property
    def coverage(self):
        """How many have shared a self-assessment, of how many for whom the framework was written."""
        cells, base = self.snapshot.figures["cells"][self.scope["code"]], 0
        for grade in self.figures["grades"]:
            cell = cells.get(f"grade {grade}", {}).get(HEADCOUNT)
            base += cell if isinstance(cell, int) else 0
        return findings.coverage(self.total.base(OWN), self.total.base(AGREED), base)

    @cached_property
    def gaps(self):
        """A row for each capability, the biggest gap first; those whose gap cannot be shown last, in their order."""
        cells = self.figures["cells"][ALL]
        rows = [GapRow(title, code, cells, code) for code, title in self.figures["capabilities"]]
        return sorted(rows, key=lambda row: -1 if row.own_share is None else row.own_share, reverse=True)

    @property
    def finding(self):
        return findings.biggest_gap(self.gaps)

    @cached_property
    def chosen(self):
        """The capability that the tables by grade and region are about: the one asked for, else the biggest gap."""
        return next((row for row in self.gaps if row.code == self.asked), self.gaps[0])

    @property
    def by_grade(self):
        names = [(grade["column"], grade["name"]) for grade in self.snapshot.figures["grades"]]
        return self._columns([(column, name) for column, name in names if column[6:] in ["", *self.figures["grades"]]])

    @property
    def by_region(self):
        names = Region.objects.exclude(code="").order_by("name").values_list("code", "name")
        return self._columns([*((f"region {code}", name) for code, name in names), ("region ", "Not recorded")])

    def _columns(self, names):
        cells = self.figures["cells"]
        return [
            GapRow(name, column.partition(" ")[2], cells[column], self.chosen.code)
            for column, name in names
            if column in cells
        ]

    @property
    def levels(self):
        """(what it is about, rows) for each source of which anything can be shown."""
        found = []
        for source, words in SAID.items():
            places = self.figures["places"].get(source, {})
            if places:
                rows = [LevelsRow(title, places.get(code, [])) for code, title in self.figures["capabilities"]]
                found.append((words, rows))
        return found


def _text(cell):
    return cell if isinstance(cell, str) else f"{cell:,}"


def capability_rows(page):
    """All figures of the page for other programs: a header, then a row for each capability, group and source."""
    yield ["Framework", "Capability", "Code", "Group", "As of", "Said by", "Assessed", "Below expected", "% below"]
    as_of = page.snapshot.as_of.isoformat()
    for figures in page.all_figures.values():
        for code, title in figures["capabilities"]:
            for column, cells in figures["cells"].items():
                row = GapRow(column, column, cells, code)
                for source, words in SAID.items():
                    numbers = [row.base(source), row.below(source), row.share(source)]
                    yield [figures["title"], title, code, column, as_of, words, *numbers]
