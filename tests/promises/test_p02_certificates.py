"""P2: exactly one certificate for each completion, whatever happens to the workers that make them."""

import hashlib
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from apps.certificates import actions as certificates
from apps.certificates.documents import certificate_pdf
from apps.certificates.models import Certificate
from apps.core import jobs
from apps.core.models import AuditEvent, Job, JobState
from apps.core.schedule import sweep
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications.actions import achieve_unit
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status
from tests.promises.workers import Workers, states
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 3


@pytest.mark.parametrize(
    ("completions", "kills", "taken", "seconds"),
    [(40, 15, 5, 120), pytest.param(1000, 250, 50, 1500, marks=pytest.mark.full)],
)
def test_each_completion_has_one_certificate(completions, kills, taken, seconds, counts):
    complete(completions)
    enqueue_again()
    certificate_pdf(Certificate.objects.first())  # the fonts are read here, and not by each worker anew
    with Workers(WORKERS) as workers:
        workers.finish(hits=kills, taken=taken, seconds=seconds)
    counts(f"{completions} completions, {workers.hits} workers killed at work, {workers.taken} overtaken; {states()}")
    assert (workers.hits, workers.taken) == (kills, taken)
    assert faults(completions) == []


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
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    missing = [words for words in (certificate.holder_name, certificate.number) if words not in text]
    return [f"{certificate.number}: its document does not say {words}" for words in missing]


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


def store_without_looking(*, certificate, file, store=certificates.store_certificate):
    Certificate.objects.filter(pk=certificate.pk).update(file="", sha256="")
    return store(certificate=certificate, file=file)


def sweep_until_done():
    while Job.objects.filter(state=JobState.PENDING).exists():
        sweep()
