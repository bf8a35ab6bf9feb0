import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from apps.certificates.keys import private_bytes
from odp_portal.devstack import environment, folders
from odp_portal.devstack.commands import pytest_arguments

SERVERS = {"DATABASE_URL": "postgres://odp@%2Ftmp%2Fodp-1/odp", "REDIS_URL": "unix:///tmp/odp-1/valkey.sock"}


@pytest.fixture
def state(monkeypatch, tmp_path):
    """Another folder in place of .state."""
    monkeypatch.setattr(folders, "STATE", tmp_path / "state")
    monkeypatch.setattr(folders, "STACK", tmp_path / "state/stack.json")
    return tmp_path / "state"


@pytest.mark.parametrize(
    ("owner", "web"),
    [
        ("postgres://odp@%2Ftmp%2Fodp-1/odp", "postgres://odp_web@%2Ftmp%2Fodp-1/odp"),
        ("postgres://ann:se%40cret@db.example:5433/odp?a=b", "postgres://odp_web:se%40cret@db.example:5433/odp?a=b"),
    ],
)
def test_the_web_has_a_role_of_its_own_on_the_same_server(owner, web):
    assert environment.web_database_url(owner) == web


def test_the_demo_runs_on_our_servers():
    variables = environment.for_demo({}, SERVERS, "key", Path("/state"))
    assert variables["DATABASE_URL"] == SERVERS["DATABASE_URL"]
    assert variables["WEB_DATABASE_URL"] == "postgres://odp_web@%2Ftmp%2Fodp-1/odp"
    assert variables["REDIS_URL"] == SERVERS["REDIS_URL"]
    assert variables["DEMO"] == "1"
    assert variables["DJANGO_SETTINGS_MODULE"] == "odp_portal.settings.dev"


def test_what_a_person_gives_wins():
    given = {"DATABASE_URL": "postgres://me@db/mine", "SECRET_KEY": "mine", "MEDIA_ROOT": "/mine", "REDIS_URL": ""}
    variables = environment.for_demo(given, SERVERS, "key", Path("/state"))
    assert variables["DATABASE_URL"] == "postgres://me@db/mine"
    assert variables["WEB_DATABASE_URL"] == "postgres://odp_web@db/mine"
    assert variables["REDIS_URL"] == SERVERS["REDIS_URL"]
    assert (variables["SECRET_KEY"], variables["MEDIA_ROOT"]) == ("mine", "/mine")


def test_the_restricted_role_of_a_running_portal_is_used_with_its_database_only():
    running = {**SERVERS, "WEB_DATABASE_URL": "postgres://other_role@db/odp"}
    assert environment.with_servers({}, running)["WEB_DATABASE_URL"] == "postgres://other_role@db/odp"
    given = {"DATABASE_URL": "postgres://me@db/mine"}
    assert environment.with_servers(given, running)["WEB_DATABASE_URL"] == "postgres://odp_web@db/mine"


@pytest.mark.parametrize("build", [environment.for_demo, environment.for_bench])
def test_no_part_of_the_portal_is_told_to_work_as_the_owner(build):
    assert "DATABASE_ROLE" not in build({"DATABASE_ROLE": "owner"}, SERVERS, "key", Path("/state"))


def test_tests_leave_the_media_of_the_demo_alone():
    variables = environment.for_tests({"MEDIA_ROOT": "/mine", "CHROMIUM": "/mine/chromium"}, SERVERS, Path("/tmp/x"))
    assert variables["MEDIA_ROOT"] == "/tmp/x/media"
    assert variables["CHROMIUM"] == "/mine/chromium"
    assert variables["DJANGO_SETTINGS_MODULE"] == "odp_portal.settings.test"


def test_other_commands_learn_the_servers_of_a_running_portal_and_no_more(state):
    state.mkdir()
    variables = environment.for_demo({"HOME": "/home/ann"}, SERVERS, "key", Path("/state"))
    with folders.announced(environment.shared(variables)):
        assert stat.S_IMODE(folders.STACK.stat().st_mode) == 0o600
        running = folders.running_environment()
    assert running["DATABASE_URL"] == SERVERS["DATABASE_URL"]
    assert "HOME" not in running
    assert folders.running_environment() is None


def test_one_command_at_a_time_has_the_data(state):
    with folders.only_one("manage"), pytest.raises(folders.Busy, match=r"^manage$"), folders.only_one("up"):
        pytest.fail("two commands had the data")
    with folders.only_one("up"):
        pass


def test_a_portal_that_was_killed_is_forgotten(state):
    state.mkdir()
    folders.STACK.write_text("{}")
    with folders.only_one("up"):
        assert folders.running_environment() is None


def test_the_secret_key_is_made_once_and_for_us_alone(state):
    key = folders.secret_key()
    assert len(key) >= 50
    assert folders.secret_key() == key
    assert stat.S_IMODE((state / "secret_key").stat().st_mode) == 0o600


def test_the_key_of_credentials_is_made_once_and_for_us_alone(state, settings):
    key = folders.credential_key()
    settings.CREDENTIAL_KEY = key
    assert len(private_bytes()) == 32
    assert folders.credential_key() == key
    assert stat.S_IMODE((state / "credential_key").stat().st_mode) == 0o600


def test_the_checks_have_a_key_of_credentials_and_manage_that_of_the_running_portal(settings):
    settings.CREDENTIAL_KEY = environment.for_checks("key")["CREDENTIAL_KEY"]
    assert private_bytes()
    assert environment.shared({"CREDENTIAL_KEY": "the portal’s"}) == {"CREDENTIAL_KEY": "the portal’s"}


@pytest.mark.parametrize("key", [None, "", "c2hvcnQ="])
def test_no_process_starts_without_a_key_of_credentials(key):
    variables = os.environ | environment.for_checks("k" * 60)
    variables.pop("CREDENTIAL_KEY")
    variables |= {"CREDENTIAL_KEY": key} if key is not None else {}
    ended = subprocess.run(
        [sys.executable, "-c", "import odp_portal.wsgi"],
        cwd=folders.ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert ended.returncode != 0
    assert "CREDENTIAL_KEY" in ended.stderr


@pytest.mark.parametrize(
    ("given", "passed_on"),
    [
        ([], ["-n", "auto", "--dist", "worksteal"]),
        (["--full", "-k", "audit"], ["-n", "auto", "--dist", "worksteal", "-k", "audit"]),
        (["-n0", "tests/core"], ["-n0", "tests/core"]),
        (["-n", "2"], ["-n", "2"]),
    ],
)
def test_tests_use_all_cores_unless_told_otherwise(given, passed_on):
    assert pytest_arguments(given) == passed_on
