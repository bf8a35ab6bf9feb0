"""The nightly check finds each fault, mends what it can, and says so to the central team. Without a fault: nothing."""

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.utils import timezone
from pypdf import PdfReader

from apps.certificates import actions, schedule, tasks
from apps.certificates.models import Certificate, Finding
from apps.certificates.states import Fault, FindingStatus
from apps.core import files
from apps.core.models import AuditEvent, Job, JobState
from apps.core.schedule import sweep
from tests.certificates.factories import CertificateFactory, FindingFactory
from tests.certificates.test_actions_life import made

pytestmark = pytest.mark.django_db
TONIGHT = timezone.localdate()


def night(on=TONIGHT):
    """The check, and what follows from it."""
    actions.begin_check(on=on)
    while Job.objects.filter(state=JobState.PENDING).exists():
        sweep()


def found():
    return [(finding.fault, finding.status) for finding in Finding.objects.order_by("pk")]


def age(path, days):
    """As if nobody had written to it since."""
    at = time.time() - timedelta(days=days).total_seconds()
    os.utime(path, (at, at))


def test_where_all_is_well_it_finds_nothing():
    for _ in range(3):
        made()
    AuditEvent.objects.all().delete()
    night()
    assert found() == []
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("fault", "harm"),
    [
        (Fault.LOST, lambda path: path.unlink()),
        (Fault.CHANGED, lambda path: path.write_bytes(b"%PDF-1.7 of somebody else")),
        (Fault.CHANGED, lambda path: path.write_bytes(b"")),
    ],
)
def test_a_document_that_is_gone_or_spoiled_is_made_again(media, fault, harm):
    good, bad = made(), made()
    harm(media / bad.file.name)
    night()
    assert found() == [(fault, FindingStatus.MENDED)]
    assert Finding.objects.get().certificate == bad
    bad.refresh_from_db()
    assert files.sha256_of(bad.file.name) == bad.sha256
    assert Certificate.objects.get(pk=good.pk).sha256 == good.sha256
    assert AuditEvent.objects.filter(event="certificate.found_faulty").count() == 1
    night(TONIGHT + timedelta(days=1))
    assert len(found()) == 1


def test_a_document_that_was_never_made_is_made():
    certificate = CertificateFactory()
    Certificate.objects.update(created_at=timezone.now() - timedelta(hours=2))
    night()
    certificate.refresh_from_db()
    assert certificate.file
    assert found() == [(Fault.NOT_MADE, FindingStatus.MENDED)]


def test_a_document_that_a_worker_is_still_to_make_is_no_fault():
    CertificateFactory()  # made just now
    old = CertificateFactory()
    Certificate.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=9))
    Job.objects.create(kind="make_certificate", key="x", payload={"certificate": str(old.pk)})
    assert actions.report_faults(certificates=[*Certificate.objects.values_list("pk", flat=True)]) == 0
    assert found() == []


def test_a_document_without_its_credential_is_made_with_it():
    file = files.store(b"%PDF-1.7", name="certificates/old.pdf")
    certificate = CertificateFactory(file=file.name, sha256=file.sha256)
    night()
    certificate.refresh_from_db()
    assert certificate.credential in files_text(certificate)
    assert found()[0] == (Fault.UNSIGNED, FindingStatus.MENDED)


def files_text(certificate):
    [[attached]] = PdfReader(BytesIO(certificate.file.read())).attachments.values()
    return attached.decode()


def test_a_fault_that_cannot_be_mended_stays_open_and_is_one(media, monkeypatch):
    certificate = made()
    (media / certificate.file.name).unlink()

    def cannot_draw(certificate):
        raise OSError("no space left")

    monkeypatch.setattr(tasks, "certificate_pdf", cannot_draw)
    actions.begin_check(on=TONIGHT)
    sweep()
    assert found() == [(Fault.LOST, FindingStatus.OPEN)]
    actions.report_faults(certificates=[certificate.pk])
    assert found() == [(Fault.LOST, FindingStatus.OPEN)]


