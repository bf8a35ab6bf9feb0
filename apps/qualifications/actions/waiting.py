"""The waiting list of a start date, and hearing when a qualification opens."""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_messages
from apps.qualifications import eligibility, emails, permissions
from apps.qualifications.actions.enrolment import first_no, locked, start_enrolment
from apps.qualifications.actions.places import (
    fund_place,
    give_back,
    hold_place,
    live_place,
    locked_offerings,
    offer_free_places,
    require_no_dearer,
    require_upcoming,
)
from apps.qualifications.models import Enrolment, Interest, Offering, Place, standing_of
from apps.qualifications.states import (
    DRAFT_KEEPS,
    ENROLLED,
    LIVE,
    TAKING,
    WITH_DECIDER,
    Availability,
    PlaceStatus,
    Status,
)


@transaction.atomic
def join_waiting_list(*, offering, by):
    """Wait for a place on a start that is full. Whoever waits already keeps their turn."""
    require(permissions.can_wait(by, offering))
    member = by.member
    offering = locked_offerings(offering.pk)[offering.pk]
    if place := live_place(offering, member):
        return place
    require_upcoming(offering)
    if offering.free > 0:
        raise RuleBroken(f"There are places on the start on {offering}, so you need not wait. Ask for it.")
    found = eligibility.checks(offering.qualification, member, offering=offering)
    if not eligibility.is_eligible(found, but={"enrolled", "start"}):
        raise RuleBroken(first_no(found, but={"enrolled", "start"}))
    place = Place.objects.create(offering=offering, member=member)
    audit.record("place.waited_for", subject=place, by=by, says=f"joined the waiting list of the start on {offering}")
    return place


@transaction.atomic
def take_place(*, place, by):
    """Take the place that is offered: it is kept for a request begun here, or for the one there is.

    Returns the enrolment. A place on another start of the same qualification is given back.
    """
    require(permissions.can_answer_offer(by, place))
    qualification = place.offering.qualification
    enrolment = _live_enrolment(by.member, qualification)
    if place.status == PlaceStatus.HELD and enrolment and enrolment.offering_id == place.offering_id:
        return enrolment
    enrolment = locked(enrolment or start_enrolment(qualification=qualification, by=by))
    offerings = locked_offerings(place.offering_id, enrolment.offering_id)
    offering, before = offerings[place.offering_id], offerings.get(enrolment.offering_id)
    place = live_place(offering, enrolment.member)
    if place is None or place.status != PlaceStatus.OFFERED:
        raise RuleBroken("This place is not offered to you now. See “My learning”.")
    if before == offering:
        before = None
    other = live_place(before, enrolment.member) if before else None
    if before and enrolment.status in WITH_DECIDER:
        raise RuleBroken("Your request for another start waits for a decision. Withdraw it, then take this place.")
    if before and enrolment.status in ENROLLED:
        require_no_dearer(offering, before, other)
    is_draft = enrolment.status == Status.DRAFT
    hold_place(offering, enrolment.member, by, kept_for=DRAFT_KEEPS if is_draft else None)
    if other:
        give_back(other, before, by, says="gave the place back for another start")
        offer_free_places(before)
    if enrolment.status in ENROLLED:
        fund_place(live_place(offering, enrolment.member), offering, by)
    enrolment.offering = offering
    enrolment.save(update_fields=["offering"])
    audit.record("enrolment.start_chosen", subject=enrolment, by=by, says=f"chose the start on {offering}")
    return enrolment


def _live_enrolment(member, qualification):
    return Enrolment.objects.filter(member=member, qualification=qualification, status__in=LIVE).first()


@transaction.atomic
def leave_place(*, place, by):
    """Leave the waiting list, or say no to the place that is offered. The next person is offered it at once."""
    require(permissions.can_answer_offer(by, place))
    offering = locked_offerings(place.offering_id)[place.offering_id]
    place = Place.objects.locked().get(pk=place.pk)
    if place.status == PlaceStatus.HELD:
        raise RuleBroken("This place is part of your request. Withdraw the request to give the place back.")
    if place.status == PlaceStatus.LEFT:
        return place
    says = "did not want the place" if place.status in TAKING else "left the waiting list"
    give_back(place, offering, by, says=says)
    offer_free_places(offering)
    return place


def follow_waiting_lists():
    """Offers that ran out go to the next person, and lists end with the start they were for. Returns how many ended.

    Each start date in a transaction of its own.
    """
    over = Q(status=PlaceStatus.WAITING, offering__starts_on__lt=timezone.localdate())
    ended = Place.objects.run_out() | Place.objects.filter(over)
    return sum(_follow(pk) for pk in ended.order_by("offering").values_list("offering", flat=True).distinct())


@transaction.atomic
def _follow(pk):
    offering = locked_offerings(pk)[pk]
    ended = list(Place.objects.run_out().locked().filter(offering=offering).order_by("pk"))
    if not offering.is_upcoming:
        ended += Place.objects.waiting().locked().filter(offering=offering)
    for place in ended:
        words = "had no answer in time" if place.status == PlaceStatus.OFFERED else "kept the place no longer"
        says = "ended the waiting list" if place.status == PlaceStatus.WAITING else words
        give_back(place, offering, None, says=says, lapsed=True)
    letters = [(place.member.user, "ran out", emails.place_lapsed(place, offering)) for place in ended]
    send_messages(letters=[letter for letter in letters if letter[0]])
    offer_free_places(offering)
    return len(ended)


# --- Hearing when it opens -------------------------------------------------------------------------------------------


@transaction.atomic
def register_interest(*, qualification, by):
    """Be told, once, when a qualification that cannot be started now opens. Twice is once."""
    require(permissions.can_start(by, qualification))
    if standing_of(by.member, qualification).is_open:
        raise RuleBroken("It can be asked for now, so there is nothing to wait for.")
    try:
        with transaction.atomic():
            interest = Interest.objects.create(qualification=qualification, member=by.member)
    except IntegrityError:
        return Interest.objects.untold().get(qualification=qualification, member=by.member)
    audit.record("interest.registered", subject=interest, by=by, says=f"asked to be told of the {qualification}")
    return interest


@transaction.atomic
def withdraw_interest(*, qualification, by):
    """Not be told any more. Returns whether there was anything to end."""
    require(permissions.can_start(by, qualification))
    interest = Interest.objects.untold().locked().filter(qualification=qualification, member=by.member).first()
    if interest is None:
        return False
    interest.ended_at = timezone.now()
    interest.save(update_fields=["ended_at"])
    audit.record("interest.withdrawn", subject=interest, by=by, says="does not want to be told any more")
    return True


@transaction.atomic
def tell_interested():
    """Tell everybody who waits for a qualification that is open now. Each once. Returns how many were told."""
    starts = Offering.objects.filter(qualification=OuterRef("qualification"))
    can_start = ~Exists(starts) | Exists(starts.upcoming())
    rows = Interest.objects.untold().locked().filter(can_start, qualification__availability=Availability.OPEN)
    rows = list(
        rows.exclude(qualification__successor__availability=Availability.OPEN)
        .select_related("qualification", "member__user")
        .order_by("pk")
    )
    Interest.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=timezone.now())
    letters = [(row.member.user, "opens", emails.now_open(row)) for row in rows if row.member.user]
    send_messages(letters=letters)
    audit.record_many("interest.told", subjects=rows, by=None, says="told them that it is open")
    return len(rows)
