"""Made-up people: in the proportions of the profession, in lines that make sense, and the same for the same seed."""

import csv
import itertools
from collections import Counter
from statistics import mean

import pytest
from django.core.management import CommandError, ManagementUtility, call_command

from apps.console.population import names
from apps.console.population.members import make_members
from apps.console.population.places import ONLY_IN
from apps.console.population.proportions import Proportions, share_out
from apps.members.actions import import_feed
from apps.members.feed.checks import circles
from apps.members.feed.columns import COLUMNS
from apps.members.models import Member
from apps.members.reference import job_families, workforce
from tests.members.factories import MemberFactory

SIZE = 20_000
RANKS = ["PS", "SCS3", "SCS2", "SCS1", "G6", "G7", "SEO", "HEO", "EO", "AO", "AA", ""]


@pytest.fixture(scope="module")
def people():
    return make_members(SIZE, seed=7)


def shares(people, column):
    return {code: count / len(people) for code, count in Counter(person[column] for person in people).items()}


# --- Proportions ----------------------------------------------------------------------------------------------------


def test_there_are_as_many_as_asked(people):
    assert len(people) == SIZE


def test_organisations_have_their_share(people):
    found, whole = Counter(person["organisation"] for person in people), 0
    for department in workforce()["departments"]:
        whole += sum(organisation["headcount"] for organisation in department["organisations"] or [department])
    for department in workforce()["departments"]:
        for organisation in department["organisations"] or [department]:
            assert abs(found[organisation["code"]] - organisation["headcount"] * SIZE / whole) < 1


@pytest.mark.parametrize("column", ["grade", "region"])
def test_grades_and_regions_have_their_share(column, people):
    rows = workforce()[f"{column}s"]
    found, whole = shares(people, column), sum(row["headcount"] or 0 for row in rows)
    for row in rows:
        if row["headcount"]:
            assert found[row["code"]] == pytest.approx(row["headcount"] / whole, abs=0.004)


def test_eight_per_cent_have_no_grade_and_few_are_senior(people):
    found = shares(people, "grade")
    assert found[""] == pytest.approx(0.08, abs=0.002)
    senior = sum(found.get(code, 0) for code in ["SCS1", "SCS2", "SCS3", "PS"])
    assert senior == pytest.approx(890 / 272_430, abs=0.0005)


def test_contracts_absence_and_working_days_are_as_usual(people):
    assert shares(people, "contract")["fixed_term"] == pytest.approx(0.03, abs=0.005)
    assert shares(people, "status") == {
        "in_post": pytest.approx(0.98, abs=0.005),
        "absent": pytest.approx(0.02, abs=0.005),
    }
    assert 0.001 < shares(people, "restricted")["yes"] < 0.006
    assert 0.15 < 1 - shares(people, "working_days")["MTWTF"] < 0.3


def test_a_role_fits_the_grade_and_the_organisation(people):
    grades = {
        (family["code"], role["title"]): role["grades"]
        for family in job_families()["job_families"]
        for role in family["roles"]
    }
    for person in people:
        role = person["job_family"], person["job_title"]
        if person["grade"] and role in grades:
            assert person["grade"] in grades[role]
        assert person["organisation"] in ONLY_IN.get(person["job_title"], {person["organisation"]})
        assert person["job_title"] and person["job_family"]


def test_names_are_of_many_kinds(people):
    pairs = Counter((person["given_name"], person["family_name"]) for person in people)
    assert len(pairs) > 0.8 * SIZE
    assert sum(group.share for group in names.GROUPS) == 100
    families = {person["family_name"] for person in people}
    for group in names.GROUPS:
        assert len(families.intersection(group.family)) > 0.8 * len(set(group.family))
    assert any(not person["given_name"] for person in people)
    assert all(person["family_name"] for person in people)


def test_addresses_are_of_the_department_and_single(people):
    department_of = Proportions().department_of
    assert len({person["email"] for person in people}) == len({person["staff_number"] for person in people}) == SIZE
    for person in people:
        local, domain = person["email"].split("@")
        assert domain == f"{department_of[person['organisation']].lower()}.odp.example"
        assert local and person["email"].isascii()


# --- Lines ----------------------------------------------------------------------------------------------------------