# --- Files of no certificate -----------------------------------------------------------------------------------------


def test_a_file_of_no_certificate_is_reported_kept_and_in_the_end_removed(media):
    certificate = made()
    orphan = media / files.store(b"%PDF of nobody", name="certificates/x.pdf").name
    age(orphan, 2)
    night()
    assert found() == [(Fault.ORPHAN, FindingStatus.OPEN)]
    assert orphan.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        night(TONIGHT + timedelta(days=31))
    assert found() == [(Fault.ORPHAN, FindingStatus.MENDED)]
    assert not orphan.exists()
    assert (media / certificate.file.name).exists()


def test_a_file_that_is_just_being_written_is_left_alone(media):
    orphan = media / files.store(b"%PDF new", name="certificates/x.pdf").name
    half = media / "certificates" / "y-1.tmp"
    half.write_bytes(b"%P")
    night()
    assert found() == []
    assert orphan.exists()
    assert half.exists()


def test_what_a_killed_writer_left_goes_at_once(media):
    made()
    half = media / "certificates" / "y-1.tmp"
    half.write_bytes(b"%P")
    age(half, 2)
    night()
    assert not half.exists()
    assert found() == [(Fault.ORPHAN, FindingStatus.MENDED)]


def test_a_file_that_finds_its_certificate_again_is_put_right(media):
    """The database was restored from an earlier backup, then from the right one."""
    certificate = made()
    age(media / certificate.file.name, 2)
    file, sha256 = certificate.file.name, certificate.sha256
    Certificate.objects.update(file="", sha256="")
    actions.report_files(orphans=[file], removed=[])
    Certificate.objects.update(file=file, sha256=sha256)
    night()
    assert found() == [(Fault.ORPHAN, FindingStatus.MENDED)]
    assert (media / file).exists()


# --- The clock and the walls -----------------------------------------------------------------------------------------


def test_a_night_is_checked_once_and_a_missed_one_is_caught_up():
    made()
    with time_machine.travel(timezone.now().replace(hour=0, minute=10)):
        schedule.check_certificates()
        assert not Job.objects.filter(kind="check_files").exists()
    with time_machine.travel(timezone.now().replace(hour=15)):
        schedule.check_certificates()
        schedule.check_certificates()
    assert Job.objects.filter(kind="check_files").count() == 1
    assert Job.objects.filter(kind="check_certificates").count() == 1


def test_every_certificate_is_in_one_part():
    for index in (0, 999, 1000, 2500):
        Certificate.objects.filter(pk=CertificateFactory().pk).update(status_index=index)
    actions.begin_check(on=TONIGHT)
    firsts = [job.payload["first"] for job in Job.objects.filter(kind="check_certificates")]
    parts = [row.status_index for first in firsts for row in tasks.queries.part_from(first)]
    assert sorted(parts) == [0, 999, 1000, 2500]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("fault = 'orphan'", "finding_is_about_a_certificate_or_a_file"),
        ("file = 'x'", "finding_is_about_a_certificate_or_a_file"),
        ("status = 'mended'", "finding_mended_says_when"),
        ("mended_at = now()", "finding_mended_says_when"),
    ],
)
def test_the_database_refuses_half_a_finding(change, constraint):
    FindingFactory()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint):
        cursor.execute(f"UPDATE certificates_finding SET {change}")


def test_the_database_refuses_the_same_finding_twice():
    first = FindingFactory()
    with pytest.raises(IntegrityError, match="finding_one_open_per_certificate_and_fault"):
        FindingFactory(certificate=first.certificate)


def test_the_database_refuses_the_same_file_twice():
    FindingFactory(fault=Fault.ORPHAN, certificate=None, file="certificates/x.pdf")
    with pytest.raises(IntegrityError, match="finding_one_open_per_file"):
        FindingFactory(fault=Fault.ORPHAN, certificate=None, file="certificates/x.pdf")
