"""The counts behind the figures, from the database, and how they are laid out."""

from datetime import date

import pytest

from apps.insights.disclosure import SMALL
from apps.insights.figures import DIRECT, count, lay_out, published_figures
from apps.members.models import FeedImport
from apps.members.states import EmploymentStatus
from apps.qualifications.states import TAKEN_UP, Status
from tests.insights.factories import make_departments, make_learners, make_people, make_profession
from tests.members.factories import GradeFactory, OrganisationFactory
from tests.qualifications.factories import QualificationFactory, enrolment_in

pytestmark = pytest.mark.django_db


def counted():
    found = {}
    for row in count():
        before = found.get((row["where"], row["column"]), (0, 0, 0))
        parts = zip(before, (row["headcount"], row["enrolled"], row["completed"]), strict=True)
        found[row["where"], row["column"]] = tuple(map(sum, parts))
    return found


def test_people_in_post_are_counted_by_organisation_and_grade():
    organisations = make_departments()
    make_people(3, organisations["HO"], grade="AO")
    make_people(2, organisations["HO"], grade="EO")
    make_people(1, organisations["HO"], grade=None)
    make_people(4, organisations["HMPPS"], grade="AO")
    assert counted() == {
        ("HO", "grade AO"): (3, 0, 0),
        ("HO", "grade EO"): (2, 0, 0),
        ("HO", "grade "): (1, 0, 0),
        ("HMPPS", "grade AO"): (4, 0, 0),
    }


@pytest.mark.parametrize(
    "fields", [{"status": EmploymentStatus.ABSENT}, {"status": EmploymentStatus.LEFT}, {"restricted": True}]
)
def test_who_is_away_has_left_or_is_restricted_is_in_no_count(fields):
    office = make_departments()["HO"]
    [person] = make_learners(1, office)
    if fields.get("status") == EmploymentStatus.LEFT:
        person.email = None
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()
    assert counted() == {}


@pytest.mark.parametrize("status", list(Status))
def test_enrolled_is_agreed_or_studying_and_completed_is_completed(status):
    make_learners(1, make_departments()["HO"], status=status, level=3)
    enrolled = int(status in (Status.APPROVED, Status.IN_PROGRESS, Status.DEFERRED))
    completed = int(status == Status.COMPLETED)
    at_levels = {("HO", "level 3"): (0, enrolled, completed)} if status in TAKEN_UP else {}
    assert counted() == {("HO", "grade AO"): (1, enrolled, completed), **at_levels}


def test_somebody_who_takes_several_counts_once_and_once_at_each_level():
    [person] = make_learners(1, make_departments()["HO"], level=2)
    for level in (2, 3):
        enrolment_in(Status.IN_PROGRESS, member=person, qualification=QualificationFactory(level=level))
    enrolment_in(Status.COMPLETED, member=person, qualification=QualificationFactory(level=3))
    assert counted() == {
        ("HO", "grade AO"): (1, 1, 1),
        ("HO", "level 2"): (0, 1, 0),
        ("HO", "level 3"): (0, 1, 1),
    }


def test_counting_is_one_statement_however_many_there_are(django_assert_num_queries):
    organisations = make_departments()
    make_people(5, organisations["HO"])
    make_people(5, organisations["HMPPS"])
    with django_assert_num_queries(1):
        list(count())


def test_every_total_is_the_true_sum_of_its_parts():
    rows = [
        {"where": "HMPPS", "column": "grade AO", "headcount": 9, "enrolled": 4, "completed": 1},
        {"where": "HMPPS", "column": "grade ", "headcount": 2, "enrolled": 0, "completed": 2},
        {"where": "HMCTS", "column": "grade AO", "headcount": 7, "enrolled": 3, "completed": 0},
        {"where": "HO", "column": "grade AO", "headcount": 5, "enrolled": 1, "completed": 1},
        {"where": "HMCTS", "column": "level 2", "headcount": 0, "enrolled": 3, "completed": 0},
        {"where": "HO", "column": "level 2", "headcount": 0, "enrolled": 1, "completed": 1},
    ]
    parents = {"": None, "MOJ": "", "HMPPS": "MOJ", "HMCTS": "MOJ", "HO": ""}
    scopes = [{"code": code, "parent": parent} for code, parent in parents.items()]
    counts = lay_out(rows, scopes, ["grade AO", "grade "], ["level 2"]).counts
    assert counts["", "all", "headcount"] == 23
    assert counts["MOJ", "all", "enrolled"] == 7
    assert counts["MOJ", "grade AO", "headcount"] == 16
    assert counts["", "grade ", "completed"] == 2
    assert counts["HO", "grade ", "headcount"] == 0
    assert counts["", "level 2", "enrolled"] == 4
    assert ("", "level 2", "headcount") not in counts


def test_people_whose_department_has_organisations_have_a_row_of_their_own():
    organisations = make_departments()
    make_people(6, organisations["MOJ"])
    make_people(20, organisations["HMPPS"])
    figures = published_figures()
    assert [scope["code"] for scope in figures["scopes"]] == ["", "HO", "MOJ", "HMCTS", "HMPPS", "MOJ" + DIRECT]
    assert figures["cells"]["MOJ" + DIRECT]["all"]["headcount"] == 5
    assert figures["cells"]["MOJ"]["all"]["headcount"] == 25


def test_figures_list_what_there_is_with_people_or_without():
    make_departments()
    OrganisationFactory(code="ESTYN", name="Estyn", headcount=30)
    GradeFactory(code="SCS1", name="SCS pay band 1", order=7, headcount=None)
    QualificationFactory(level=3)
    FeedImport.objects.create(as_of=date(2026, 11, 20), sha256="0" * 64, rows=0)
    figures = published_figures()
    assert {scope["code"]: scope["official"] for scope in figures["scopes"]} == {
        "": 272_430,
        "ESTYN": 30,
        "HO": 31020,
        "MOJ": 81000,
        "HMCTS": 1000,
        "HMPPS": 1000,
    }
    assert [grade["column"] for grade in figures["grades"]] == ["grade SCS1", "grade "]
    assert figures["levels"] == [{"column": "level 3", "name": "Level 3, like A levels"}]
    assert figures["hr_feed"] == "2026-11-20"
    assert figures["cells"]["ESTYN"]["grade SCS1"]["headcount"] == SMALL


def test_published_cells_are_rounded_from_their_own_true_counts():
    make_profession()
    cells = published_figures()["cells"]
    assert cells[""]["all"] == {"headcount": 260, "enrolled": 20, "completed": 5}
    assert cells["MOJ"]["all"] == {"headcount": 150, "enrolled": 10, "completed": 5}
    assert cells["HMCTS"]["all"] == {"headcount": 30, "enrolled": SMALL, "completed": SMALL}
    assert cells["HMPPS"]["grade EO"] == {"headcount": 10, "enrolled": 10, "completed": SMALL}
    assert cells["HO"]["level 3"] == {"enrolled": 5, "completed": SMALL}


def test_a_portal_without_people_or_catalogue_has_figures_too():
    assert published_figures()["cells"] == {
        "": {column: {"headcount": SMALL, "enrolled": SMALL, "completed": SMALL} for column in ["all", "grade "]}
    }
