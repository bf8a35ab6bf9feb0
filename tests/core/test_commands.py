import io

import pytest
from django.core.management import CommandError

from apps.core import commands
from apps.core.commands import PortalCommand, Progress, read_json
from apps.core.rules import RuleBroken


class Refusing(PortalCommand):
    requires_system_checks = []

    def handle(self, **options):
        raise RuleBroken("Not today.")


def test_what_an_action_refuses_is_exit_code_1_in_plain_words(capsys):
    with pytest.raises(SystemExit) as end:
        Refusing().run_from_argv(["manage.py", "refuse"])
    assert end.value.code == 1
    assert capsys.readouterr().err.strip() == "CommandError: Not today."


def test_called_wrongly_is_exit_code_2():
    with pytest.raises(SystemExit) as end:
        Refusing().run_from_argv(["manage.py", "refuse", "--nonsense"])
    assert end.value.code == 2


def test_called_by_code_it_is_a_command_error():
    with pytest.raises(CommandError, match="Not today"):
        Refusing().execute(no_color=True, force_color=False, stdout=None, stderr=None, skip_checks=True)


@pytest.mark.parametrize("content", ["", "{", "NaN", '{"a": Infinity}', "[" * 100_000])
def test_a_file_that_is_not_json_is_refused(content, tmp_path):
    path = tmp_path / "data.json"
    path.write_text(content)
    with pytest.raises(RuleBroken, match="is not JSON in UTF-8"):
        read_json(path)


def test_a_file_with_a_mark_at_the_start_is_read(tmp_path):
    path = tmp_path / "data.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": "\xc3\xa9"}')
    assert read_json(path) == {"a": "é"}


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """The seconds that the bar believes to have passed."""
    seconds = [0.0]
    monkeypatch.setattr(commands, "monotonic", lambda: seconds[0])

    def set_to(value):
        seconds[0] = value

    return set_to


def test_the_bar_comes_after_two_seconds_and_goes_at_the_end(clock):
    stream = Terminal()
    with Progress("Reading", 10, stream) as progress:
        clock(1.9)
        progress.show(3)
        assert stream.getvalue() == ""
        clock(2.1)
        progress.show(5)
        assert stream.getvalue() == f"\rReading [{'#' * 15:<30}]  50%"
    assert stream.getvalue().endswith("\r\033[K")


def test_there_is_no_bar_where_nobody_watches(clock):
    stream = io.StringIO()
    with Progress("Reading", 10, stream) as progress:
        clock(60)
        progress.show(5)
    assert stream.getvalue() == ""
