from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.management.commands.load_learning import OUR_OWN
from apps.learning.models import Page, Question, UnitContent
from apps.learning.queries import progress_of
from apps.qualifications.models import EnrolledUnit
from tests.learning.factories import UnitContentFactory
from tests.learning.test_content_file import content, spoiled
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.commands import exit_code_of
from tests.qualifications.factories import EnrolmentFactory, UnitFactory
from tests.qualifications.trail import events, nothing_happened

pytestmark = pytest.mark.django_db


def studied(unit):
    rows = EnrolmentFactory(qualification__suite=unit.suite).enrolled_units
    return EnrolledUnit.objects.for_page().get(pk=rows.get(unit=unit).pk)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (UnitContent, Page, Question)]


@pytest.fixture
def unit():
    return UnitFactory(code="1")


def test_load_content(unit):
    by = central_user()
    loaded = actions.load_content(data=content(), by=by)
    assert (loaded.unit, loaded.pass_mark, loaded.attempts, loaded.provenance) == (unit, 75, 3, "illustrative")
    page = loaded.pages.get()
    assert (page.order, page.slug, page.title, page.minutes) == (1, "listening", "Listening", 3)
    questions = list(loaded.questions.order_by("order"))
    assert [question.code for question in questions] == [f"q{number}" for number in range(1, 9)]
    assert [question.right for question in questions] == [[0]] * 7 + [[0, 1]]
    assert questions[0].options[2] == {"text": "Shout", "correct": False}
    assert events() == ["unit.content_loaded"]
    assert AuditEvent.objects.get().sentence == f"{by} loaded version 1 of its content from a file"


def test_load_content_allows_three_attempts_where_the_file_says_nothing(unit):
    data = content()
    del data["attempts"]
    assert actions.load_content(data=data).attempts == 3


def test_load_content_twice_changes_nothing(unit):
    actions.load_content(data=content())
    before = everything()
    actions.load_content(data=content())
    assert everything() == before


def test_load_content_makes_the_next_version_of_what_changed(unit):
    first = actions.load_content(data=content())
    data = content()
    data["pages"] = [data["pages"][0] | {"slug": "first", "title": "First"}, *data["pages"]]
    data["questions"] = data["questions"][::-1]
    data["questions"][0]["text"] = "What now?"
    data["courses"] = [{"title": "Listening", "link": "https://learn.example/1", "provider": "CSL", "hours": 1.5}]
    second = actions.load_content(data=data | {"draw": 5, "minutes": 20, "hours_elsewhere": 1.5})
    first.refresh_from_db()
    assert [(one.version, one.status) for one in (first, second)] == [(1, "superseded"), (2, "published")]
    assert [page.slug for page in first.pages.all()] == ["listening"]
    assert [page.slug for page in second.pages.all()] == ["first", "listening"]
    assert second.questions.get(order=1).text == "What now?"
    assert (second.draw, second.minutes, second.hours_elsewhere) == (5, 20, Decimal("1.5"))
    assert [(course.title, course.hours) for course in second.courses.all()] == [("Listening", Decimal("1.5"))]


def test_load_content_keeps_what_a_learner_has_begun(unit):
    first = actions.load_content(data=content())
    row = studied(unit)
    actions.read_page(enrolled_unit=row, page=first.pages.get(), by=row.enrolment.member.user)
    second = actions.load_content(data=spoiled("pages[0].title", "A better title"))
    assert [page.title for page, _ in progress_of(row).pages] == ["Listening"]
    assert progress_of(studied(unit)).content == second


def test_load_content_does_not_bring_back_a_retired_question(unit):
    question = actions.load_content(data=content()).questions.get(code="q1")
    actions.retire_question(question=question, why="Two are right.", by=central_user())
    assert actions.load_content(data=content()).version == 1
    better = spoiled("questions[0].text", "What do you do first?")
    assert actions.load_content(data=better).questions.filter(code="q1", retired_at=None).exists()


def test_load_content_leaves_somebody_s_draft_alone(unit):
    draft = UnitContentFactory(unit=unit, status="draft")
    with pytest.raises(RuleBroken, match="somebody is writing a draft"):
        actions.load_content(data=content())
    assert UnitContent.objects.get() == draft


def test_load_content_refuses_a_file_with_errors(unit):
    with pytest.raises(RuleBroken) as refused:
        actions.load_content(data=spoiled("questions[2].kind", "essay") | {"pass_mark": 0})
    assert str(refused.value).splitlines() == [
        "pass_mark: must be a whole number from 1 to 100",
        "questions[2].kind: must be one of: single, multiple, numeric, short",
    ]
    assert not UnitContent.objects.exists()
    assert nothing_happened()


@pytest.mark.parametrize(("path", "value"), [("unit", "2"), ("suite", "CG-2")])
def test_load_content_refuses_a_unit_that_is_not_there(path, value, unit):
    with pytest.raises(RuleBroken, match="unit: there is no unit"):
        actions.load_content(data=spoiled(path, value))


def test_load_content_is_the_central_team_s(unit):
    with pytest.raises(PermissionDenied):
        actions.load_content(data=content(), by=MemberFactory().user)


def test_load_learning_command_loads_what_ships(capsys):
    ours = [path.stem.rsplit("-", 1) for path in OUR_OWN.glob("*.toml")]
    for suite, code in ours:
        UnitFactory(suite__code=suite, code=code)
    call_command("load_learning")
    assert capsys.readouterr().out == f"Loaded {2 * len(ours)} files of content.\n"
    assert UnitContent.objects.count() == len(ours) == 10
    assert {unit_content.pages.count() >= 3 for unit_content in UnitContent.objects.all()} == {True}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"suite = ", "is not TOML in UTF-8"),
        (b"\xff", "is not TOML in UTF-8"),
        (b"suite = 7", "was not loaded, nothing was changed:\nsuite: must be a text"),
    ],
)
def test_load_learning_command_refuses_with_1_and_writes_nothing(written, words, tmp_path):
    for code in ["201", "207"]:
        UnitFactory(suite__code="CG-3815", code=code)
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(written)
    with pytest.raises(CommandError, match=words) as refused:
        call_command("load_learning", OUR_OWN / "CG-3815-201.toml", wrong)
    assert refused.value.returncode == 1
    assert not UnitContent.objects.exists()  # not even of the file that was right


def test_load_learning_command_tells_the_shell(tmp_path):
    assert exit_code_of("load_learning", tmp_path / "missing.toml") == 1
    assert exit_code_of("load_learning", "--unknown") == 2
