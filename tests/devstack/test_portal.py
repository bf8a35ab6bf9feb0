import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "portal"


def load_portal():
    loader = SourceFileLoader("portal_command", str(PORTAL))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def portal(monkeypatch, tmp_path):
    """The command's functions on a virtual environment and locks that are only files."""
    monkeypatch.setenv("ODP_VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = load_portal()
    module.ROOT = tmp_path
    for name in module.LOCAL:
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").touch()
    return module


def call(*arguments):
    return subprocess.run([sys.executable, PORTAL, *arguments], capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("arguments", [[], ["start"], ["up", "now"], ["check", "lint"]])
def test_wrong_usage_exits_with_2_and_says_what_is_right(arguments):
    result = call(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("Usage: ./portal COMMAND")
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["up", "--help"]])
def test_help_names_every_command(arguments):
    result = call(*arguments)
    assert result.returncode == 0
    assert [line.split()[0] for line in result.stdout.splitlines()[2:]] == ["up", "test", "check", "manage", "bench"]


def test_a_python_that_is_too_old_looks_for_another(portal, monkeypatch):
    monkeypatch.setattr(portal.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(portal.shutil, "which", {"python3.12": "/opt/python3.12"}.get)
    started = []
    monkeypatch.setattr(portal.os, "execv", lambda program, arguments: started.append(program))
    monkeypatch.setattr(portal, "stop", started.append)
    portal.use_supported_python()
    assert started[0] == "/opt/python3.12"


def test_no_python_that_fits_ends_with_a_plain_message(portal, monkeypatch):
    monkeypatch.setattr(portal.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(portal.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 to 3\.14 is needed"):
        portal.use_supported_python()


def test_the_virtual_environment_is_where_odp_venv_says(portal, tmp_path):
    assert str(portal.VENV) == f"{tmp_path}/venv"


def test_the_virtual_environment_is_beside_the_command_by_default(monkeypatch):
    monkeypatch.delenv("ODP_VENV", raising=False)
    assert str(load_portal().VENV) == f"{PORTAL.parent}/.venv"


@pytest.mark.parametrize(
    ("installed", "command", "is_enough"),
    [
        ("requirements-local.txt", "up", True),
        ("requirements-dev.txt", "up", True),
        ("requirements-dev.txt", "test", True),
        ("requirements-local.txt", "test", False),
        ("requirements-local.txt", "check", False),
    ],
)
def test_a_lock_serves_the_commands_whose_packages_it_holds(portal, installed, command, is_enough):
    stamp = portal.VENV / ".portal-packages"
    stamp.write_text(portal.stamp_of(installed))
    assert portal.is_installed(stamp, portal.LOCKS[command]) is is_enough


def test_a_changed_lock_is_installed_again(portal, tmp_path):
    stamp = portal.VENV / ".portal-packages"
    stamp.write_text(portal.stamp_of("requirements-dev.txt"))
    (tmp_path / "requirements-dev.txt").write_text("another==1\n")
    assert not portal.is_installed(stamp, portal.DEV)


def test_another_python_means_a_new_virtual_environment(portal, monkeypatch):
    (portal.VENV / "pyvenv.cfg").touch()
    stamp = portal.VENV / ".portal-packages"
    stamp.write_text("3.10 requirements-dev.txt abc")
    commands = []
    monkeypatch.setattr(portal, "succeeds", lambda command, **options: commands.append(command) or True)
    portal.make_venv(portal.VENV / "bin/python", stamp)
    assert "--clear" in commands[0]


def test_a_folder_that_is_no_virtual_environment_is_left_as_it_is(portal):
    (portal.VENV / "bin/python").unlink()
    (portal.VENV / "letter.txt").touch()
    with pytest.raises(SystemExit, match="is not a virtual environment"):
        portal.make_venv(portal.VENV / "bin/python", portal.VENV / ".portal-packages")
    assert (portal.VENV / "letter.txt").exists()


def test_the_entry_of_uv_is_its_name_and_hashes_alone(portal):
    entry = portal.uv_entry((PORTAL.parent / "requirements-local.txt").read_text())
    requirements = [line for line in entry.splitlines() if not line.startswith(" ")]
    assert [line.split("==")[0] for line in requirements] == ["uv"]
    assert "--hash=sha256:" in entry


def test_missing_libraries_without_a_way_to_install_them_are_named(portal, monkeypatch):
    monkeypatch.setattr(portal, "PDF_LIBRARIES", ["libnothing.so.0"])
    monkeypatch.setattr(portal.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"libpangoft2-1\.0-0 libharfbuzz-subset0"):
        portal.install_system_packages("up")


def test_a_missing_browser_stops_the_tests_only(portal, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nonexistent/chromium")
    monkeypatch.setattr(portal, "is_loadable", lambda library: True)
    monkeypatch.setattr(portal.shutil, "which", lambda name: None)
    portal.install_system_packages("up")
    with pytest.raises(SystemExit, match=r"Please install these packages.* chromium"):
        portal.install_system_packages("test")
