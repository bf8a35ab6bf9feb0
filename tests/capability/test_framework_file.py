import pytest

from apps.capability.framework_file import digest_of, errors_of
from apps.members.reference import workforce
from tests.capability.our_frameworks import CORE, SENIOR, our_framework

GRADES = [row["code"] for row in workforce()["grades"] if row["code"]]


def faults(data, **known):
    return errors_of(data, grades=GRADES, job_families=["HELP"], **known)


@pytest.mark.parametrize("path", [CORE, SENIOR])
def test_our_own_files_have_no_fault(path):
    assert faults(our_framework(path)) == []


def test_the_two_files_do_not_go_round_in_a_circle_together():
    into = {row["slug"]: row["develops_into"] for row in our_framework(CORE)["capabilities"]}
    assert faults(our_framework(SENIOR), elsewhere=into) == []


def put(data, path, value):
    """put(data, "levels.0.slug", "x")"""
    *parents, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    for part in parents:
        data = data[part]
    data[last] = value


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("slug", "Core Skills", "slug: must be small letters, numbers and single hyphens"),
        ("title", {"en": "x"}, "title: must be a text"),
        ("title", "x" * 201, "title: must be 200 characters or fewer"),
        ("version", 2024, "version: must be a text"),
        ("audience", [], "audience: must be an object"),
        ("audience.grades", "AA", "audience.grades: must be a list of grade codes"),
        ("audience.grades", ["AA", "A0"], "audience.grades[1]: “A0” is no grade of ours"),
        ("audience.grades", ["AA", ["AO"]], "audience.grades[1]: “['AO']” is no grade of ours"),
        ("levels", {}, "levels: must be a list with something in it"),
        ("levels.1", "working", "levels[1]: must be an object"),
        ("levels.1.order", True, "levels[1].order: must be a whole number from 1 to 1000"),
        ("levels.1.order", 1, "levels[1].order: “1” is there twice, first at levels[0].order"),
        ("levels.1.definition", "x\ny", "levels[1].definition: must be on one line, without control characters"),
        ("capabilities", [], "capabilities: must be a list with something in it"),
        ("capabilities.0", [[[]]], "capabilities[0]: must be an object"),
        ("capabilities.2.code", "CON", "capabilities[2].code: “CON” is there twice, first at capabilities[0].code"),
        ("capabilities.2.summary", "\ud800", "capabilities[2].summary: must be on one line, without control charac"),
        ("capabilities.2.provenance", "sure", "capabilities[2].provenance: must be one of: confirmed, illustrative"),
        ("capabilities.0.statements", [], "capabilities[0].statements: must be a list with something in it"),
        ("capabilities.0.statements.0.level", "top", "capabilities[0].statements[0].level: “top” is no level of th"),
        ("capabilities.0.statements.0.level", ["x"], "capabilities[0].statements[0].level: “['x']” is no level of "),
        ("capabilities.0.statements.0.text", "x" * 1001, "capabilities[0].statements[0].text: must be 1000 charact"),
        ("capabilities.1.statements.0.code", "CON-A1", "capabilities[1].statements[0].code: “CON-A1” is there twic"),
        ("capabilities.0.develops_into", "x", "capabilities[0].develops_into: must be a list of capability slugs"),
        ("capabilities.0.develops_into", ["x", "x"], "capabilities[0].develops_into[1]: “x” is there twice"),
        ("expected_levels_by_grade", [], "expected_levels_by_grade: must be an object of grades with levels"),
        ("expected_levels_by_grade", {"A0": "working"}, "expected_levels_by_grade.A0: is no grade of ours"),
        ("expected_levels_by_grade", {"AO": 2}, "expected_levels_by_grade.AO: “2” is no level of this file"),
        ("expected_levels_provenance", "sure", "expected_levels_provenance: must be one of: confirmed, illustrative"),
        ("expected_levels_by_role", {}, "expected_levels_by_role: must be a list with something in it"),
    ],
)
def test_a_fault_is_told_with_its_path(path, value, fault):
    data = our_framework()
    put(data, path, value)
    found = faults(data)
    assert any(each.startswith(fault) for each in found), found


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_what_is_no_framework(data):
    assert faults(data) == ["file: must be an object"]


def test_a_level_without_statements():
    data = our_framework()
    rows = data["capabilities"][3]["statements"]
    data["capabilities"][3]["statements"] = [row for row in rows if row["level"] != "expert"]
    assert faults(data) == ["capabilities[3].statements: has none for the level “expert”"]


def test_what_develops_into_itself_in_the_end():
    data = our_framework()
    first, second = data["capabilities"][:2]
    first["develops_into"], second["develops_into"] = [second["slug"]], ["elsewhere"]
    assert faults(data) == []
    found = faults(data, elsewhere={"elsewhere": [first["slug"]]})
    assert found[0] == (
        "capabilities[0].develops_into: goes round in a circle: connections-and-communication > "
        "operational-leadership-and-management > elsewhere > connections-and-communication"
    )
    data["capabilities"][0]["develops_into"] = [first["slug"]]
    assert "capabilities[0].develops_into: goes round in a circle" in faults(data)[0]


def test_the_levels_of_roles():
    data = our_framework()
    role = {"title": "Adviser", "job_family": "HELP", "grades": ["AO"], "levels": {"all": "working"}}
    data["expected_levels_by_role"] = [role]
    assert faults(data) == []
    data["expected_levels_by_role"] = [
        role,
        role | {"levels": {"nothing": "working", "all": "top"}},
        role | {"job_family": "X", "levels": {}},
    ]
    assert faults(data) == [
        "expected_levels_by_role[1].grades: “HELP AO” is there twice, first at expected_levels_by_role[0].grades",
        "expected_levels_by_role[1].levels.nothing: is no capability of this file",
        "expected_levels_by_role[1].levels.all: “top” is no level of this file",
        "expected_levels_by_role[2].job_family: “X” is no job family of ours",
        "expected_levels_by_role[2].levels: must be an object of capability slugs, or “all”, with levels",
    ]


def test_the_same_however_it_is_written():
    data = our_framework()
    assert digest_of(data) == digest_of(dict(reversed(data.items())))
    data["title"] += "."
    assert digest_of(data) != digest_of(our_framework())
