"""Handlers of jobs: the slow work is done here, outside any transaction; the action returned keeps its result."""

from functools import partial

from apps.certificates import actions
from apps.certificates.documents import certificate_pdf
from apps.certificates.models import Certificate
from apps.core import files, jobs


@jobs.handler("make_certificate")
def make_certificate(*, certificate):
    """Draw the certificate and write its file. Run again, it makes another file at most, never another certificate."""
    certificate = Certificate.objects.get(pk=certificate)
    file = files.store(certificate_pdf(certificate), name=f"certificates/{certificate.pk}.pdf")
    return partial(actions.store_certificate, certificate=certificate, file=file)
