"""What happened in twelve months, as published: whole months, enough cases, no small count to be worked out."""

from datetime import date
from random import Random

import pytest

from apps.approvals.states import RELEASE_REASONS, STUDY_REASONS, Kind
from apps.insights import flow
from apps.insights.disclosure import ANY, SMALL, WITHHELD, Table, publish, second_table, shown, span
from apps.insights.flow import PARTS, lay_out, median_of, months, published_flow
from apps.insights.models import Fact, Tally
from tests.insights.attacker import Reader
from tests.members.factories import MemberFactory

ON = date(2026, 11, 21)
WINDOW = months(ON)
SCOPES = [
    {"code": code, "name": code, "parent": parent, "official": None}
    for code, parent in [("", None), ("A", ""), ("A1", "A"), ("A2", "A"), ("B", "")]
]
KINDS = {"study_time": ("City", "Award"), "Q2": ("City", "Diploma"), "Q3": ("CMI", "Award")}
PLACES = ["A1", "A2", "B"]


def row(what, organisation="B", number=1, *, thing="study_time", detail="", month=WINDOW[-1], days=-1, region="NW"):
    return {
        "what": what,
        "organisation": organisation,
        "region": region,
        "thing": thing,
        "detail": detail,
        "month": month,
        "days": days,
        "number": number,
    }


# --- What is counted where -------------------------------------------------------------------------------------------


def test_the_last_twelve_months_are_whole_and_the_year_before_is_beside_them():
    assert (WINDOW[0], WINDOW[12], WINDOW[-1]) == (date(2024, 11, 1), date(2025, 11, 1), date(2026, 10, 1))
    assert months(date(2026, 1, 31))[-1] == date(2025, 12, 1)


def test_what_happens_within_a_month_changes_no_figure_until_it_is_over():
    counts = lay_out([row("asked", number=7, month=date(2026, 11, 1))], SCOPES, WINDOW, KINDS).counts
    assert not any(counts.values())


def test_a_request_counts_in_its_organisation_and_all_that_it_lies_in():
    counts = lay_out([row("asked", "A1", 7), row("asked", "B", 6, month=WINDOW[3])], SCOPES, WINDOW, KINDS).counts
    assert [counts[scope, "all", "asked"] for scope in ("A1", "A", "B", "")] == [7, 7, 0, 7]
    assert [counts[scope, "before", "asked"] for scope in ("B", "")] == [6, 6]
    assert counts["A", "2026-10", "asked"] == 7
    assert ("A1", "2026-10", "asked") not in counts


def test_decisions_are_counted_by_kind_by_how_they_went_and_by_how_quickly():
    rows = [
        row("decided", number=8, detail="agreed", days=2),
        row("decided", number=3, detail="refused", days=9),
        row("decided", number=2, detail="refused", thing="release", days=5),
        row("refused", number=3, detail="cover"),
        row("refused", number=2, detail="length", thing="release"),
    ]
    counts = lay_out(rows, SCOPES, WINDOW, KINDS).counts
    columns = ["all", "study", "study agreed", "study refused", "release", "refused"]
    assert [counts["B", column, "decided"] for column in columns] == [13, 11, 8, 3, 2, 5]
    assert counts["B", "all", "quick"] == 10
    assert (counts["B", "study cover", "refused"], counts["B", "release length", "refused"]) == (3, 2)


def test_every_kind_of_request_is_counted():
    assert set(flow.KINDS) == set(Kind)


def test_a_median_is_of_ten_cases_at_least():
    assert median_of({3: 9}) is None
    assert median_of({1: 4, 3: 3, 20: 3}) == 3


@pytest.mark.django_db
def test_published_flow_gives_each_scope_its_medians_money_and_hours_from_ten_on():
    alike = {"organisation": "B", "thing": "study_time", "month": WINDOW[-1]}
    Tally.objects.create(what="decided", detail="agreed", days=4, number=12, **alike)
    Tally.objects.create(what="cost", number=10, amount=1680, **alike)
    Tally.objects.create(what="completed", days=3, number=9, **alike)
    Fact.objects.bulk_create(
        Fact(what="hours", organisation="B", month=WINDOW[-1], amount=11, member=member)
        for member in MemberFactory.create_batch(10)
    )
    found = published_flow(ON, SCOPES)
    assert found["B"]["medians"] == {"decide": 4, "decide study": 4}
    assert found["B"]["means"] == {"cost": 170, "hours": 110}
    assert found[""]["medians"] == found["B"]["medians"]
    assert found["A"]["medians"] == found["A"]["means"] == {}
    assert found["B"]["cells"]["decided"]["all"] == 10
    assert found["A1"]["cells"]["asked"]["all"] == SMALL


# --- P15: nobody is pointed at ---------------------------------------------------------------------------------------


