import hashlib

import pytest
import segno
from django.conf import settings
from django.utils import timezone

from apps.certificates import tasks
from apps.certificates.actions import award_certificate
from apps.certificates.models import Certificate
from apps.certificates.tasks import make_certificate
from apps.core import audit, jobs
from apps.core.models import AuditEvent, Job, JobState
from apps.core.schedule import sweep
from apps.notifications.models import SEND_JOB, Message
from tests.certificates.factories import CertificateFactory
from tests.helpers import assert_killed, die
from tests.members.factories import MemberFactory


def award():
    return award_certificate(
        holder=MemberFactory(), title="Level 2 Award", level=2, awarding_body="City & Guilds", units=[], by=None
    )


def the_job():
    return Job.objects.exclude(kind=SEND_JOB).get()


def files(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def assert_one_whole_certificate(certificate):
    """The file is whole, the row has its name and hash, the audit trail one line of it, the holder one message."""
    assert Certificate.objects.count() == 1
    certificate.refresh_from_db()
    pdf = certificate.file.read()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert hashlib.sha256(pdf).hexdigest() == certificate.sha256
    assert AuditEvent.objects.filter(event="certificate.stored").count() == 1
    assert Message.objects.filter(recipient=certificate.holder.user).count() == 1


@pytest.mark.django_db
def test_an_award_is_a_document_after_the_next_sweep(media):
    certificate = award()
    sweep()
    sweep()
    assert (the_job().state, the_job().attempts) == (JobState.DONE, 1)
    assert_one_whole_certificate(certificate)
    assert files(media) == [f"{certificate.pk}-{certificate.sha256}.pdf"]


@pytest.mark.django_db
def test_make_certificate_reads_in_one_query(django_assert_num_queries):
    certificate = CertificateFactory()
    with django_assert_num_queries(1):
        make_certificate(certificate=certificate.pk)


@pytest.mark.django_db
def test_make_certificate_twice_makes_one(media):
    """Even if two workers drew different ones, the row speaks of the file it was given."""
    certificate = CertificateFactory()
    keep_late = make_certificate(certificate=certificate.pk)
    Certificate.objects.update(title="A better title")
    keep = make_certificate(certificate=certificate.pk)
    keep()
    keep_late()
    assert_one_whole_certificate(certificate)
    assert certificate.sha256 == keep.keywords["file"].sha256 != keep_late.keywords["file"].sha256
    assert len(files(media)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name"), [(tasks, "partial"), (audit, "record")], ids=["after the work", "within the end"]
)
def test_a_killed_worker_leaves_the_certificate_to_the_next(module, name, monkeypatch, media):
    certificate = award()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, die)
        assert_killed(sweep)
    certificate.refresh_from_db()
    assert not certificate.file
    assert len(files(media)) == 1  # drawn, and spoken of nowhere
    assert not Message.objects.exists()
    Job.objects.update(leased_until=timezone.now())
    sweep()
    Job.objects.update(available_at=timezone.now())
    sweep()
    assert (the_job().state, the_job().attempts) == (JobState.DONE, 2)
    assert_one_whole_certificate(certificate)
    assert len(files(media)) == 1


@pytest.mark.django_db
def test_a_document_that_cannot_be_drawn_is_put_aside_and_others_go_on(monkeypatch, media):
    """It names an address that is not ours: never half a file, and no worker is lost over it."""
    poison, good = award(), award()
    monkeypatch.setattr(segno.QRCode, "svg_data_uri", picture_of_the_address_of(poison))
    for _ in range(jobs.ATTEMPTS + 1):
        sweep()
        Job.objects.filter(state=JobState.PENDING).update(available_at=timezone.now())
    assert Job.objects.get(key=str(poison.pk)).state == JobState.FAILED
    assert "OutsideAddress" in Job.objects.get(key=str(poison.pk)).last_error
    assert Job.objects.get(key=str(good.pk)).state == JobState.DONE
    poison.refresh_from_db()
    assert not poison.file
    assert len(files(media)) == 1


def picture_of_the_address_of(certificate):
    """In its document the QR code is a file of this machine."""
    draw = segno.QRCode.svg_data_uri
    poisoned = segno.make(settings.SITE_URL + certificate.get_verify_url(), error="m")

    def svg_data_uri(code, **looks):
        return "file:///etc/passwd" if code == poisoned else draw(code, **looks)

    return svg_data_uri
