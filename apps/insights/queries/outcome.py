"""What learners and their managers say three months after a qualification: did it help at work?"""

from dataclasses import dataclass
from functools import cached_property

from apps.core.words import date_words
from apps.insights import findings
from apps.insights.disclosure import SMALL, percentage
from apps.insights.states import ALL, EVERY_QUALIFICATION
from apps.qualifications.models import Qualification
from apps.qualifications.states import Helped, Side

WHO = {Side.LEARNER: "learners", Side.MANAGER: "managers"}


@dataclass(frozen=True)
class Answers:
    """The published answers about one qualification, or about all: what is not there is fewer than 5."""

    name: str
    code: str
    cells: dict

    def cell(self, answer):
        return self.cells.get(answer, SMALL)

    def words(self, answer):
        cell = self.cell(answer)
        return cell if isinstance(cell, str) else f"{cell:,}"

    def share(self, answer):
        return percentage(self.cell(answer), self.cell(ALL))

    @property
    def answered(self):
        return self.words(ALL)

    @property
    def each(self):
        """(count in words, per cent or None) of each answer."""
        return [(self.words(answer), self.share(answer)) for answer in Helped]

    @property
    def bars(self):
        """(answer in words, per cent) of those that have one."""
        shares = [(answer.label, self.share(answer)) for answer in Helped]
        return [(words, share) for words, share in shares if share is not None]


@dataclass(frozen=True)
class AnswersOfSide:
    """What the learners, or what their managers say: of all qualifications first, then of each with an answer."""

    side: Side
    rows: list

    @property
    def who(self):
        return WHO[self.side]

    @property
    def total(self):
        return self.rows[0]

    @property
    def title(self):
        return findings.helped(self.who, self.total)


class OutcomePage:
    """What a snapshot says about whether qualifications helped."""

    answers = Helped.labels

    def __init__(self, snapshot):
        self.snapshot = snapshot

    @property
    def basis(self):
        return f"As of {date_words(self.snapshot.as_of)}. Counts are rounded to 5."

    @cached_property
    def sides(self):
        published = self.snapshot.figures["outcomes"]
        titles = Qualification.objects.filter(code__in=published).order_by("level", "title")
        named = [(EVERY_QUALIFICATION, "All qualifications"), *titles.values_list("code", "title")]
        return [
            AnswersOfSide(
                side,
                [
                    Answers(name, code, published.get(code, {}).get(side, {}))
                    for code, name in named
                    if code == EVERY_QUALIFICATION or side in published[code]
                ],
            )
            for side in Side
        ]


def outcome_rows(page):
    """All answers for other programs: a header, then a row for each side and qualification."""
    shares = [f"{answer.label}, %" for answer in Helped]
    yield ["Who answered", "Qualification", "Code", "As of", "Answered", *Helped.labels, *shares]
    for side in page.sides:
        for row in side.rows:
            counts, percentages = [row.cell(answer) for answer in Helped], [row.share(answer) for answer in Helped]
            as_of = page.snapshot.as_of.isoformat()
            yield [side.who.capitalize(), row.name, row.code, as_of, row.cell(ALL), *counts, *percentages]
