"""Where a department's people stand: only what they have shared is counted, and no small number can be worked out."""

import csv
import io
from collections import Counter
from itertools import product
from operator import le
from random import Random

import pytest
from django.utils import timezone

from apps.capability import actions as capability
from apps.core.models import AuditEvent
from apps.insights import actions
from apps.insights.capability import Counted, lay_out, published_capability
from apps.insights.disclosure import publish, shown
from apps.insights.levels import pinned, published_levels
from apps.members.states import EmploymentStatus
from tests.capability import factories
from tests.capability.factories import agreed, answer, answered, begun, published, reporting
from tests.console.central import sign_in, sign_in_central
from tests.insights.attacker import Reader, meaning
from tests.insights.factories import head_of
from tests.members.factories import OrganisationFactory, RegionFactory
from tests.reading import budget, words_of

PAGE, FILE = "/insights/capability/", "/insights/capability.csv"
MOST = 13  # people in one department, region and grade, at most


@pytest.fixture
def prison(db):
    """An organisation of the Ministry of Justice."""
    published()
    department = OrganisationFactory(code="MOJ", name="Ministry of Justice")
    return OrganisationFactory(code="HMPPS", name="Prison and Probation Service", department=department)


def people(organisation, number, **fields):
    region = RegionFactory(code="WLS", name="Wales")
    return [reporting(organisation=organisation, region=region, **fields) for _ in range(number)]


def cells_of(column="all", scope="MOJ"):
    return published_capability()[scope]["core-skills"]["cells"][column]


# --- What is counted -------------------------------------------------------------------------------------------------


def test_what_is_shared_counts_for_the_department_and_what_is_private_nowhere(prison):
    for member in people(prison, 6):
        factories.shared(member, place=0)
    for member in people(prison, 5):
        answered(member, place=0)
    for member in people(prison, 5):
        begun(member, practice=True)
    first = published().capabilities.order_by("order").first().code
    for scope, column in product(["MOJ", ""], ["all", "grade AO", "region WLS"]):
        assert cells_of(column, scope)["assessed own"] == 5
        assert cells_of(column, scope)[f"{first} own"] == 5
    assert cells_of()["assessed agreed"] == "fewer than 5"
    assert "HMPPS" not in published_capability(), "departments only"


def test_below_is_below_what_is_expected_of_the_grade(prison):
    """Of an AO the first level is expected, of an SEO the third."""
    for member in people(prison, 5):
        factories.shared(member, place=1)
    for member in people(prison, 5, grade="SEO"):
        agreed(member, place=2)
    first = published().capabilities.order_by("order").first().code
    assert cells_of("grade AO")[f"{first} own"] == "fewer than 5"
    assert cells_of("grade SEO")[f"{first} own"] == cells_of("grade SEO")[f"{first} agreed"] == 5


def test_of_each_person_the_latest_counts_and_of_leavers_and_restricted_people_none(prison):
    for member in people(prison, 7):
        first = agreed(member, place=0)
        again = begun(member)
        for number in range(1, 6):
            answer(again, number, place=4)
        capability.share_assessment(assessment=again, by=member.user)
    member.status, member.email = EmploymentStatus.LEFT, None
    member.save()
    other = first.member.__class__.objects.filter(organisation=prison).exclude(pk=member.pk).first()
    other.restricted = True
    other.save()
    cells, first = cells_of(), published().capabilities.order_by("order").first().code
    assert (cells["assessed own"], cells["assessed agreed"]) == (5, 5)
    assert cells[f"{first} own"] == "fewer than 5", "by the latest they are at the highest level"
    assert cells[f"{first} agreed"] == 5, "what was agreed still holds"


def test_without_a_framework_there_is_nothing(db):
    assert published_capability() == {}


# --- No small number -------------------------------------------------------------------------------------------------


WHERE = [*product(["D"], ["W", "S"], ["AO", "EO"]), ("E", "W", "AO")]


def some_counts(seed):
    """A department with two grades in two regions, and a small one: few people here and more there."""
    chance = Random(seed)
    assessed = Counter({(*place, "own"): chance.choice([0, 1, 2, 3, 4, 5, 8]) for place in WHERE})
    below = Counter({(*key, "A"): chance.randint(0, number) for key, number in assessed.items()})
    return Counted(set(WHERE), assessed, below, Counter())


def pinned_by_a_reader(table, cells):
    """The small counts that a reader knows who tries every table there could be.

    They know that all is made of people in a department, region and grade, whose numbers are published nowhere, that
    nobody is below who has not assessed themselves, and how many work there at most.
    """
    assessed, below = (tables_like(table, cells, f"{kind} own") for kind in ("assessed", "A"))
    pairs = [(all_, part) for all_ in assessed for part in below if all(map(le, part, all_))]
    found = set()
    for place, kind in enumerate(["assessed", "A"]):
        for cell in cells:
            if cell[2] == f"{kind} own" and table.counts[cell] < 5:
                leaves = [number for number, leaf in enumerate(leaves_of(table, cell[2])) if _holds(cell, leaf)]
                if len({sum(pair[place][number] for number in leaves) for pair in pairs}) == 1:
                    found.add(cell)
    return found


def leaves_of(table, measure):
    return sorted(leaf for leaf in table.hidden if leaf[3] == measure)


def tables_like(table, cells, measure):
    """Every choice of hidden counts that would be published just like this."""
    leaves = leaves_of(table, measure)
    spans = [
        (meaning(shown), [number for number, leaf in enumerate(leaves) if _holds(cell, leaf)])
        for cell, shown in cells.items()
        if cell[2] == measure
    ]
    return [
        row
        for row in product(range(MOST + 1), repeat=len(leaves))
        if all(least <= sum(row[number] for number in own) <= most for (least, most), own in spans)
    ]


