"""P2: exactly one certificate for each completion, whatever happens to the workers that make them.

Each has one document, whose bytes have the stored hash and carry the credential that the row has, signed by our key.
What killed workers left on the disk is gone after the nightly check.
"""

import hashlib
import os
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from apps.certificates import actions as certificates
from apps.certificates.documents import certificate_pdf, did_document, own_public_key, sign_credential
from apps.certificates.models import Certificate, Finding
from apps.core import files, jobs
from apps.core.models import AuditEvent, Job, JobState
from apps.core.schedule import sweep
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications.actions import achieve_unit
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status
from tests.certificates.verifier import NotGenuine, check
from tests.promises.workers import Workers, states
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 3


@pytest.mark.parametrize(
    ("completions", "kills", "taken", "seconds"),
    [(20, 8, 3, 90), pytest.param(1000, 250, 50, 1500, marks=pytest.mark.full)],
)
def test_each_completion_has_one_certificate(completions, kills, taken, seconds, counts):
    complete(completions)
    enqueue_again()
    first = Certificate.objects.first()
    sign_credential(first), certificate_pdf(first)  # contexts and fonts are read here, and not by each worker anew
    with Workers(WORKERS) as workers:
        workers.finish(hits=kills, taken=taken, seconds=seconds)
    assert (workers.hits, workers.taken) == (kills, taken)
    assert faults(completions) == []
    left = len(orphans())
    a_day_passes()
    check_of_the_night()
    counts(
        f"{completions} completions, {workers.hits} workers killed at work, {workers.taken} overtaken, "
        f"{left} files left half done; {states()}"
    )
    assert orphans() == []
    assert faults(completions) == []
    assert not Finding.objects.open().exists()


def complete(number):
    """As it happens: the last unit is achieved."""
    qualification = QualificationFactory(rule={"mandatory": ["1"]})
    for enrolment in EnrolmentFactory.create_batch(number, qualification=qualification):
        unit = enrolment.enrolled_units.get().unit
        achieve_unit(member=enrolment.member, unit=unit, how="passing its test", by=enrolment.member.user)


def enqueue_again():
    """Three times in all: the same occasion again is the same job, another occasion is a second one."""
    for pk in Certificate.objects.values_list("pk", flat=True):
        jobs.enqueue("make_certificate", key=str(pk), certificate=str(pk))
        jobs.enqueue("make_certificate", key=f"{pk} again", certificate=str(pk))


def faults(completions):
    """Everything that is not as promised, a line for each."""
    found = []
    rows = list(Certificate.objects.all())
    if (made := len(rows)) != completions:
        found.append(f"{made} certificates for {completions} completions")
    if (done := Enrolment.objects.filter(status=Status.COMPLETED).count()) != completions:
        found.append(f"{done} enrolments completed instead of {completions}")
    stored = Counter(AuditEvent.objects.filter(event="certificate.stored").values_list("subject_id", flat=True))
    told = Counter(Message.objects.filter(kind=Kind.CERTIFICATE_READY).values_list("object_id", flat=True))
    for row in rows:
        if (stored[str(row.pk)], told[str(row.pk)]) != (1, 1):
            found.append(f"{row.number} was stored {stored[str(row.pk)]} times, told {told[str(row.pk)]} times")
        found += file_faults(row)
    awards = Certificate.objects.values("award").distinct().count()
    if awards != completions:
        found.append(f"{awards} awards for {completions} completions")
    work = Job.objects.filter(kind="make_certificate")
    if unfinished := work.exclude(state=JobState.DONE).count():
        found.append(f"{unfinished} jobs not done")
    if work.count() != 2 * completions:
        found.append(f"{work.count()} jobs for {completions} completions")
    return found


def file_faults(certificate):
    if not certificate.file:
        return [f"{certificate.number} has no file"]
    pdf = Path(settings.MEDIA_ROOT, certificate.file.name).read_bytes()
    if hashlib.sha256(pdf).hexdigest() != certificate.sha256:
        return [f"{certificate.number}: not the file of its hash"]
    reader = PdfReader(BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    missing = [words for words in (certificate.holder_name, certificate.number) if words not in text]
    found = [f"{certificate.number}: its document does not say {words}" for words in missing]
    if reader.attachments != {f"{certificate.number}.json": [certificate.credential.encode()]}:
        found.append(f"{certificate.number}: its document carries another credential")
    return found + credential_faults(certificate)


def credential_faults(certificate):
    try:
        document = check(certificate.credential, did_document([own_public_key()]))
    except (NotGenuine, ValueError):
        return [f"{certificate.number}: its credential is not genuine"]
    if document["credentialSubject"]["licenseNumber"] != certificate.number:
        return [f"{certificate.number}: its credential is another’s"]
    return []


def orphans():
    """Files that no certificate has."""
    known = set(Certificate.objects.values_list("file", flat=True))
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file() and str(path.relative_to(root)) not in known]


def a_day_passes():
    """For the files: nobody has written to them since."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 2 * 24 * 60 * 60))


def check_of_the_night():
    certificates.begin_check(on=timezone.localdate())
    sweep_until_done()


@pytest.mark.parametrize("harm", ["another file", "an orphan", "another credential"])
def test_the_checkers_see_what_is_not_as_promised(harm):
    complete(1)
    enqueue_again()
    sweep_until_done()
    assert (faults(1), orphans()) == ([], [])
    certificate = Certificate.objects.get()
    if harm == "another file":
        Path(settings.MEDIA_ROOT, certificate.file.name).write_bytes(b"%PDF-1.7")
    elif harm == "an orphan":
        files.store(b"%PDF-1.7", name="certificates/nobodys.pdf")
    else:
        Certificate.objects.update(credential=certificate.credential.replace(certificate.number, "ODP-2026-999999"))
    assert bool(orphans()) == (harm == "an orphan")
    assert bool(faults(1)) == (harm != "an orphan")


def test_without_the_lease_and_the_look_it_would_be_stored_twice(monkeypatch):
    """The checker sees it: a late worker ends a job that is another's, and its action does not look."""
    monkeypatch.setattr(jobs, "_held", lambda job: Job.objects.get(pk=job.pk))
    monkeypatch.setattr(certificates, "store_certificate", store_without_looking)
    complete(1)
    enqueue_again()
    late = jobs.claim()
    sweep_until_done()
    jobs.run(late)
    sweep_until_done()
    assert any("was stored 2 times" in fault for fault in faults(1)), faults(1)


def store_without_looking(*, certificate, credential, file, store=certificates.store_certificate):
    Certificate.objects.filter(pk=certificate.pk).update(file="", sha256="")
    return store(certificate=certificate, credential=credential, file=file)


def sweep_until_done():
    while Job.objects.filter(state=JobState.PENDING).exists():
        sweep()
