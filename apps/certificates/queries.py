"""What the public checks, the nightly check and the list of claims read."""

from datetime import UTC, datetime

from django.db.models import Count, Min

from apps.certificates.models import CHECKED_AT_ONCE, Certificate, Finding, RecordShare, SigningKey
from apps.certificates.states import Fault

BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)  # the moment of a list on which every certificate holds


def certificates_with_code(code):
    """Not by who asks: whoever has the code of a certificate may see what it says."""
    return Certificate.objects.checked(code)


def status_list(number):
    """(places of those that no longer hold, moment of the last change) of a list; None where there is no such list.

    It changes when a certificate ends and not when one is made, so that it tells nothing of those that hold.
    """
    certificates = Certificate.objects.on_list(number)
    if number != 1 and not certificates.exists():
        return None
    return certificates.ended_places(), certificates.last_end() or BEFORE_ALL


def public_keys(own):
    """The key in use, and all others that have signed something."""
    return [own, *SigningKey.objects.exclude(public_key=own).order_by("-first_used_at").values_list("pk", flat=True)]


def share_opened_by(token):
    """Not by who asks: whoever has the link may see the record, as long as it lasts."""
    return RecordShare.objects.opened_by(token).first()


# --- The nightly check -----------------------------------------------------------------------------------------------


def part_from(first):
    """The certificates of one part of the check."""
    part = Certificate.objects.filter(status_index__gte=first, status_index__lt=first + CHECKED_AT_ONCE)
    return part.order_by("status_index").iterator()


def without_certificate(names):
    """Which of these files no certificate has."""
    known = set(Certificate.objects.exclude(file="").values_list("file", flat=True).iterator())
    return [name for name in names if name not in known]


def orphans_found():
    """{file: since when it is known that it belongs to no certificate}"""
    return dict(Finding.objects.open().filter(fault=Fault.ORPHAN).values_list("file", "found_at"))


# --- Claims ----------------------------------------------------------------------------------------------------------


def to_claim():
    """[{awarding_body, number, since}]: what each awarding body has not been asked for yet."""
    unclaimed = Certificate.objects.unclaimed().order_by("awarding_body").values("awarding_body")
    return unclaimed.annotate(number=Count("pk"), since=Min("awarded_on"))


def claimed_in(export):
    """What was on a list, as it was claimed, by name."""
    return export.certificates.select_related("holder").order_by("holder_name", "number")
