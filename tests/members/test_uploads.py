"""An HR feed that is uploaded: checked by a worker, confirmed by a second person, taken over as a whole or not."""

import os
from datetime import timedelta

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from psycopg2.sql import SQL, Identifier

from apps.core import jobs
from apps.core.models import AuditEvent, Job, JobState
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.members import actions
from apps.members.actions import import_feed
from apps.members.actions.feed import LOCK
from apps.members.models import FeedImport, FeedUpload, Member
from apps.members.schedule import remove_uploads
from apps.members.states import UploadStatus
from tests.helpers import assert_killed, die
from tests.members.factories import FeedUploadFactory, GrantFactory, MemberFactory
from tests.members.feed_files import DAY, NEXT_DAY, people, person, write
from tests.promises.conftest import web_url  # noqa: F401

pytestmark = pytest.mark.django_db
DSN = {"host", "port", "user", "password", "database", "dbname"}


@pytest.fixture
def upload(reference, tmp_path):
    """upload(rows) brings these people as somebody of the central team does, each time another one."""

    def bring(rows, as_of=DAY, by=None, text=None):
        path = write(tmp_path / "mine.csv", rows)
        parts = [text.encode()] if text else [path.read_bytes()[:50], path.read_bytes()[50:]]
        return actions.upload_feed(parts=parts, as_of=as_of, by=by or central())

    return bring


@pytest.fixture
def second(db):
    return central()


def central():
    """Somebody of the central team without an HR record, whom no feed can make leave."""
    return GrantFactory().user


def as_now(upload):
    return FeedUpload.objects.get(pk=upload.pk)


def on_disk(media):
    return [path.name for path in media.glob("feeds/*")]


def events():
    return list(AuditEvent.objects.filter(event__startswith="upload.").order_by("pk").values_list("event", flat=True))


def checked(upload):
    sweep()
    return as_now(upload)


def test_the_way_of_a_feed(upload, second, media):
    brought = upload(people("1", "2"))
    assert brought.status == UploadStatus.CHECKING and len(on_disk(media)) == 1
    waiting = checked(brought)
    assert (waiting.status, waiting.rows, waiting.counts["new"]) == (UploadStatus.WAITING, 2, 2)
    assert not Member.objects.filter(staff_number="1").exists()
    actions.confirm_upload(upload=waiting, by=second)
    sweep()
    done = as_now(brought)
    assert (done.status, done.confirmed_by, done.file.name) == (UploadStatus.APPLIED, second, "")
    assert done.applied == FeedImport.objects.get() and Member.objects.filter(staff_number="1").exists()
    sweep()
    assert on_disk(media) == []
    assert events() == ["upload.uploaded", "upload.checked", "upload.confirmed", "upload.applied"]
    assert AuditEvent.objects.get(event="feed.applied").by == second


def test_details_say_which_fields_differ(upload, feed):
    feed(people("1", "2", "3", "4"))
    rows = [person("1", grade="EO"), person("2", unit="x", grade="EO"), person("3", unit="y", grade="EO")]
    waiting = checked(upload([*rows, person("4", organisation="HO")], as_of=NEXT_DAY))
    assert waiting.details == [
        ["changed", ["unit", "grade"], 2],
        ["changed", ["grade"], 1],
        ["moved", ["organisation"], 1],
    ]


def test_errors_are_kept_for_the_page_and_the_file_is_not(upload, media):
    refused = checked(upload([person("1", grade="A0"), person("2", email="")]))
    assert (refused.status, refused.fault_count) == (UploadStatus.REFUSED, 2)
    assert refused.faults[0] == [2, "grade", "is not the code of a grade", "A0"]
    assert refused.reason == "Nothing was written: the file has 2 errors."
    sweep()
    assert on_disk(media) == []


@pytest.mark.parametrize("text", ["", "\0\0", "PK\x03\x04", "staff_number;email\n1;2\n", '<?xml version="1.0"?>'])
def test_whatever_is_uploaded_ends_in_words(upload, text):
    refused = checked(upload([], text=text or " "))
    assert refused.status == UploadStatus.REFUSED and refused.faults and refused.reason


