"""The file of an assignment: what it must be, and what loading it does; those that ship are read here."""

import copy
import tomllib

import pytest
from django.core.exceptions import PermissionDenied
from markdown_it import MarkdownIt

from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.assignment_file import errors_of
from apps.learning.management.commands.load_learning import ASSIGNMENTS, OUR_OWN
from apps.learning.models import Assignment, Criterion
from apps.learning.queries import assignment_progress
from tests.learning.assignments import write
from tests.learning.factories import UnitContentFactory
from tests.learning.studying import enrolled_unit
from tests.members.factories import MemberFactory
from tests.qualifications.factories import UnitFactory

FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(ASSIGNMENTS.glob("*.toml"))}
CONTENT = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(OUR_OWN.glob("*.toml"))}


def data(**changes):
    criteria = [
        {"code": f"{number}.1", "outcome": number, "text": f"Show {number}", "guidance": "Say how."}
        for number in (1, 2)
    ]
    return {
        "suite": "CG-1",
        "unit": "1",
        "title": "One case",
        "brief": "Choose one case.",
        "provenance": "illustrative",
        "achieved_by": "either",
        "mark_days": 10,
        "resubmit_days": 20,
        "criteria": criteria,
    } | changes


@pytest.fixture
def unit(db):
    return UnitContentFactory(unit=UnitFactory(code="1"), outcomes=["See", "Do"]).unit


# --- What ships ------------------------------------------------------------------------------------------------------


def test_every_unit_with_content_has_an_assignment():
    assert set(FILES) == set(CONTENT)


@pytest.mark.parametrize("name", FILES)
def test_ours_are_sound_and_show_every_outcome_of_their_unit(name):
    file = FILES[name]
    assert errors_of(file) == []
    assert name == f"{file['suite']}-{file['unit']}"
    assert file["provenance"] == "illustrative"
    outcomes = len(CONTENT[name]["outcomes"])
    assert {row["outcome"] for row in file["criteria"]} == set(range(1, outcomes + 1))
    assert 120 <= len(file["brief"].split()) <= 300
    kinds = {token.type for token in MarkdownIt("commonmark").parse(file["brief"])}
    assert "blockquote_open" in kinds and not kinds & {"html_block", "fence", "code_block"}


# --- The file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, "title: must be a text"),
        ({"title": "x" * 201}, "title: must be 200 characters or fewer"),
        ({"brief": "word " * 401}, "brief: must be 400 words or fewer"),
        ({"brief": "a\u202eb"}, "brief: must not contain hidden control characters"),
        ({"achieved_by": "luck"}, "achieved_by: must be one of: either, both, assignment"),
        ({"provenance": None}, "provenance: must be one of: confirmed, illustrative"),
        ({"mark_days": 0}, "mark_days: must be a whole number from 1 to 100"),
        ({"resubmit_days": True}, "resubmit_days: must be a whole number from 1 to 100"),
        ({"criteria": []}, "criteria: must be a list of 2 to 12"),
        ({"criteria": ["a", "b"]}, "criteria[0]: must be a table"),
        ({"criteria": [data()["criteria"][0]] * 2}, "criteria[1].code: “1.1” is there twice"),
        ({"criteria": [{"code": "1.1"}, {"code": "1.2"}]}, "criteria[0].text: must be a text"),
    ],
)
def test_errors_of(changes, error):
    assert errors_of(data()) == []
    assert error in errors_of(data(**changes))


def test_errors_of_no_table():
    assert errors_of([]) == ["file: must be a table"]


# --- Loading it ------------------------------------------------------------------------------------------------------


def test_load_assignment_takes_it_over_and_twice_changes_nothing(unit):
    for _ in range(2):
        actions.load_assignment(data=data())
        assert [row.code for row in Criterion.objects.order_by("order")] == ["1.1", "2.1"]
    actions.load_assignment(data=data(title="Another case"))
    assert [row.title for row in Assignment.objects.order_by("content__version")] == ["One case", "Another case"]
    assert unit.contents.published().get().pages.count() == 2  # beside what there is to read


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"unit": "2"}, "unit: there is no content for unit 2"),
        ({"title": ""}, "title: must be a text"),
    ],
)
def test_load_assignment_refuses_it_whole(changes, error, unit):
    with pytest.raises(RuleBroken, match=error):
        actions.load_assignment(data=data(**changes))
    assert not Assignment.objects.exists()


def test_load_assignment_wants_every_outcome_shown_and_no_other(unit):
    rows = copy.deepcopy(data()["criteria"])
    rows[1]["outcome"] = 3
    with pytest.raises(RuleBroken) as refusal:
        actions.load_assignment(data=data(criteria=rows))
    assert str(refusal.value).splitlines() == [
        "criteria: the unit has no outcome 3",
        "criteria: nothing shows the unit’s outcome 2, “Do”",
    ]


def test_what_is_asked_for_does_not_change_under_a_learner(unit):
    actions.load_assignment(data=data())
    begun = actions.load_assignment(data=data())
    row = enrolled_unit()
    assert row.unit == unit
    write(row, ["Begun"])
    later = actions.load_assignment(data=data(achieved_by="assignment"))
    assert assignment_progress(row).assignment == row.work.assignment == begun != later
    assert assignment_progress(enrolled_unit()).assignment == later


def test_load_assignment_is_the_central_team_s(unit):
    with pytest.raises(PermissionDenied):
        actions.load_assignment(data=data(), by=MemberFactory().user)
