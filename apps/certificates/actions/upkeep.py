"""The nightly check of documents: what it hands over, and what it does about what it finds."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.certificates.actions.certificate import have_made_again
from apps.certificates.models import CHECKED_AT_ONCE, Certificate, Finding
from apps.certificates.states import Fault, FindingStatus
from apps.core import audit, jobs


@transaction.atomic
def begin_check(*, on):
    """Hand over the check of a night, in parts. Asked for again on the same day it is the same check."""
    last = Certificate.objects.aggregate(last=Max("status_index"))["last"] or 0
    parts = {f"{on} {first}": {"first": first} for first in range(0, last + 1, CHECKED_AT_ONCE)}
    jobs.enqueue_many("check_certificates", parts)
    jobs.enqueue("check_files", key=str(on))


@transaction.atomic
def report_faults(*, certificates):
    """Keep what is wrong with these certificates' documents, and have each made again. Returns how many there are.

    Each is looked at once more under its lock: it may have been put right meanwhile, or be waiting for a worker.
    """
    found, waiting = 0, jobs.waiting("make_certificate", "certificate")
    for certificate in Certificate.objects.filter(pk__in=certificates).order_by("pk").locked():
        fault = certificate.fault()
        if fault and str(certificate.pk) not in waiting:
            known = {"fault": fault, "certificate": certificate, "status": FindingStatus.OPEN}
            _, is_new = Finding.objects.get_or_create(**known)
            if is_new:
                says = f"found a fault of certificate {certificate.number}"
                audit.record("certificate.found_faulty", subject=certificate, by=None, says=says, fault=fault)
            have_made_again(certificate, None)
            found += 1
    return found


@transaction.atomic
def report_files(*, orphans, removed):
    """Keep which files belong to no certificate, and which of those the check has removed or did not find again."""
    for name in orphans:
        finding, is_new = Finding.objects.get_or_create(fault=Fault.ORPHAN, file=name, status=FindingStatus.OPEN)
        if is_new:
            audit.record("file.found_orphaned", subject=finding, by=None, says="found a file of no certificate")
    open_ones = Finding.objects.open().filter(fault=Fault.ORPHAN).select_for_update()
    for finding in open_ones.exclude(file__in=set(orphans) - set(removed)):
        _mend(finding)
        audit.record("file.removed", subject=finding, by=None, says="no longer keeps a file of no certificate")


@transaction.atomic
def report_uncertified(*, certificate):
    """An achievement had no certificate, and now has this one: the central team sees that it was late."""
    finding = Finding(fault=Fault.UNCERTIFIED, certificate=certificate)
    _mend(finding)
    says = f"found an achievement without a certificate and awarded {certificate.number}"
    audit.record("certificate.found_missing", subject=certificate, by=None, says=says)
    return finding


def _mend(finding):
    finding.move_to(FindingStatus.MENDED)
    finding.mended_at = timezone.now()
    finding.save()