class FlowReader(Reader):
    """Knows what the pages say: departments add up to the profession, reasons and months to their totals."""

    def __init__(self, cells):
        super().__init__(cells)
        for scope, column, measure in self.cells:
            parts = [(part, column, measure) for part in {"": ["A", "B"], "A": ["A1", "A2"]}.get(scope, [])]
            if parts and all(part in cells for part in parts):
                self.is_sum((scope, column, measure), parts)
        for scope in ["", "A", "A1", "A2", "B"]:
            for measure, columns in PARTS.items():
                if columns:
                    self.is_sum((scope, "all", measure), [(scope, column, measure) for column in columns])
            decided = {"all": ["study", "release"], "refused": ["study refused", "release refused"]}
            decided |= {kind: [f"{kind} agreed", f"{kind} refused"] for kind in ("study", "release")}
            for total, columns in decided.items():
                self.is_sum((scope, total, "decided"), [(scope, column, "decided") for column in columns])
            for kind, reasons in [("study", STUDY_REASONS), ("release", RELEASE_REASONS)]:
                parts = [(scope, f"{kind} {reason}", "refused") for reason in reasons]
                self.is_sum((scope, f"{kind} refused", "decided"), parts)
            for columns in (["body CMI", "body City"], ["size Award", "size Diploma"]):
                self.is_sum((scope, "all", "started"), [(scope, column, "started") for column in columns])
            self.is_no_more((scope, "all", "quick"), [(scope, "all", "decided")])
        for scope in ["", "A", "B"]:
            self.is_sum((scope, "all", "started"), [(scope, f"region {one}", "started") for one in ("NW", "")])
            for measure in ("asked", "completed"):
                for total, window in [("before", WINDOW[:12]), ("all", WINDOW[12:])]:
                    self.is_sum((scope, total, measure), [(scope, f"{month:%Y-%m}", measure) for month in window])
            self.is_sum((scope, "all", "placed"), [(scope, f"to {to}", "placed") for to in ("A", "B", "outside")])


def made_up(seed):
    """A few of everything, in numbers that are easily worked out."""
    chance = Random(seed)
    number = lambda: chance.choice([0, 0, 1, 2, 3, 4, 4, 6, 8])  # noqa: E731
    rows = []
    for place in PLACES:
        for measure, columns in PARTS.items():
            if measure != "placed":
                rows += [row(measure, place, number(), detail=column) for column in columns or [""]]
        rows += [row(what, place, number(), month=month) for what in ("asked", "completed") for month in WINDOW[10:14]]
        rows += [row("started", place, number(), thing=thing) for thing in ("Q2", "Q3")]
        rows += [row("started", place, number(), region=region) for region in ("NW", "")]
        rows += [row("placed", place, number(), thing=to) for to in ("A", "B", "outside")]
        for thing, reasons in [("study_time", STUDY_REASONS), ("release", RELEASE_REASONS)]:
            refused = {reason: chance.choice([0, 0, 0, 1, 4]) for reason in reasons}
            rows += [row("refused", place, count, thing=thing, detail=reason) for reason, count in refused.items()]
            rows.append(row("decided", place, sum(refused.values()), thing=thing, detail="refused", days=9))
            rows.append(row("decided", place, number(), thing=thing, detail="agreed", days=2))
    return lay_out([one for one in rows if one["number"]], SCOPES, WINDOW, KINDS)


def pinned(cells, table):
    return FlowReader(cells).pinned([cell for cell, count in table.counts.items() if count < 5])


def test_no_small_count_of_what_happened_is_pinned_and_without_withholding_some_are(counts):
    undone = 0
    for seed in range(6):
        table = made_up(seed)
        assert pinned(publish(table), table) == set()
        undone += bool(pinned({cell: shown(count) for cell, count in table.counts.items()}, table))
    counts(f"{undone} of 6 years undone by rounding alone, none as published")
    assert undone >= 2


def test_the_figures_of_two_days_of_a_month_say_nothing_of_what_happened_between():
    table = made_up(1)
    more = [row("completed", "A1", 3, month=date(2026, 11, 1)), row("refused", "A1", 1, month=date(2026, 11, 1))]
    rows = [row("completed", "A1", 4)]
    assert publish(lay_out(rows, SCOPES, WINDOW, KINDS)) == publish(lay_out([*rows, *more], SCOPES, WINDOW, KINDS))
    assert publish(table) == publish(made_up(1))


def test_the_figures_of_two_months_together_pin_nothing_either():
    """Months are in both, their totals begin a month apart: for each small count another year fits both."""
    windows = [WINDOW, months(date(2026, 12, 21))]
    tried = 0
    for seed in range(12):
        chance = Random(seed)
        each = {f"{month:%Y-%m}": chance.choice([0, 0, 1, 3, 4, 7]) for month in [WINDOW[0], *windows[1]]}
        rows = [row("asked", "", each[f"{month:%Y-%m}"], month=month) for month in [WINDOW[0], *windows[1]]]
        spans, sums, counts = {}, [], dict(each)
        for number, window in enumerate(windows):
            table = lay_out(rows, SCOPES[:1], window, KINDS)
            cells = {column: cell for (_, column, measure), cell in publish(table).items() if measure == "asked"}
            for total, part in [("before", window[:12]), ("all", window[12:])]:
                counts[total, number] = table.counts["", total, "asked"]
                sums.append(((total, number), [f"{month:%Y-%m}" for month in part]))
                spans[total, number] = bounds_of(cells[total])
                for month in sums[-1][1]:
                    least, most = bounds_of(cells[month])
                    before = spans.get(month, ANY)
                    spans[month] = max(least, before[0]), min(most, before[1])
        both = Table(counts, [], agrees=sums)
        for month, count in each.items():
            if count < 5 and month in spans:
                assert second_table(both, spans, month), (seed, month)
                tried += 1
    assert tried > 200


def bounds_of(cell):
    return ANY if cell == WITHHELD else span(cell)