def test_the_same_file_again_is_not_worth_a_second_person(upload, feed):
    feed(people("1"))
    again = checked(upload(people("1")))
    assert (again.status, again.counts["unchanged"]) == (UploadStatus.REFUSED, 1)
    assert again.reason == "This file was taken over before. It changes nothing."


# --- Who -------------------------------------------------------------------------------------------------------------


def test_nobody_confirms_what_they_uploaded(upload):
    waiting = checked(upload(people("1")))
    for by in (waiting.uploaded_by, MemberFactory().user):
        with pytest.raises(PermissionDenied):
            actions.confirm_upload(upload=waiting, by=by)
    assert as_now(waiting).status == UploadStatus.WAITING


def test_upload_and_cancel_are_for_the_central_team(upload, media):
    with pytest.raises(PermissionDenied):
        upload(people("1"), by=MemberFactory().user)
    assert on_disk(media) == []
    brought = upload(people("1"))
    with pytest.raises(PermissionDenied):
        actions.cancel_upload(upload=brought, by=MemberFactory().user)


def test_whoever_confirmed_and_left_the_team_confirms_nothing(upload, second):
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    actions.end_grant(grant=second.grants.get(), by=second)
    sweep()
    assert as_now(waiting).reason == "Whoever confirmed it is no longer in the central team."
    assert not FeedImport.objects.exists()


# --- What no longer fits ---------------------------------------------------------------------------------------------


def test_a_newer_upload_takes_the_place_of_one_that_waits(upload, media):
    first = checked(upload(people("1")))
    newer = upload(people("1", "2"))
    assert as_now(first).status == UploadStatus.SUPERSEDED
    sweep()
    assert on_disk(media) == [as_now(newer).file.name.rpartition("/")[2]]


def test_what_is_being_taken_over_is_waited_for(upload, second, media):
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    with pytest.raises(RuleBroken, match="is being taken over"):
        upload(people("2"))
    assert len(on_disk(media)) == 1


def test_a_feed_taken_over_meanwhile_puts_it_aside(upload, feed, second):
    waiting = checked(upload(people("1")))
    feed(people("1", "2"))
    aside = as_now(waiting)
    assert (aside.status, aside.reason) == (UploadStatus.SUPERSEDED, "A newer HR feed was taken over since.")
    with pytest.raises(RuleBroken, match="does not fit any more"):
        actions.confirm_upload(upload=waiting, by=second)


@pytest.mark.parametrize("changed", [{"unit": "Elsewhere"}, {"grade_id": "EO"}])
def test_records_that_changed_since_the_check_are_not_written_over(upload, feed, second, changed):
    feed(people("1", "2"))
    waiting = checked(upload([person("1", unit="New"), person("2")], as_of=NEXT_DAY))
    Member.objects.filter(staff_number="2").update(**changed)
    actions.confirm_upload(upload=waiting, by=second)
    sweep()
    aside = as_now(waiting)
    assert aside.status == UploadStatus.SUPERSEDED
    assert aside.reason.startswith("The records have changed since this file was checked")
    assert FeedImport.objects.count() == 1 and Member.objects.get(staff_number="1").unit != "New"


def test_a_file_that_is_gone_is_said_without_its_path(upload, second, media):
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    for file in media.glob("feeds/*"):
        file.unlink()
    sweep()
    assert as_now(waiting).reason == "The file is not there any more. Upload it again."


def test_cancelled_is_not_taken_over_even_by_a_job_that_waits(upload, second):
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    actions.cancel_upload(upload=waiting, by=waiting.uploaded_by)
    sweep()
    assert as_now(waiting).status == UploadStatus.CANCELLED and not FeedImport.objects.exists()


# --- Work and failures -----------------------------------------------------------------------------------------------