def _holds(cell, leaf):
    scope, column, measure = cell
    return scope in ("", leaf[0]) and column in ("all", leaf[1], leaf[2]) and measure == leaf[3]


@pytest.mark.parametrize("seed", [0, 5, 6])
def test_no_small_count_is_pinned(seed):
    table = lay_out(some_counts(seed), ["A"])
    cells = publish(table)
    assert set(cells) == set(table.counts) - table.hidden
    assert any(table.counts[cell] < 5 for cell in cells)
    assert pinned_by_a_reader(table, cells) == set()


def test_with_nothing_withheld_the_reader_finds_small_counts():
    """Four and four show as "fewer than 5" each, and their total as 10: no less would."""
    assessed = Counter({("D", "W", "AO", "own"): 4, ("D", "S", "EO", "own"): 4})
    table = lay_out(Counted(set(WHERE), assessed, Counter(), Counter()), ["A"])
    naive = {cell: shown(count) for cell, count in table.counts.items() if cell not in table.hidden}
    target = ("D", "grade AO", "assessed own")
    assert target in pinned_by_a_reader(table, naive)
    assert pinned_by_a_reader(table, publish(table)) == set()


def places(**rows):
    return Counter(
        {(scope, "own", "A", place): number for scope, row in rows.items() for place, number in enumerate(row)}
    )


def test_levels_are_shown_where_there_are_twenty_people():
    found = published_levels(places(D=[3, 40, 21, 0], E=[9, 9, 1, 0]), 4)
    assert found["D", "own", "A"] == ["fewer than 5", 40, 20, "fewer than 5"]
    assert ("E", "own", "A") not in found
    assert found["", "own", "A"] == [10, 50, 20, "fewer than 5"]


@pytest.mark.parametrize("seed", range(6))
def test_no_small_count_of_levels_is_pinned(seed):
    chance = Random(seed)
    rows = {scope: [chance.choice([0, 1, 3, 4, 5, 8, 12]) for _ in range(4)] for scope in "DEFG"}
    found = published_levels(places(**rows), 4)
    seen = {(scope, place): cell for (scope, *_), row in found.items() for place, cell in enumerate(row)}
    totals = {(scope, "all"): 5 * round(sum(rows[scope]) / 5) for scope in rows if (scope, 0) in seen}
    hidden = {(scope, place): "not shown" for scope in rows for place in range(4) if (scope, place) not in seen}
    reader = Reader(seen | totals | hidden)
    for scope, _ in totals:
        reader.is_sum((scope, "all"), [(scope, place) for place in range(4)])
    if ("", 0) in seen:
        for place in range(4):
            reader.is_sum(("", place), [(scope, place) for scope in rows])
    small = [cell for cell in seen if cell[0] and rows[cell[0]][cell[1]] < 5]
    assert reader.pinned(small) == set()


def test_a_small_count_that_the_total_gives_away_is_found():
    """8 and 8 show as 10 each and are 12 at most; with 4 in a total of 20, known from 18 on, all is open."""
    assert pinned({"D": [8, 8, 4]}, ["D"]) is None
    assert pinned({"D": [8, 8, 0, 2], "E": [0, 0, 0, 0]}, ["D"]) is None
    assert pinned({"D": [12, 12, 4]}, ["D"]) == "D", "12 and 12 at most, 28 at least: 4"


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def snapshot(prison):
    for number, member in enumerate(people(prison, 22)):
        factories.shared(member, place=0 if number < 11 else 2)
    return actions.publish_figures(on=timezone.localdate())


def test_it_says_what_is_missing_most_by_grade_and_region(client, snapshot):
    sign_in(client, head_of(OrganisationFactory(code="MOJ")))
    with budget(8):
        page = client.get(PAGE)
    words = words_of(page)
    assert "The biggest gaps are" in words and "50% are below the level expected of each" in words
    assert "20 of about" in words and "have shared a self-assessment" in words
    assert "Wales 10 of 20 (50%)" in words
    code, title = page.context["page"].figures["capabilities"][3]
    assert f"By grade and region {title}" in words_of(client.get(f"{PAGE}?capability={code}"))
    assert client.get(f"{PAGE}?framework=none&capability=none").status_code == 200


def test_the_file_has_the_figures_and_who_took_it_is_kept(client, snapshot):
    sign_in_central(client)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{FILE}?of=MOJ").content.decode(), newline=""), strict=True))
    wales = [row for row in rows if row["Group"] == "region WLS" and row["Said by"] == "What people say themselves"]
    assert {(row["Assessed"], row["Below expected"], row["% below"]) for row in wales} == {("20", "10", "50")}
    assert AuditEvent.objects.get(event="insights.exported").details["page"] == "capability"


def test_of_another_department_and_of_one_organisation_there_is_nothing(client, snapshot):
    other = OrganisationFactory(code="HO")
    actions.publish_figures(on=timezone.localdate())
    sign_in(client, head_of(other))
    assert client.get(f"{PAGE}?of=MOJ").status_code == client.get(f"{FILE}?of=MOJ").status_code == 404
    assert "no figures of capability yet" in words_of(client.get(PAGE))
    sign_in(client, head_of(OrganisationFactory(code="HMPPS")))
    assert "for whole departments only" in words_of(client.get(PAGE))
    assert client.get(FILE).status_code == 200


def test_to_everybody_else_it_is_not_there(client, snapshot):
    sign_in(client, reporting().user)
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 404
