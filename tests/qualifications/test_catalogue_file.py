import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.qualifications.catalogue_file import errors_of, slug_of
from tests.qualifications.our_catalogue import our_catalogue

OF_OURS = {"departments": ["DWP", "HMRC"], "regions": ["WLS", "NW"]}


def small():
    """A file with one suite of two units and one qualification: the smallest with everything in it."""
    return {
        "suites": [
            {
                "code": "S",
                "awarding_body": "City & Guilds",
                "title": "Operational Delivery",
                "units": [
                    {"code": "1", "title": "Listening", "level": 2, "credits": 3, "provenance": "confirmed"},
                    {"code": "2", "title": "Deciding", "level": 2, "tut_hours": 30, "provenance": "illustrative"},
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
                "eligible_regions": "all",
                "rules": {"mandatory": ["1"], "groups": [{"title": "Optional", "choose": 1, "units": ["2"]}]},
            }
        ],
    }


def spoiled(path, value, data=None):
    """The small file with another value at a path of keys and places."""
    data = data or small()
    *way, last = path
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


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"suites": []}, {"suites": {}, "qualifications": []}])
def test_the_file_must_have_both_lists(data):
    assert errors(data) == ["file: must be an object with the lists “suites” and “qualifications”"]


SUITE, UNIT = ("suites", 0), ("suites", 0, "units", 0)
QUALIFICATION = ("qualifications", 0)
RULES = (*QUALIFICATION, "rules")
GROUP = (*RULES, "groups", 0)


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        (SUITE, "S", "suites[0]: must be an object"),
        ((*SUITE, "code"), 7, "suites[0].code: must be a text"),
        ((*SUITE, "code"), " ", "suites[0].code: must be a text"),
        ((*SUITE, "code"), "S" * 21, "suites[0].code: must be 20 characters or fewer"),
        ((*SUITE, "title"), None, "suites[0].title: must be a text"),
        ((*SUITE, "title"), "Two\nlines", "suites[0].title: must be on one line, without control characters"),
        (
            (*SUITE, "awarding_body"),
            "a\x00b",
            "suites[0].awarding_body: must be on one line, without control characters",
        ),
        (
            (*SUITE, "awarding_body"),
            "\ud800",
            "suites[0].awarding_body: must be on one line, without control characters",
        ),
        ((*SUITE, "note"), ["note"], "suites[0].note: must be a text"),
        (
            (*SUITE, "assumed_unit_credits"),
            0,
            "suites[0].assumed_unit_credits: must be a whole number from 1 to 10000",
        ),
        ((*SUITE, "units"), {}, "suites[0].units: must be a list"),
        (UNIT, [], "suites[0].units[0]: must be an object"),
        ((*UNIT, "code"), "2", "suites[0].units[1].code: “2” is there twice"),
        ((*UNIT, "title"), "t" * 251, "suites[0].units[0].title: must be 250 characters or fewer"),
        ((*UNIT, "level"), 1, "suites[0].units[0].level: must be one of: 2, 3, 4, 5, 6, 7"),
        ((*UNIT, "level"), [2], "suites[0].units[0].level: must be one of: 2, 3, 4, 5, 6, 7"),
        ((*UNIT, "provenance"), "guessed", "suites[0].units[0].provenance: must be one of: confirmed, illustrative"),
        ((*UNIT, "credits"), True, "suites[0].units[0].credits: must be a whole number from 1 to 10000"),
        ((*UNIT, "credits"), 10**30, "suites[0].units[0].credits: must be a whole number from 1 to 10000"),
        ((*UNIT, "tut_hours"), 2.5, "suites[0].units[0].tut_hours: must be a whole number from 1 to 10000"),
        (QUALIFICATION, None, "qualifications[0]: must be an object"),
        ((*QUALIFICATION, "code"), None, "qualifications[0].code: must be a text"),
        ((*QUALIFICATION, "title"), {}, "qualifications[0].title: must be a text"),
        (
            (*QUALIFICATION, "title"),
            "…",
            "qualifications[0].title: must have letters or numbers: the address of its page is made of them",
        ),
        ((*QUALIFICATION, "level"), "2", "qualifications[0].level: must be one of: 2, 3, 4, 5, 6, 7"),
        ((*QUALIFICATION, "size"), "Badge", "qualifications[0].size: must be one of: Award, Certificate, Diploma"),
        ((*QUALIFICATION, "status"), "", "qualifications[0].status: must be one of: open, details_pending, closed"),
        ((*QUALIFICATION, "provenance"), 1, "qualifications[0].provenance: must be one of: confirmed, illustrative"),
        (
            (*QUALIFICATION, "size_provenance"),
            "?",
            "qualifications[0].size_provenance: must be one of: confirmed, illustrative",
        ),
        ((*QUALIFICATION, "note"), 7, "qualifications[0].note: must be a text"),
        ((*QUALIFICATION, "accreditation_number"), 7, "qualifications[0].accreditation_number: must be a text"),
        ((*QUALIFICATION, "glh"), "94", "qualifications[0].glh: must be a whole number from 1 to 10000"),
        ((*QUALIFICATION, "glh_range"), 45, "qualifications[0].glh_range: must be a text"),
        ((*QUALIFICATION, "tqt"), -1, "qualifications[0].tqt: must be a whole number from 1 to 10000"),
        (
            (*QUALIFICATION, "credits_on_record"),
            "6",
            "qualifications[0].credits_on_record: must be a whole number from 1 to 10000",
        ),
        (
            (*QUALIFICATION, "eligible_departments"),
            [],
            "qualifications[0].eligible_departments: must be “all” or a list of department codes",
        ),
        (
            (*QUALIFICATION, "eligible_departments"),
            None,
            "qualifications[0].eligible_departments: must be “all” or a list of department codes",
        ),
        (
            (*QUALIFICATION, "eligible_departments"),
            ["DWP", "DPW"],
            "qualifications[0].eligible_departments[1]: “DPW” is no department of ours",
        ),
        (
            (*QUALIFICATION, "eligible_regions"),
            [["WLS"]],
            "qualifications[0].eligible_regions[0]: “['WLS']” is no region of ours",
        ),
        ((*QUALIFICATION, "suite"), "T", "qualifications[0].suite: “T” is no suite of this file"),
        ((*QUALIFICATION, "suite"), {}, "qualifications[0].suite: “{}” is no suite of this file"),
        ((*QUALIFICATION, "successor"), "T", "qualifications[0].successor: “T” is no qualification of this file"),
        ((*QUALIFICATION, "successor"), [], "qualifications[0].successor: “[]” is no qualification of this file"),
        ((*QUALIFICATION, "successor"), "S-AWD", "qualifications[0].successor: must be another qualification"),
        (RULES, None, "qualifications[0].rules: must be known for a qualification that is open"),
        (RULES, [], "qualifications[0].rules: must be an object"),
        (RULES, {}, "qualifications[0].rules: asks for nothing: name mandatory units, groups or a total"),
        (
            (*RULES, "optional"),
            [],
            "qualifications[0].rules.optional: is no part of a rule: those are barred, groups, mandatory, min_credits, "
            "min_tut_hours, min_units",
        ),
        ((*RULES, "mandatory"), "1", "qualifications[0].rules.mandatory: must be a list of unit codes"),
        ((*RULES, "mandatory"), ["3"], "qualifications[0].rules.mandatory[0]: “3” is no unit of this suite"),
        ((*RULES, "mandatory"), [[]], "qualifications[0].rules.mandatory[0]: “[]” is no unit of this suite"),
        ((*RULES, "mandatory"), ["1", "1"], "qualifications[0].rules.mandatory[1]: “1” is there twice"),
        ((*RULES, "groups"), None, "qualifications[0].rules.groups: must be a list"),
        (GROUP, "2", "qualifications[0].rules.groups[0]: must be an object"),
        ((*GROUP, "title"), "", "qualifications[0].rules.groups[0].title: must be a text"),
        ((*GROUP, "choose"), None, "qualifications[0].rules.groups[0].choose: must say how many"),
        (
            (*GROUP, "choose"),
            "one",
            "qualifications[0].rules.groups[0].choose: must be a whole number from 1 to 10000",
        ),
        ((*GROUP, "choose"), 2, "qualifications[0].rules.groups[0].choose: is impossible: 2 of 1 units"),
        ((*GROUP, "units"), None, "qualifications[0].rules.groups[0].units: must be a list of unit codes"),
        ((*GROUP, "units"), ["9"], "qualifications[0].rules.groups[0].units[0]: “9” is no unit of this suite"),
        ((*RULES, "min_units"), "2", "qualifications[0].rules.min_units: must be a whole number from 1 to 10000"),
        ((*RULES, "barred"), {}, "qualifications[0].rules.barred: must be a list"),
        (
            (*RULES, "barred"),
            ["1"],
            "qualifications[0].rules.barred[0]: must be an object with “unit” and “not_with”",
        ),
        (
            (*RULES, "barred"),
            [{"unit": "1"}],
            "qualifications[0].rules.barred[0].not_with: must be a list of unit codes",
        ),
        (
            (*RULES, "barred"),
            [{"not_with": ["2"]}],
            "qualifications[0].rules.barred[0].unit: “None” is no unit of this suite",
        ),
        (
            (*RULES, "barred"),
            [{"unit": "1", "not_with": ["1"]}],
            "qualifications[0].rules.barred[0].not_with: must be other units than the one that they bar",
        ),
        (
            (*RULES, "barred"),
            [{"unit": "1", "not_with": ["2"]}],
            "qualifications[0].rules: is impossible: no choice of the suite’s units can meet it",
        ),
        (
            RULES,
            {"min_credits": 4},
            "qualifications[0].rules: is impossible: no choice of the suite’s units can meet it",
        ),
    ],
)
def test_an_error_names_the_path_of_the_value(path, value, error):
    assert errors(spoiled(path, value)) == [error]