def test_while_another_feed_runs_it_waits_without_losing_an_attempt(upload):
    brought = upload(people("1"))
    other = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k in DSN})
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    sweep()
    other.close()
    job = Job.objects.get(kind="check_upload")
    assert (job.state, job.attempts) == (JobState.PENDING, 0)
    assert as_now(brought).status == UploadStatus.CHECKING


def test_after_a_week_it_is_forgotten(upload, media):
    waiting = checked(upload(people("1")))
    refused = FeedUploadFactory(refused=True, ended_at=timezone.now() - timedelta(days=7))
    young = FeedUploadFactory(refused=True)
    remove_uploads()
    assert as_now(waiting).status == UploadStatus.WAITING
    assert (as_now(refused).faults, as_now(refused).fault_count) == ([], 1) and as_now(young).faults
    FeedUpload.objects.filter(pk=waiting.pk).update(uploaded_at=timezone.now() - timedelta(days=7))
    remove_uploads()
    assert as_now(waiting).reason == "Nobody confirmed it for a week."
    sweep()
    assert on_disk(media) == []


def test_what_a_crash_left_on_the_disk_is_cleared_up(upload, media):
    kept = upload(people("1"))
    for name in ("stray.csv", "stray.tmp"):
        (media / "feeds" / name).write_text("x")
    remove_uploads()
    assert len(on_disk(media)) == 3
    for file in media.glob("feeds/*"):
        os.utime(file, (0, 0))
    remove_uploads()
    assert on_disk(media) == [kept.file.name.rpartition("/")[2]]


def test_no_word_of_it_is_in_the_trail_or_the_jobs(upload):
    checked(upload([person("1", family_name="Quillfeather", grade="A0 Quillfeather")]))
    said = str(list(AuditEvent.objects.values())) + str(list(Job.objects.values("payload", "key", "last_error")))
    assert "Quillfeather" not in said and "work.example" not in said.lower()


@pytest.mark.django_db(transaction=True)
def test_killed_while_it_is_taken_over_the_records_are_as_they_were(upload, second):
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    before = list(Member.objects.order_by("pk").values())
    job = jobs.claim(Job.objects.get(kind="apply_upload").pk)
    for step in ("Outcome", "end_upload"):
        assert_killed(lambda step=step: killed_at(step, job))
        assert list(Member.objects.order_by("pk").values()) == before
        assert as_now(waiting).status == UploadStatus.CONFIRMED
    jobs.run(job)
    assert as_now(waiting).status == UploadStatus.APPLIED and Member.objects.count() == len(before) + 1


def killed_at(step, job):
    place = {"Outcome": "apps.members.actions.feed", "end_upload": "apps.members.actions.uploads"}[step]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{place}.{step}", die)
        jobs.run(job)


@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_worker_can_take_over_a_feed(upload, second, web_url):  # noqa: F811
    waiting = checked(upload(people("1")))
    actions.confirm_upload(upload=waiting, by=second)
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET ROLE {}").format(Identifier(psycopg2.extensions.parse_dsn(web_url)["user"])))
        sweep()
        cursor.execute("RESET ROLE")
    assert as_now(waiting).status == UploadStatus.APPLIED, Job.objects.get(kind="apply_upload").last_error


def test_a_dry_run_says_the_same_of_the_same_and_other_things_of_others(feed, tmp_path):
    feed(people("1", "2"))

    def fingerprint(*rows):
        return import_feed(
            path=write(tmp_path / "x.csv", rows), as_of=NEXT_DAY, dry_run=True, allow_leavers=100, allow_fewer=100
        ).fingerprint

    first = fingerprint(person("1", unit="a"), person("2"))
    assert first == fingerprint(person("1", unit="a"), person("2"))
    others = {
        fingerprint(person("1"), person("2", unit="a")),
        fingerprint(person("1", grade="EO"), person("2")),
        fingerprint(person("1", unit="a")),
        fingerprint(person("1", unit="a"), person("2"), person("3")),
        fingerprint(person("1"), person("2")),
    }
    assert len(others | {first}) == 6
