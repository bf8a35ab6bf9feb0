import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.qualifications.catalogue_file import errors_of, slug_of
from tests.qualifications.our_catalogue import our_catalogue

OF_OURS = {
    "departments": ["DWP", "HMRC"],
    "regions": ["WLS", "NW"],
    "organisations": ["DWPC"],
    "grades": ["AO", "EO"],
}


def small():
    """A file with one suite of three units and one qualification: the smallest with everything in it."""
    return {
        "suites": [
            {
                "code": "S",
                "awarding_body": "City & Guilds",
                "title": "Operational Delivery",
                "units": [
                    {"code": "1", "title": "Listening", "level": 2, "credits": 3, "provenance": "confirmed"},
                    {"code": "2", "title": "Deciding", "level": 2, "tut_hours": 30, "provenance": "illustrative"},
                    {"code": "3", "title": "Explaining", "level": 2, "provenance": "illustrative"},
                ],
            }
        ],
        "qualifications": [
            {
                "code": "S-AWD",
                "suite": "S",
                "title": "Award in Listening",
                "level": 2,
                "size": "Award",
                "status": "open",
                "provenance": "confirmed",
                "price_gbp": "168.00",
                "eligible_departments": ["DWP"],
                "eligible_regions": ["WLS"],
                "requirements": {"organisations": ["DWPC"], "grade_from": "AO", "grade_to": "EO"},
                "rules": {
                    "mandatory": ["1", "2"],
                    "groups": [{"title": "Optional", "choose": 1, "units": ["2"]}],
                    "barred": [{"unit": "1", "not_with": ["3"]}],
                },
            }
        ],
    }


def spoiled(path, value, data=None):
    """The small file with another value at a path as the errors name it."""
    data = data or small()
    *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    row = data
    for step in way:
        row = row[step]
    row[last] = value
    return data


def errors(data):
    return errors_of(data, **OF_OURS)


def test_the_file_that_ships_has_no_errors():
    assert errors(our_catalogue()) == []
    assert errors(small()) == []


def test_requirements_that_contradict_the_file():
    data = spoiled(f"{REQUIREMENTS}.prerequisites", ["S-AWD"])
    assert errors(data) == [f"{REQUIREMENTS}.prerequisites[0]: “S-AWD” is no other qualification of ours"]
    data = spoiled(f"{REQUIREMENTS}.grade_from", "EO")
    data["qualifications"][0]["requirements"] |= {"grade_to": "AO", "grade_form": "EO"}
    assert [error.split(": ")[0] for error in errors(data)] == [
        f"{REQUIREMENTS}.grade_form",
        f"{REQUIREMENTS}.grade_to",
    ]


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"suites": []}, {"suites": {}, "qualifications": []}])
def test_the_file_must_have_both_lists(data):
    assert errors(data) == ["file: must be an object with the lists “suites” and “qualifications”"]


