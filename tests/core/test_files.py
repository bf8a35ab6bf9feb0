"""A file is there whole or not at all, and its name says what is in it."""

import hashlib
import os
import stat

import pytest

from apps.core import files
from tests.helpers import assert_killed, die


def names(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_a_file_is_kept_under_the_hash_of_its_bytes(media):
    stored = files.store(b"one", name="certificates/7.pdf")
    assert stored.sha256 == hashlib.sha256(b"one").hexdigest()
    assert stored.name == f"certificates/7-{stored.sha256}.pdf"
    assert (media / stored.name).read_bytes() == b"one"


def test_the_same_bytes_are_one_file_and_others_take_no_name_away(media):
    first = files.store(b"one", name="certificates/7.pdf")
    assert files.store(b"one", name="certificates/7.pdf") == first
    second = files.store(b"two", name="certificates/7.pdf")
    assert names(media) == sorted([first.name, second.name])
    assert (media / first.name).read_bytes() == b"one"


def test_a_killed_writer_leaves_nothing_under_a_final_name(media, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", die)
        assert_killed(lambda: files.store(b"one", name="7.pdf"))
    assert [name for name in names(media) if not name.endswith(".tmp")] == []
    stored = files.store(b"one", name="7.pdf")
    assert (media / stored.name).read_bytes() == b"one"


def test_a_full_disk_leaves_nothing_at_all(media, monkeypatch):
    def full(descriptor):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.store(b"one", name="7.pdf")
    assert names(media) == []


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_row(monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor):
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes")
        fsync(descriptor)

    def noted_replace(*paths):
        steps.append("name")
        replace(*paths)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    files.store(b"one", name="7.pdf")
    assert steps == ["bytes", "name", "folder"]


# --- Removing --------------------------------------------------------------------------------------------------------


def test_remove_takes_all_that_is_under_the_name_and_nothing_else(media):
    for data in (b"one", b"two"):
        files.store(data, name="downloads/7.pdf")
    other, longer = (files.store(b"one", name=f"downloads/{number}.pdf") for number in (8, 71))
    files.remove("downloads/7.pdf")
    assert names(media) == sorted([other.name, longer.name])


def test_remove_takes_what_a_killed_writer_left(media, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", die)
        assert_killed(lambda: files.store(b"one", name="downloads/7.pdf"))
    assert len(names(media)) == 1
    files.remove("downloads/7.pdf")
    assert names(media) == []


def test_remove_of_nothing_is_no_error(media):
    files.remove("downloads/7.pdf")
    files.remove("downloads/[*].pdf")
    assert names(media) == []
