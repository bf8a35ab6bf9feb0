"""How places of a start date change hands. The enrolment's row is locked first, then the offerings, by their keys."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken
from apps.members.states import EmploymentStatus
from apps.notifications.actions import send_message
from apps.qualifications import emails
from apps.qualifications.models import Offering, Place
from apps.qualifications.queries import department_pays
from apps.qualifications.states import OFFER_STANDS, TAKING, PlaceStatus


def locked_offerings(*pks):
    """{key: offering}, their rows locked in one order everywhere."""
    rows = Offering.objects.locked().select_related("qualification").filter(pk__in=[pk for pk in pks if pk])
    return {offering.pk: offering for offering in rows.order_by("pk")}


def require_upcoming(offering):
    if not offering.is_upcoming:
        raise RuleBroken(f"The start on {offering} cannot be asked for any more. Choose another start date.")


def require_no_dearer(offering, before, place):
    """What the department pays for this start is no more than for the one there is, with the place on it."""
    if department_pays(offering) > department_pays(before, place):
        raise RuleBroken(
            "This start would cost your department more than was agreed. "
            "Withdraw and ask again with it, so that your manager can decide."
        )


def live_place(offering, member):
    """The member's place on this offering, or on its waiting list; None if there is none."""
    return Place.objects.locked().live().filter(offering=offering, member=member).first()


def hold_place(offering, member, by, *, kept_for=None):
    """A place for this member, if there is one: the one offered to them or a free one. The offering is locked.

    `kept_for`: how long, where the request is not sent yet.
    """
    place = live_place(offering, member) or Place(offering=offering, member=member)
    if place.status == PlaceStatus.OFFERED and place.has_run_out:
        raise RuleBroken("The offer of this place has run out, and the next person on the list has it.")
    if place.status not in TAKING:
        require_upcoming(offering)
        if offering.free < 1:
            raise RuleBroken(f"The start on {offering} is full. Join its waiting list, or choose another start date.")
        _take(offering, 1)
    if place.status != PlaceStatus.HELD:
        place.move_to(PlaceStatus.HELD)
    place.until = timezone.now() + kept_for if kept_for else None
    place.save()
    audit.record("place.held", subject=place, by=by, says=f"took a place on the start on {offering}")
    return place


def give_back(place, offering, by, *, says, lapsed=False):
    """The place ends, what it took is free again, and so is its funding. The offering and the place are locked."""
    given_up = PlaceStatus.RELEASED if place.status == PlaceStatus.HELD else PlaceStatus.LEFT
    if place.status in TAKING:
        _take(offering, -1)
    if place.funded_gbp is not None:
        _spend(offering, -1, -place.funded_gbp)
        place.funded_gbp = None
    place.move_to(PlaceStatus.LAPSED if lapsed else given_up)
    place.until, place.ended_at = None, timezone.now()
    place.save()
    audit.record("place.ended", subject=place, by=by, says=says)


def fund_place(place, offering, by):
    """Reserve what the place costs, as long as the central funding lasts. The offering and the place are locked."""
    if place.funded_gbp is not None or not offering.has_funding:
        return
    _spend(offering, 1, offering.price_gbp)
    place.funded_gbp = offering.price_gbp
    place.save(update_fields=["funded_gbp"])
    audit.record("place.funded", subject=place, by=by, says=f"reserved {offering.price_words} for the place")


def offer_free_places(offering):
    """Whoever has waited longest is offered what is free, for some days. The offering is locked."""
    if not offering.is_upcoming:
        return
    queue = Place.objects.waiting().locked().filter(offering=offering).select_related("member__user")
    for place in queue if offering.free > 0 else []:
        if offering.free < 1:
            break
        if place.member.status == EmploymentStatus.LEFT or place.member.user is None:
            give_back(place, offering, None, says="left the waiting list with the job")
            continue
        _take(offering, 1)
        place.move_to(PlaceStatus.OFFERED)
        place.until = timezone.now() + OFFER_STANDS
        place.save()
        audit.record("place.offered", subject=place, by=None, says=f"offered a place on the start on {offering}")
        letter = emails.place_offered(place, offering)
        not_after = place.until - timedelta(hours=1)
        send_message(recipient=place.member.user, occasion=str(place.until), not_after=not_after, **letter)


def let_go(enrolment, by):
    """The request or the study ends: its place is free for whoever waits. The enrolment's row is locked."""
    if enrolment.offering_id is None:
        return
    offering = locked_offerings(enrolment.offering_id)[enrolment.offering_id]
    place = live_place(offering, enrolment.member)
    if place is None:
        return
    give_back(place, offering, by, says="gave the place back")
    offer_free_places(offering)


def fund_places(enrolments, by):
    """They were agreed: each place is paid for centrally as long as the money lasts. The enrolments are locked."""
    with_one = [enrolment for enrolment in enrolments if enrolment.offering_id]
    offerings = locked_offerings(*(enrolment.offering_id for enrolment in with_one)) if with_one else {}
    for enrolment in with_one:
        offering = offerings[enrolment.offering_id]
        place = live_place(offering, enrolment.member)
        if place and place.status == PlaceStatus.HELD:
            fund_place(place, offering, by)


def hold_again(enrolment, by):
    """A refused request is looked at again: the place that was given back is theirs, if there is still one."""
    if enrolment.offering_id:
        offering = locked_offerings(enrolment.offering_id)[enrolment.offering_id]
        if offering.is_upcoming and offering.free > 0:
            hold_place(offering, enrolment.member, by)


def _take(offering, number):
    """The count is worked out by the database, which refuses to sell more places than there are."""
    Offering.objects.filter(pk=offering.pk).update(taken=F("taken") + number)
    offering.taken += number


def _spend(offering, number, pounds):
    Offering.objects.filter(pk=offering.pk).update(
        funded_taken=F("funded_taken") + number, spent_gbp=F("spent_gbp") + pounds
    )
    offering.funded_taken += number
    offering.spent_gbp += pounds
