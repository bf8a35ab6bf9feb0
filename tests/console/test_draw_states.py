"""The pictures in docs/states are those of the tables in the code."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import TextChoices

from apps.approvals.models import Case, Task
from apps.approvals.states import CASE_MOVES, MOVES, Status
from apps.certificates.models import Certificate
from apps.console.management.commands import draw_states
from apps.console.management.commands.draw_states import FOLDER, diagram, pages, tables
from apps.qualifications.models import Enrolment


def test_the_pictures_are_true():
    """If this fails, run ./portal manage draw_states."""
    assert {path.name: path.read_text() for path in FOLDER.iterdir()} == pages()


def test_every_table_of_moves_is_drawn():
    drawn = {model: moves for app in apps.get_app_configs() for model, moves in tables(app)}
    assert {Task, Case, Certificate, Enrolment} <= set(drawn)
    assert drawn[Task] is MOVES
    assert drawn[Case] is CASE_MOVES
    sources = settings.BASE_DIR.glob("apps/*/states.py")
    assert len(drawn) == sum(path.read_text().count("MOVES = {") for path in sources)


class Light(TextChoices):
    RED = "red", "Stop"
    GREEN = "green", "Go"
    OFF = "off", "Out of order"


def test_diagram():
    moves = {Light.OFF: set(), Light.GREEN: {Light.OFF, Light.RED}, Light.RED: {Light.GREEN}}
    assert diagram(moves).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red: Stop",
        "    green: Go",
        "    off: Out of order",
        "    red --> green",
        "    green --> red",
        "    green --> off",
        "    off --> [*]",
    ]


def test_a_changed_table_is_another_picture(monkeypatch):
    before = pages()
    monkeypatch.setitem(MOVES, Status.REFUSED, {Status.PENDING})
    after = pages()
    assert after["approvals.md"] != before["approvals.md"]
    assert "refused --> pending" in after["approvals.md"]


def test_draw_states(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(draw_states, "FOLDER", tmp_path / "states")
    call_command("draw_states")
    assert {path.name: path.read_text() for path in (tmp_path / "states").iterdir()} == pages()
    assert "Drew docs/states/approvals.md" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["approvals.md", "certificates.md", "qualifications.md"])
def test_each_picture_says_where_it_comes_from(name):
    app = name.removesuffix(".md")
    assert f"`apps/{app}/states.py`" in pages()[name]
