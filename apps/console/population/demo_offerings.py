"""Start dates in the demonstration, all illustrative: one full with a waiting list, one paid for centrally, a break,
and an exception."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from apps.console.population.people import BY_KEY
from apps.core import audit
from apps.members.models import Member
from apps.qualifications.actions import add_offering, defer_enrolment, give_waiver
from apps.qualifications.actions.catalogue import keep_version
from apps.qualifications.models import Enrolment, Offering, Place, Qualification
from apps.qualifications.states import LIVE, STUDYING, WITH_DECIDER, PlaceStatus, Provenance, Status

WITH_WAITING_LIST, FUNDED, FROM_A_GRADE = "CG-DEBT-L3-CRT", "CG-CUST-L4-CRT", "CMI-L6-AWD"
NORTH, SOUTH = "Example Training North", "Example Training South"
MOST_HELD, WAITING = 3, 3
GRADE_NOTE = "Illustrative: that it is for people from grade HEO."
WHY = "She already leads a site of forty people while the post above hers is empty."


def make_demo_offerings(demo):
    """`demo`: {staff number: member} of the demo people."""
    apprentice, central, champion = (demo[BY_KEY[key].staff_number] for key in ("apprentice", "central", "champion"))
    made_up = Member.objects.in_post().exclude(pk__in=[member.pk for member in demo.values()])
    made_up = made_up.filter(user__isnull=False, restricted=False).select_related("user").order_by("staff_number")
    full = _add(WITH_WAITING_LIST, NORTH, 24, MOST_HELD + 1, Decimal("420.00"), by=central.user)
    _add(WITH_WAITING_LIST, SOUTH, 80, 12, Decimal("395.00"), by=central.user)
    _fill(full, made_up, apprentice)
    _add(FUNDED, NORTH, 45, 20, Decimal("168.00"), by=central.user, funded_places=10, funding_gbp=Decimal("1680.00"))
    _add(FUNDED, SOUTH, 120, 16, Decimal("168.00"), by=central.user)
    _pause(made_up)
    _exception(champion, central.user)


def _add(code, provider, days, places, price, *, by, **funding):
    starts_on = timezone.localdate() + timedelta(days=days)
    return add_offering(
        qualification=Qualification.objects.get(code=code),
        provider=provider,
        provenance=Provenance.ILLUSTRATIVE,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=150),
        places=places,
        price_gbp=price,
        by=by,
        **funding,
    )


def _fill(offering, made_up, apprentice):
    """Some have a place, the apprentice is offered the last one, and others wait."""
    qualification, now = offering.qualification, timezone.now()
    asked = Enrolment.objects.filter(qualification=qualification, status__in=[*WITH_DECIDER, *STUDYING])
    asked = list(asked.filter(member__in=made_up).select_related("member").order_by("-created_at", "pk")[:MOST_HELD])
    for enrolment in asked:
        enrolment.offering = offering
        enrolment.save(update_fields=["offering"])
        _place(offering, enrolment.member, PlaceStatus.HELD, enrolment.created_at)
    _place(offering, apprentice, PlaceStatus.OFFERED, now - timedelta(days=9), until=now + timedelta(days=4))
    others = made_up.exclude(enrolments__in=Enrolment.objects.filter(qualification=qualification, status__in=LIVE))
    for number, member in enumerate(others[:WAITING]):
        _place(offering, member, PlaceStatus.WAITING, now - timedelta(days=6 - number, hours=number))
    Offering.objects.filter(pk=offering.pk).update(places=len(asked) + 1, taken=len(asked) + 1)


def _place(offering, member, status, joined_at, until=None):
    place = Place.objects.create(offering=offering, member=member, status=status, joined_at=joined_at, until=until)
    event, says = {
        PlaceStatus.HELD: ("place.held", f"took a place on the start on {offering}"),
        PlaceStatus.OFFERED: ("place.offered", f"offered a place on the start on {offering}"),
        PlaceStatus.WAITING: ("place.waited_for", f"joined the waiting list of the start on {offering}"),
    }[status]
    audit.record(event, subject=place, by=None if status == PlaceStatus.OFFERED else member.user, says=says)


def _pause(made_up):
    studies = Enrolment.objects.filter(status=Status.IN_PROGRESS, member__in=made_up).select_related("member__user")
    if enrolment := studies.order_by("created_at", "pk").first():
        back = timezone.localdate() + timedelta(days=75)
        defer_enrolment(enrolment=enrolment, reason="work", return_on=back, by=enrolment.member.user)


def _exception(member, by):
    qualification = Qualification.objects.get(code=FROM_A_GRADE)
    qualification.requirements = {"grade_from": "HEO"}
    qualification.note = f"{qualification.note} {GRADE_NOTE}".strip()
    qualification.save(update_fields=["requirements", "note"])
    keep_version(qualification, by)
    give_waiver(member=member, qualification=qualification, rules=["grade"], reason=WHY, by=by)