SUITE, UNIT, QUALIFICATION = "suites[0]", "suites[0].units[0]", "qualifications[0]"
REQUIREMENTS = "qualifications[0].requirements"
RULES, GROUP = "qualifications[0].rules", "qualifications[0].rules.groups[0]"
ONE_LINE = "must be on one line, without control characters"
LEVELS = "must be one of: 2, 3, 4, 5, 6, 7"
PROVENANCE = "must be one of: confirmed, illustrative"
NUMBER = "must be a whole number from 1 to 10000"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (SUITE, "S", "must be an object"),
        (f"{SUITE}.code", 7, "must be a text"),
        (f"{SUITE}.code", " ", "must be a text"),
        (f"{SUITE}.code", "S" * 21, "must be 20 characters or fewer"),
        (f"{SUITE}.title", None, "must be a text"),
        (f"{SUITE}.title", "Two\nlines", ONE_LINE),
        (f"{SUITE}.title", "a\x00b", ONE_LINE),
        (f"{SUITE}.awarding_body", "\ud800", ONE_LINE),
        (f"{SUITE}.awarding_body", "turned \u202eround", ONE_LINE),
        (f"{SUITE}.note", ["note"], "must be a text"),
        (f"{SUITE}.assumed_unit_credits", 0, NUMBER),
        (f"{SUITE}.units", {}, "must be a list"),
        (UNIT, [], "must be an object"),
        (f"{UNIT}.code", None, "must be a text"),
        (f"{UNIT}.title", "t" * 251, "must be 250 characters or fewer"),
        (f"{UNIT}.level", 1, LEVELS),
        (f"{UNIT}.level", [2], LEVELS),
        (f"{UNIT}.provenance", "guessed", PROVENANCE),
        (f"{UNIT}.credits", True, NUMBER),
        (f"{UNIT}.credits", 10**30, NUMBER),
        (f"{UNIT}.tut_hours", 2.5, NUMBER),
        (QUALIFICATION, None, "must be an object"),
        (f"{QUALIFICATION}.code", None, "must be a text"),
        (f"{QUALIFICATION}.title", {}, "must be a text"),
        (f"{QUALIFICATION}.title", "…", "must have letters or numbers: the address of its page is made of them"),
        (f"{QUALIFICATION}.level", "2", LEVELS),
        (f"{QUALIFICATION}.size", "Badge", "must be one of: Award, Certificate, Diploma"),
        (f"{QUALIFICATION}.status", "", "must be one of: open, details_pending, closed"),
        (f"{QUALIFICATION}.provenance", 1, PROVENANCE),
        (f"{QUALIFICATION}.size_provenance", "?", PROVENANCE),
        (f"{QUALIFICATION}.rules_provenance", {}, PROVENANCE),
        (f"{QUALIFICATION}.totals_provenance", [], PROVENANCE),
        (f"{QUALIFICATION}.note", 7, "must be a text"),
        (f"{QUALIFICATION}.accreditation_number", 7, "must be a text"),
        (f"{QUALIFICATION}.glh", "94", NUMBER),
        (f"{QUALIFICATION}.glh_range", 45, "must be a text"),
        (f"{QUALIFICATION}.tqt", -1, NUMBER),
        (f"{QUALIFICATION}.credits_on_record", "6", NUMBER),
        (f"{QUALIFICATION}.eligible_departments", [], "must be “all” or a list of department codes"),
        (f"{QUALIFICATION}.eligible_departments", None, "must be “all” or a list of department codes"),
        (f"{QUALIFICATION}.eligible_departments[0]", "DPW", "“DPW” is no department of ours"),
        (f"{QUALIFICATION}.eligible_regions", "Wales", "must be “all” or a list of region codes"),
        (f"{QUALIFICATION}.eligible_regions[0]", ["WLS"], "“['WLS']” is no region of ours"),
        (f"{QUALIFICATION}.requirements", "EO", "must be an object"),
        (f"{REQUIREMENTS}.organisations", "all", "must be a list of organisation codes"),
        (f"{REQUIREMENTS}.organisations[0]", "X", "“X” is no organisation of ours"),
        (f"{REQUIREMENTS}.grade_from", ["EO"], "“['EO']” is no grade of ours"),
        (f"{REQUIREMENTS}.grade_to", None, "“None” is no grade of ours"),
        (f"{REQUIREMENTS}.funded_once", "yes", "must be true, or left out"),
        (f"{QUALIFICATION}.suite", "T", "“T” is no suite of this file"),
        (f"{QUALIFICATION}.suite", {}, "“{}” is no suite of this file"),
        (f"{QUALIFICATION}.successor", "T", "“T” is no qualification of this file"),
        (f"{QUALIFICATION}.successor", [], "“[]” is no qualification of this file"),
        (f"{QUALIFICATION}.successor", "S-AWD", "must be another qualification"),
        (RULES, None, "must be known for a qualification that is open"),
        (RULES, [], "must be an object"),
        (RULES, {}, "asks for nothing: name mandatory units, groups or a total"),
        (f"{RULES}.mandatory", "1", "must be a list of unit codes"),
        (f"{RULES}.mandatory[0]", "9", "“9” is no unit of this suite"),
        (f"{RULES}.mandatory[0]", [], "“[]” is no unit of this suite"),
        (f"{RULES}.mandatory[1]", "1", "“1” is there twice"),
        (f"{RULES}.groups", None, "must be a list"),
        (GROUP, "2", "must be an object"),
        (f"{GROUP}.title", "", "must be a text"),
        (f"{GROUP}.choose", None, "must say how many"),
        (f"{GROUP}.choose", "one", NUMBER),
        (f"{GROUP}.choose", 2, "is impossible: 2 of 1 units"),
        (f"{GROUP}.units", None, "must be a list of unit codes"),
        (f"{GROUP}.units[0]", "9", "“9” is no unit of this suite"),
        (f"{RULES}.min_units", "2", NUMBER),
        (f"{RULES}.barred", {}, "must be a list"),
        (f"{RULES}.barred[0]", "1", "must be an object with “unit” and “not_with”"),
        (f"{RULES}.barred[0].unit", None, "“None” is no unit of this suite"),
        (f"{RULES}.barred[0].not_with", None, "must be a list of unit codes"),
        (f"{RULES}.barred[0].not_with[0]", "9", "“9” is no unit of this suite"),
        (f"{RULES}.barred[0].not_with", ["1"], "must be other units than the one that they bar"),
    ],
)
def test_an_error_names_the_path_of_the_value(path, value, problem):
    assert errors(spoiled(path, value))[0] == f"{path}: {problem}"


