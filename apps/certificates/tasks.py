"""Handlers of jobs: the slow work is done here, outside any transaction; the action returned keeps its result."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from apps.certificates import actions, queries
from apps.certificates.documents import Credential, certificate_pdf, sign_credential
from apps.certificates.models import Certificate
from apps.core import files, jobs

FOLDER = "certificates"
BEING_WRITTEN = timedelta(days=1)  # a file younger than that may still get its row
KEPT = timedelta(days=30)  # a file of no certificate: if a backup is to be restored, there is time for it


@jobs.handler("make_certificate")
def make_certificate(*, certificate):
    """Sign the credential, draw the certificate and write its file. What was signed once is not signed again.

    Run again, it makes another file at most, never another certificate.
    """
    certificate = Certificate.objects.get(pk=certificate)
    if certificate.credential:
        credential = Credential(certificate.credential, certificate.signed_by_id)
    else:
        credential = sign_credential(certificate)
        certificate.credential = credential.text
    file = files.store(certificate_pdf(certificate), name=f"{FOLDER}/{certificate.pk}.pdf")
    return partial(actions.store_certificate, certificate=certificate, credential=credential, file=file)


@jobs.handler("check_certificates")
def check_certificates(*, first):
    """Read the documents of some certificates and say which are not as they were made."""
    found = [certificate.pk for certificate in queries.part_from(first) if certificate.fault()]
    return partial(actions.report_faults, certificates=found) if found else None


@jobs.handler("check_files")
def check_files():
    """Say which files belong to no certificate. What a killed writer left half done goes at once."""
    names = files.older_than(BEING_WRITTEN, FOLDER)
    orphans = queries.without_certificate(names)
    known_since = queries.orphans_found()
    before = timezone.now() - KEPT
    removed = [name for name in orphans if name.endswith(".tmp") or known_since.get(name, timezone.now()) < before]
    for name in removed:
        files.remove_one(name)
    return partial(actions.report_files, orphans=orphans, removed=removed)
