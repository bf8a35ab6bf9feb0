"""What the pages of start dates and places show. Reading only."""

from dataclasses import dataclass
from decimal import Decimal

from apps.core.words import date_words
from apps.qualifications.models import Deferral, Offering, Place, standing_of
from apps.qualifications.states import PlaceStatus


def starts_for(enrolment):
    """The starts that can be asked for of its qualification, each with the member's own `place` on it or None."""
    return standing_of(enrolment.member, enrolment.qualification).offerings


def place_of(enrolment):
    """The place on the start that was chosen, or on its waiting list; None without one."""
    if enrolment.offering_id is None:
        return None
    return Place.objects.live().filter(offering=enrolment.offering_id, member=enrolment.member_id).first()


def holds_place(enrolment):
    place = place_of(enrolment)
    return place is not None and place.status == PlaceStatus.HELD


@dataclass(frozen=True)
class Start:
    """The start of an enrolment, with the place on it and who pays."""

    offering: Offering
    place: Place | None
    pays: str


def start_of(enrolment):
    """None where the qualification has no start dates."""
    if enrolment.offering is None:
        return None
    place = place_of(enrolment)
    return Start(enrolment.offering, place, who_pays(enrolment.offering, place))


def turn_of(place):
    """How many are served before this one, and this one: 1 is next. None where nobody waits any more."""
    if place.status != PlaceStatus.WAITING:
        return None
    return Place.objects.waiting().filter(offering=place.offering_id, joined_at__lte=place.joined_at).count()


def open_deferral(enrolment):
    """The break that lasts, or None."""
    return Deferral.objects.open().filter(enrolment=enrolment).first()


@dataclass(frozen=True)
class Consequence:
    """What a move to another start would change, line by line: (what, now, then)."""

    rows: list
    is_dearer: bool

    @classmethod
    def of(cls, enrolment, offering):
        before, place = enrolment.offering, place_of(enrolment)
        rows = [
            ("Starts", before and date_words(before.starts_on), date_words(offering.starts_on)),
            ("Ends", before and date_words(before.ends_on), date_words(offering.ends_on)),
            ("Provider", before and before.provider, offering.provider),
            ("Price", before and before.price_words, offering.price_words),
            ("Who pays", before and who_pays(before, place), who_pays(offering)),
        ]
        is_dearer = before is not None and department_pays(offering) > department_pays(before, place)
        return cls([(what, now or "None chosen", then) for what, now, then in rows], is_dearer)


def department_pays(offering, place=None):
    """Pounds: nothing where the central funding pays, or where the price is not known."""
    if offering.price_gbp is None or is_funded(offering, place):
        return Decimal(0)
    return offering.price_gbp


def is_funded(offering, place=None):
    """Whether the central funding pays: for this place, or for the next one as things stand."""
    return place.funded_gbp is not None if place else offering.has_funding


def who_pays(offering, place=None):
    return "The central funding" if is_funded(offering, place) else "Your department"
