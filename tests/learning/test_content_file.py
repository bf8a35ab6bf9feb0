import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.learning.content_file import errors_of


def content():
    """The smallest file: one page and eight questions, the last with more than one answer."""
    return {
        "suite": "CG-1",
        "unit": "1",
        "provenance": "illustrative",
        "about": "What the work is for.",
        "outcomes": ["Explain what the work is for"],
        "pass_mark": 75,
        "attempts": 3,
        "pages": [{"slug": "listening", "title": "Listening", "minutes": 3, "body": "Listen first.\n\n> At a court."}],
        "questions": [
            {
                "code": f"q{number}",
                "kind": "multiple" if number == 8 else "single",
                "scenario": "A customer is upset.\nThey shout.",
                "text": "What do you do?",
                "why": "Because it helps.",
                "options": [
                    {"text": "Listen", "correct": True},
                    {"text": "Breathe", "correct": number == 8},
                    {"text": "Shout"},
                ],
            }
            for number in range(1, 9)
        ],
    }


def spoiled(path, value):
    """The file with another value at a path as the errors name it."""
    data = content()
    *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    row = data
    for step in way:
        row = row[step]
    row[last] = value
    return data


COURSE = {"title": "Tone", "link": "https://learn.example/1", "provider": "Civil Service Learning", "hours": 1.5}


def test_courses_elsewhere_can_be_named():
    assert errors_of(content() | {"courses": [COURSE, {key: COURSE[key] for key in COURSE if key != "hours"}]}) == []


@pytest.mark.parametrize(
    ("course", "error"),
    [
        (COURSE | {"link": "http://learn.example/1"}, "link: must be a web address that begins with https://"),
        (COURSE | {"link": "javascript:alert(1)"}, "link: must be a web address that begins with https://"),
        (COURSE | {"title": ""}, "title: must be a text"),
        (COURSE | {"hours": 0}, "hours: must be a number up to 100, to one decimal place"),
        (COURSE | {"hours": "1"}, "hours: must be a number up to 100, to one decimal place"),
    ],
)
def test_a_course_says_what_where_and_whose_it_is(course, error):
    assert errors_of(content() | {"courses": [course]}) == [f"courses[0].{error}"]


def test_a_good_file_has_no_errors():
    assert errors_of(content()) == []
    for key in ["outcomes", "attempts"]:  # which may be left out
        assert errors_of({name: value for name, value in content().items() if name != key}) == []


TEXT, HIDDEN = "must be a text", "must not contain hidden control characters"
PAGE, QUESTION, LAST, OPTION = "pages[0]", "questions[0]", "questions[7]", "questions[0].options[0]"
ONE_RIGHT = "one option must be correct, not"
SOME_RIGHT = "at least one option must be correct and one not"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("suite", 7, TEXT),
        ("suite", "S" * 21, "must be 20 characters or fewer"),
        ("unit", " ", TEXT),
        ("about", None, TEXT),
        ("about", "a\0b", HIDDEN),
        ("provenance", "guessed", "must be one of: confirmed, illustrative"),
        ("provenance", [], "must be one of: confirmed, illustrative"),
        ("pass_mark", 0, "must be a whole number from 1 to 100"),
        ("pass_mark", 101, "must be a whole number from 1 to 100"),
        ("pass_mark", True, "must be a whole number from 1 to 100"),
        ("pass_mark", 75.0, "must be a whole number from 1 to 100"),
        ("attempts", 0, "must be a whole number from 1 to 100"),
        ("attempts", None, "must be a whole number from 1 to 100"),
        ("outcomes", "all", "must be a list of texts"),
        ("outcomes[0]", 7, TEXT),
        ("pages", {}, "must be a list of tables"),
        ("pages", [], "there must be at least one"),
        ("pages", ["page"], "must be a list of tables"),
        (f"{PAGE}.title", None, TEXT),
        (f"{PAGE}.title", "t" * 201, "must be 200 characters or fewer"),
        (f"{PAGE}.slug", [], TEXT),
        (f"{PAGE}.slug", "two words", "must be letters, numbers and hyphens only"),
        (f"{PAGE}.slug", "s" * 101, "must be 100 characters or fewer"),
        (f"{PAGE}.minutes", "3", "must be a whole number from 1 to 60"),
        (f"{PAGE}.minutes", 61, "must be a whole number from 1 to 60"),
        (f"{PAGE}.body", "", TEXT),
        (f"{PAGE}.body", "word " * 401, "must be 400 words or fewer"),
        (f"{PAGE}.body", "turned \u202eround", HIDDEN),
        (f"{PAGE}.body", "\ud800", HIDDEN),
        ("questions", None, "must be a list of tables"),
        (f"{QUESTION}.code", {}, TEXT),
        (f"{QUESTION}.code", "q" * 21, "must be 20 characters or fewer"),
        (f"{QUESTION}.scenario", None, TEXT),
        (f"{QUESTION}.text", 1, TEXT),
        (f"{QUESTION}.why", "", TEXT),
        (f"{QUESTION}.kind", "essay", "must be one of: single, multiple, numeric, short"),
        (f"{QUESTION}.options", None, "must be a list of 2 to 10"),
        (f"{QUESTION}.options", [{"text": "Listen", "correct": True}], "must be a list of 2 to 10"),
        (f"{QUESTION}.options", [{"text": "Listen"}] * 11, "must be a list of 2 to 10"),
        (OPTION, "Listen", "must be a table"),
        (f"{OPTION}.text", None, TEXT),
        (f"{OPTION}.correct", "false", "must be true or false"),
        (f"{OPTION}.correct", 1, "must be true or false"),
    ],
)
def test_an_error_names_the_path_of_the_value(path, value, problem):
    assert f"{path}: {problem}" in errors_of(spoiled(path, value))