@pytest.mark.parametrize(
    "price",
    ["168", "168.0", "0.00", "-1.00", "1,168.00", "£168.00", 168, 168.0, "1e5.00", "1234567.00", "१.00", ".50"],
)
def test_a_price_is_a_text_in_pounds_and_pence(price):
    error = "qualifications[0].price_gbp: must be a text such as “168.00”, or null where the price is not known"
    assert errors(spoiled((*QUALIFICATION, "price_gbp"), price)) == [error]


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
    assert errors(spoiled((*SUITE, "units"), units)) == ["suites[0].units: must be 100 or fewer"]


def test_all_errors_are_told_at_once():
    data = spoiled((*RULES, "mandatory"), ["3"], spoiled((*UNIT, "level"), 9, spoiled((*SUITE, "title"), 1)))
    assert [error.partition(":")[0] for error in errors(data)] == [
        "suites[0].title",
        "suites[0].units[0].level",
        "qualifications[0].rules.mandatory[0]",
    ]


def test_a_rule_need_not_be_known_for_what_cannot_be_started():
    assert errors(spoiled((*QUALIFICATION, "status"), "details_pending", spoiled(RULES, None))) == []


def test_what_is_echoed_is_short():
    error = errors(spoiled((*QUALIFICATION, "suite"), "T" * 5000))[0]
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


def paths_of(value, way=()):
    """Every place in the file that holds a value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        yield (*way, key)
        yield from paths_of(inner, (*way, key))


FULL = spoiled((*RULES, "barred"), [{"unit": "1", "not_with": ["2"]}], spoiled((*RULES, "min_units"), 2))


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(list(paths_of(FULL))), value=anything)
def test_a_value_of_any_kind_in_any_place_gives_errors_and_never_raises(path, value):
    found = errors(spoiled(path, value, json.loads(json.dumps(FULL))))
    assert all(": " in error for error in found)


@settings(max_examples=100, deadline=None)
@given(data=anything | st.fixed_dictionaries({"suites": st.lists(anything), "qualifications": st.lists(anything)}))
def test_a_file_of_any_json_gives_errors_and_never_raises(data):
    assert errors(data) or data == {"suites": [], "qualifications": []}
