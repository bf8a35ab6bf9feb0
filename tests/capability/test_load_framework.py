import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.capability import actions
from apps.capability.models import Capability, ExpectedLevel, Framework, FrameworkVersion, Level, Statement
from apps.core.rules import RuleBroken
from tests.accounts.factories import UserFactory
from tests.capability.our_frameworks import CORE, SENIOR, our_framework, our_grades
from tests.members.factories import central_user
from tests.qualifications.commands import exit_code_of
from tests.qualifications.trail import events, forget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def grades():
    our_grades()


def everything():
    models = (Framework, FrameworkVersion, Level, Capability, Statement, ExpectedLevel)
    return [list(model.objects.order_by("pk").values()) for model in models]


def later(version="2025-01-01", **changes):
    return our_framework() | {"version": version} | changes


def test_load_framework_publishes_the_first_version_as_reference_data():
    senior = actions.load_framework(data=our_framework(SENIOR))
    assert (senior.status, senior.framework.title) == ("published", "Operational Delivery capability framework: SCS2")
    assert [senior.levels.count(), senior.capabilities.count()] == [3, 7]
    assert Statement.objects.count() == 42
    assert senior.expected_levels.get(grade="SCS2").level.title == "Proficient"
    assert senior.expected_provenance == "illustrative"
    core = actions.load_framework(data=our_framework(CORE))
    assert Capability.objects.get(slug="adaptability-to-change").develops_into == [
        "innovation-and-risk",
        "learning-agility",
    ]
    assert Capability.objects.get(slug="customer-understanding").statements_provenance == "illustrative"
    assert core.grades == ["AA", "AO", "EO", "HEO", "SEO", "G7", "G6"]
    assert events() == ["framework.loaded", "framework.published"] * 2


def test_load_framework_twice_changes_nothing():
    actions.load_framework(data=our_framework())
    before = everything()
    forget()
    actions.load_framework(data=our_framework(), by=central_user())
    assert (everything(), events()) == (before, [])


def test_load_framework_refuses_to_change_what_is_published():
    actions.load_framework(data=our_framework())
    before = everything()
    with pytest.raises(RuleBroken, match="is published already and never changes"):
        actions.load_framework(data=our_framework() | {"title": "Other words"})
    assert everything() == before


def test_load_framework_replaces_a_version_that_is_not_published_yet():
    actions.load_framework(data=our_framework())
    one = actions.load_framework(data=later(), by=central_user())
    data = later(title="Better words")
    data["capabilities"] = data["capabilities"][:3]
    other = actions.load_framework(data=data)
    assert (other.pk, other.status, other.capabilities.count()) == (one.pk, "draft", 3)
    assert Framework.objects.get().title == our_framework()["title"]


def test_load_framework_is_the_central_team_s():
    with pytest.raises(PermissionDenied):
        actions.load_framework(data=our_framework(), by=UserFactory())


def test_a_refused_file_writes_nothing():
    data = our_framework()
    data["levels"][0]["title"] = ""
    data["capabilities"][4]["statements"][7]["level"] = "top"
    with pytest.raises(RuleBroken) as refused:
        actions.load_framework(data=data)
    assert str(refused.value).splitlines() == [
        "levels[0].title: must be a text",
        "capabilities[4].statements[7].level: “top” is no level of this file",
    ]
    assert not Framework.objects.exists()


def test_publish_framework_by_a_second_person():
    first = actions.load_framework(data=our_framework())
    by, other = central_user(), central_user()
    second = actions.load_framework(data=later(title="New words"), by=by)
    forget()
    with pytest.raises(PermissionDenied):
        actions.publish_framework(version=second, by=by)
    with pytest.raises(PermissionDenied):
        actions.publish_framework(version=second, by=UserFactory())
    assert actions.publish_framework(version=second, by=other).published_by == other
    first.refresh_from_db()
    assert (first.status, Framework.objects.get().title) == ("superseded", "New words")
    assert events() == ["framework.superseded", "framework.published"]
    with pytest.raises(RuleBroken):
        actions.publish_framework(version=second, by=other)


# --- What the database holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE capability_frameworkversion SET title = 'x'",
        "UPDATE capability_frameworkversion SET status = 'draft', published_at = NULL",
        "DELETE FROM capability_frameworkversion",
        "UPDATE capability_level SET title = 'x'",
        "DELETE FROM capability_level",
        "UPDATE capability_capability SET title = 'x'",
        "UPDATE capability_statement SET text = 'x'",
        "DELETE FROM capability_statement",
        'INSERT INTO capability_level (version_id, slug, title, "order", definition) '
        "SELECT id, 'x', 'x', 9, 'x' FROM capability_frameworkversion",
        'INSERT INTO capability_statement (capability_id, level_id, code, text, "order") '
        "SELECT capability_id, level_id, 'x', 'x', 99 FROM capability_statement LIMIT 1",
        "UPDATE capability_expectedlevel SET level_id = level_id",
    ],
)
def test_nothing_of_a_published_version_changes(change):
    actions.load_framework(data=our_framework())
    refused = pytest.raises(DatabaseError, match="a published framework never changes")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("framework_published_by_a_second_person", {"published_by": "loader"}),
        ("framework_published_says_when_and_by_whom", {"published_by": None}),
        ("framework_one_published_version", {"published_by": "other"}),
    ],
)
def test_the_database_refuses(constraint, fields):
    actions.load_framework(data=our_framework())
    people = {"loader": central_user(), "other": central_user(), None: None}
    version = actions.load_framework(data=later(), by=people["loader"])
    fields = {name: people[who] for name, who in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FrameworkVersion.objects.filter(pk=version.pk).update(
            status="published", published_at=version.loaded_at, **fields
        )


# --- The command -----------------------------------------------------------------------------------------------------


def test_load_framework_command(capsys, tmp_path):
    call_command("load_framework", SENIOR)
    call_command("load_framework", CORE)
    out = capsys.readouterr().out
    assert out.splitlines()[1] == "Loaded Operational Delivery core skills: AA to Grade 6, version 2024-01-01."
    assert FrameworkVersion.objects.filter(status="published").count() == 2
    file = tmp_path / "later.json"
    file.write_text(CORE.read_text().replace("2024-01-01", "2025-01-01"))
    call_command("load_framework", file)
    assert "It is not published yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is not JSON in UTF-8"),
        (b"[" * 100_000, "is not JSON in UTF-8"),
        (b"[]", "was not loaded, nothing was changed:\nfile: must be an object"),
        (b'{"slug": "a\\u0000"}', "slug: must be on one line"),
    ],
)
def test_load_framework_command_refuses_with_1(content, words, tmp_path):
    file = tmp_path / "framework.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("load_framework", file)
    assert words in str(refused.value)
    assert refused.value.returncode == 1
    assert not Framework.objects.exists()


def test_load_framework_command_called_wrongly_is_2():
    assert exit_code_of("load_framework") == 2
