"""P16: where a virus scanner is named, nobody opens a file before it has answered, nor one that is harmful."""

import pytest
from django.db import IntegrityError, transaction

from apps.core import files, jobs, uploads
from apps.core.models import AuditEvent, Job, JobState, Scan, Upload
from apps.core.uploads.keep import conclude_scan, forget, kept
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.core.clamd import EICAR, clamd
from tests.core.upload_files import pdf

pytestmark = pytest.mark.django_db(transaction=True)


def add(data, by=None):
    with kept(uploads.Checked("plan.pdf", "pdf", data), by or UserFactory()) as upload:
        pass
    return upload


def work():
    while job := jobs.claim():
        jobs.run(job)


def scan_of(upload):
    return Upload.objects.get(pk=upload.pk).scan


def test_without_a_scanner_nothing_is_asked():
    upload = add(pdf())
    assert scan_of(upload) == Scan.NONE
    assert upload.may_be_opened
    assert not Job.objects.exists()


@pytest.mark.parametrize("size", [1, 64 * 1024, 64 * 1024 + 1, 3_000_000])
def test_what_is_clean_can_be_opened_afterwards(settings, tmp_path, size):
    with clamd(tmp_path) as settings.CLAMAV:
        upload = add(b"%PDF-" + b" " * size)
        assert scan_of(upload) == Scan.CHECKING
        assert not upload.may_be_opened
        work()
    assert scan_of(upload) == Scan.CLEAN
    assert not AuditEvent.objects.filter(event="upload.harmful").exists()
    assert not Message.objects.exists()


def test_what_is_harmful_goes_and_its_owner_is_told_once(settings, tmp_path):
    with clamd(tmp_path) as settings.CLAMAV:
        upload = add(b"%PDF-" + b" " * 70_000 + EICAR)
        work()
        conclude_scan(upload=upload, found="again")
        work()
    assert scan_of(upload) == Scan.HARMFUL
    assert files.sha256_of(upload.file.name) is None
    [line] = AuditEvent.objects.filter(event="upload.harmful")
    assert line.details == {"found": "Eicar-Test-Signature"}
    [message] = Message.objects.all()
    assert message.recipient == upload.owner
    assert "plan.pdf" in message.sentence


def test_while_the_scanner_is_away_files_are_taken_and_wait(settings, tmp_path):
    settings.CLAMAV = str(tmp_path / "nobody.ctl")
    upload = add(pdf())
    work()
    [job] = Job.objects.all()
    assert (job.state, job.attempts, scan_of(upload)) == (JobState.PENDING, 0, Scan.CHECKING)
    Job.objects.update(available_at=job.created_at)
    with clamd(tmp_path) as settings.CLAMAV:
        work()
    assert scan_of(upload) == Scan.CLEAN


def test_a_port_that_nobody_listens_on_is_away_too(settings):
    settings.CLAMAV = "127.0.0.1:1"
    upload = add(pdf())
    work()
    assert scan_of(upload) == Scan.CHECKING


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"nonsense", b""])
def test_an_answer_that_says_neither_is_not_taken_for_clean(settings, tmp_path, answer):
    with clamd(tmp_path, answer=answer or b"\0") as settings.CLAMAV:
        upload = add(pdf())
        work()
    assert scan_of(upload) == Scan.CHECKING
    assert Job.objects.get().attempts == 1


def test_a_file_removed_meanwhile_is_not_looked_for(settings, tmp_path):
    with clamd(tmp_path) as settings.CLAMAV:
        upload = add(pdf())
        forget(upload)
        work()
    assert not Upload.objects.exists()
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_the_database_lets_the_scan_alone_change_and_once(settings):
    upload = add(pdf())
    settings.CLAMAV = "/nowhere"
    waiting = add(pdf())
    for changes in [{"scan": Scan.CLEAN}, {"scan": Scan.CHECKING}]:
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(**changes)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Upload.objects.filter(pk=waiting.pk).update(scan=Scan.CLEAN, name="other.pdf")
    Upload.objects.filter(pk=waiting.pk).update(scan=Scan.CLEAN)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Upload.objects.filter(pk=waiting.pk).update(scan=Scan.HARMFUL)