@pytest.mark.parametrize(
    ("question", "correct", "problem"),
    [
        (QUESTION, [], f"{ONE_RIGHT} 0"),
        (QUESTION, [0, 2], f"{ONE_RIGHT} 2"),
        (LAST, [], SOME_RIGHT),
        (LAST, [0, 1, 2], SOME_RIGHT),
    ],
)
def test_every_question_can_be_answered(question, correct, problem):
    options = [{"text": f"Option {place}", "correct": place in correct} for place in range(3)]
    assert errors_of(spoiled(f"{question}.options", options)) == [f"{question}.options: {problem}"]


def typed(**fields):
    """The file whose first question is answered by typing."""
    data = content()
    row = {key: data["questions"][0][key] for key in ("code", "scenario", "text", "why")}
    data["questions"][0] = row | fields
    return data


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "numeric", "value": 12},
        {"kind": "numeric", "value": -0.25, "tolerance": 0.05, "unit": "metres"},
        {"kind": "short", "accepted": ["Hand over", "handover"]},
    ],
)
def test_an_answer_may_be_typed(fields):
    assert errors_of(typed(**fields)) == []


NUMBER = "must be a number from -99999999 to 99999999, to 4 decimal places"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"kind": "numeric"}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": "12"}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": True}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": float("nan")}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": float("inf")}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": 0.00001}, f"value: {NUMBER}"),
        ({"kind": "numeric", "value": 1, "tolerance": -1}, f"tolerance: {NUMBER.replace('-99999999', '0')}"),
        ({"kind": "numeric", "value": 1, "unit": ""}, "unit: must be a text"),
        ({"kind": "numeric", "value": 1, "accepted": ["1"]}, "accepted: is not for a question of this kind"),
        ({"kind": "short"}, "accepted: must be a list of 1 to 20"),
        ({"kind": "short", "accepted": []}, "accepted: must be a list of 1 to 20"),
        ({"kind": "short", "accepted": ["a", 7]}, "accepted[1]: must be a text"),
        ({"kind": "short", "accepted": ["?!"]}, "accepted[0]: must have letters or numbers in it"),
        ({"kind": "short", "accepted": ["a"], "options": []}, "options: is not for a question of this kind"),
    ],
)
def test_a_typed_answer_can_be_judged(fields, error):
    assert errors_of(typed(**fields)) == [f"questions[0].{error}"]


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        ("draw", 0, "must be a whole number from 1 to 8"),
        ("draw", 9, "must be a whole number from 1 to 8"),
        ("minutes", 0, "must be a whole number from 1 to 300"),
        ("reflection", "always", "must be one of: optional, recorded, confirmed"),
        ("hours_elsewhere", -1, "must be a number from 0 to 100, to one decimal place"),
        ("hours_elsewhere", 1.25, "must be a number from 0 to 100, to one decimal place"),
    ],
)
def test_what_a_unit_asks_for(path, value, error):
    assert errors_of(content() | {path: value}) == [f"{path}: {error}"]


def test_what_a_unit_may_ask_for():
    assert errors_of(content() | {"draw": 8, "minutes": 30, "reflection": "confirmed", "hours_elsewhere": 2.5}) == []


@pytest.mark.parametrize("correct", [[0], [1, 2]])
def test_one_answer_may_be_all_that_is_right_of_several(correct):
    options = [{"text": f"Option {place}", "correct": place in correct} for place in range(3)]
    assert errors_of(spoiled(f"{LAST}.options", options)) == []


def test_there_are_enough_questions():
    data = content()
    data["questions"].pop()
    assert errors_of(data) == ["questions: there must be at least 8"]


def test_addresses_and_codes_are_there_once():
    data = content()
    data["pages"].append(data["pages"][0])
    data["questions"].append(data["questions"][0])
    assert errors_of(data) == [
        "pages[1].slug: “listening” is there twice",
        "questions[8].code: “q1” is there twice",
    ]


def test_what_is_left_out_is_an_error():
    assert [error.partition(":")[0] for error in errors_of({})] == [
        *("suite", "unit", "about", "provenance", "pass_mark", "pages", "questions"),
        *("pages", "questions"),  # too few
    ]


def test_a_page_may_be_as_long_as_400_words():
    assert errors_of(spoiled(f"{PAGE}.body", "word " * 400)) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
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
@given(path=st.sampled_from(list(paths_of(content()))), value=anything)
def test_a_value_of_any_kind_in_any_place_gives_errors_and_never_raises(path, value):
    assert all(": " in error for error in errors_of(spoiled(path, value)))


@settings(max_examples=100, deadline=None)
@given(data=anything)
def test_a_file_of_anything_gives_errors_and_never_raises(data):
    assert errors_of(data)