def test_all_lines_end_at_the_top_of_the_department(people):
    by_number = {person["staff_number"]: person for person in people}
    manager_of = {number: person["line_manager"] for number, person in by_number.items() if person["line_manager"]}
    assert circles(manager_of) == []
    department_of = Proportions().department_of
    tops = [department_of[person["organisation"]] for person in people if not person["line_manager"]]
    assert len(tops) == len(set(tops)) == len({department_of[person["organisation"]] for person in people})
    for person in people:
        if person["line_manager"]:
            manager = by_number[person["line_manager"]]
            assert department_of[manager["organisation"]] == department_of[person["organisation"]]


def test_nobody_reports_to_a_junior(people):
    by_number = {person["staff_number"]: person for person in people}
    same = 0
    for person in people:
        if person["line_manager"]:
            manager = by_number[person["line_manager"]]["grade"]
            assert RANKS.index(manager) <= RANKS.index(person["grade"])
            same += manager == person["grade"]
    assert same < 0.01 * SIZE


def test_managers_have_six_to_twelve_reports(people):
    organisation_of = {person["staff_number"]: person["organisation"] for person in people}
    spans = Counter()
    for person in people:
        if person["line_manager"] and organisation_of[person["line_manager"]] == person["organisation"]:
            spans[person["line_manager"]] += 1
    assert max(spans.values()) <= 12
    assert sum(span >= 6 for span in spans.values()) > 0.95 * len(spans)
    assert 8 < mean(spans.values()) < 10


# --- Sizes and seeds ------------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_people(people):
    assert make_members(SIZE, seed=7) == people
    assert make_members(SIZE, seed=8) != people


@pytest.mark.parametrize("total", [1, 2, 3, 10, 47, 333])
def test_any_number_of_people_is_a_feed(total, db, tmp_path):
    call_command("load_organisations", "apps/members/data/workforce.json")
    path = tmp_path / "feed.csv"
    call_command("make_population", members=total, seed=3, csv=str(path))
    assert import_feed(path=path).counts["new"] == total
    assert import_feed(path=path).is_repeat


def test_a_file_is_all_that_csv_writes(db, tmp_path, capsys):
    paths = [tmp_path / name for name in ("one.csv", "two.csv")]
    for path in paths:
        call_command("make_population", "--members", "200", "--seed", "5", "--csv", str(path))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with open(paths[0], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == COLUMNS and len(rows) == 200
    assert not Member.objects.exists()
    assert "200 people written to" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: No such file"):
        call_command("make_population", members=5, csv=str(tmp_path / "no" / "feed.csv"))


@pytest.mark.parametrize(
    "arguments", [[], ["--members", "0"], ["--members", "-5"], ["--members", "many"], ["--members", "٥"]]
)
def test_wrong_usage_is_exit_code_2(arguments):
    with pytest.raises(SystemExit) as end:
        ManagementUtility(["manage.py", "make_population", *arguments]).execute()
    assert end.value.code == 2


@pytest.mark.parametrize("total", range(0, 200, 7))
def test_shares_add_up_and_are_nearly_exact(total):
    sizes = {"a": 1, "b": 2, "c": 0, "d": 7.5, "e": 1000}
    found = share_out(sizes, total)
    assert sum(found.values()) == total
    assert all(abs(found[code] - total * size / 1010.5) < 1 for code, size in sizes.items())


def test_those_who_are_here_already_stay_as_they_are(db):
    call_command("load_organisations", "apps/members/data/workforce.json")
    manager = MemberFactory(staff_number="00000040", email="amara.okafor@dwp.odp.example", organisation_id="DWPC")
    MemberFactory(
        staff_number="00000038",
        organisation_id="HO",
        line_manager=manager,
        status="absent",
        restricted=True,
        grade=None,
    )
    MemberFactory(staff_number="00000039", organisation_id="HO", status="left", email=None, user=None)
    before = list(Member.objects.order_by("pk").values())
    call_command("make_population", members=300)
    assert list(Member.objects.order_by("pk").values()[:3]) == before
    assert Member.objects.count() == 303
    new = Member.objects.order_by("pk")[3:].values_list("staff_number", flat=True)
    assert set(new) == {f"{number:08}" for number in itertools.islice(itertools.count(41), 300)}