@pytest.mark.parametrize(
    "key", ["code", "title", "awarding_body", "units", "level", "provenance", "size", "status", "suite"]
)
def test_what_is_left_out_is_an_error(key):
    data = small()
    for row in [data["suites"][0], data["suites"][0]["units"][0], data["qualifications"][0]]:
        row.pop(key, None)
    assert any(f".{key}: must be" in error or f".{key}: “None”" in error for error in errors(data))


def test_a_word_that_is_no_part_of_a_rule_is_an_error():
    assert errors(spoiled(f"{RULES}.optional", ["2"])) == [
        f"{RULES}.optional: is no part of a rule: those are "
        "barred, groups, mandatory, min_credits, min_tut_hours, min_units"
    ]


@pytest.mark.parametrize(
    "rules",
    [
        {"min_credits": 4},
        {"min_tut_hours": 31},
        {"min_units": 4},
        {"mandatory": ["1", "2"], "barred": [{"unit": "2", "not_with": ["1"]}]},
        {"min_credits": 3, "min_tut_hours": 30, "barred": [{"unit": "2", "not_with": ["1"]}]},
    ],
)
def test_a_rule_that_nobody_can_meet_is_an_error(rules):
    assert errors(spoiled(RULES, rules)) == [f"{RULES}: is impossible: no choice of the suite’s units can meet it"]


def test_credits_that_the_suite_assumes_count():
    data = spoiled(RULES, {"min_credits": 9}, spoiled(f"{SUITE}.assumed_unit_credits", 6))
    assert errors(data) == []


@pytest.mark.parametrize(
    "price",
    ["168", "168.0", "0.00", "-1.00", "1,168.00", "£168.00", 168, 168.0, "1e5.00", "1234567.00", "१.00", ".50"],
)
def test_a_price_is_a_text_in_pounds_and_pence(price):
    error = "qualifications[0].price_gbp: must be a text such as “168.00”, or null where the price is not known"
    assert errors(spoiled(f"{QUALIFICATION}.price_gbp", price)) == [error]


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("suites", "suites[1].code: “S” is there twice"),
        ("qualifications", "qualifications[1].code: “S-AWD” is there twice"),
    ],
)
def test_a_code_is_there_once(key, error):
    data = small()
    data[key].append(data[key][0] | {"title": "Another title"})
    assert errors(data) == [error]


def test_titles_that_would_share_an_address_are_refused():
    data = small()
    data["qualifications"].append(data["qualifications"][0] | {"code": "S-CRT", "title": "Award: in listening!"})
    assert errors(data) == ["qualifications[1].title: “award-in-listening” is there twice"]


def test_a_suite_has_no_more_units_than_can_be_searched():
    unit = small()["suites"][0]["units"][0]
    units = [unit | {"code": str(number)} for number in range(101)]
    assert errors(spoiled(f"{SUITE}.units", units)) == ["suites[0].units: must be 100 or fewer"]


def test_all_errors_are_told_at_once():
    data = spoiled(f"{RULES}.mandatory[0]", "9", spoiled(f"{UNIT}.level", 9, spoiled(f"{SUITE}.title", 1)))
    assert [error.partition(":")[0] for error in errors(data)] == [
        "suites[0].title",
        "suites[0].units[0].level",
        "qualifications[0].rules.mandatory[0]",
    ]


def test_a_rule_need_not_be_known_for_what_cannot_be_started():
    assert errors(spoiled(f"{QUALIFICATION}.status", "details_pending", spoiled(RULES, None))) == []


def test_what_is_echoed_is_short():
    error = errors(spoiled(f"{QUALIFICATION}.suite", "T" * 5000))[0]
    assert len(error) < 200


def test_slug_of_is_short_enough_for_an_address():
    assert slug_of("Level 2 Award in Operational Delivery (Principles)") == (
        "level-2-award-in-operational-delivery-principles"
    )
    assert len(slug_of("a" * 250)) == 200


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.just("S"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def paths_of(value, path=""):
    """Every place in the file that holds a value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        yield f"{path}[{key}]"
        yield from paths_of(inner, f"{path}[{key}]")


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(list(paths_of(small()))), value=anything)
def test_a_value_of_any_kind_in_any_place_gives_errors_and_never_raises(path, value):
    assert all(": " in error for error in errors(spoiled(path, value)))


@settings(max_examples=100, deadline=None)
@given(data=anything | st.fixed_dictionaries({"suites": st.lists(anything), "qualifications": st.lists(anything)}))
def test_a_file_of_any_json_gives_errors_and_never_raises(data):
    assert errors(data) or data == {"suites": [], "qualifications": []}
