"""Start dates: the central team adds and changes them, a member chooses one, or moves to another while studying."""

from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.qualifications import permissions
from apps.qualifications.actions.enrolment import editable, locked
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
from apps.qualifications.models import Offering
from apps.qualifications.states import ENROLLED, PlaceStatus, SwitchReason


@transaction.atomic
def add_offering(*, qualification, by, **fields):
    """A new start date. `fields` are those of Offering that a person can set."""
    require(permissions.can_manage_offerings(by))
    offering = _save(Offering(qualification=qualification, **fields))
    audit.record("offering.added", subject=offering, by=by, says=f"added the start on {offering}")
    return offering


@transaction.atomic
def edit_offering(*, offering, by, **fields):
    """Change a start date. What is taken and paid for stays: there can be no less than that. New places are offered
    to whoever waits."""
    require(permissions.can_manage_offerings(by))
    offering = locked_offerings(offering.pk)[offering.pk]
    before = {name: getattr(offering, name) for name in fields}
    for name, value in fields.items():
        setattr(offering, name, value)
    if offering.places < offering.taken:
        raise RuleBroken(f"{offering.taken} places are taken or offered, so there cannot be fewer than that.")
    if offering.funded_places < offering.funded_taken or offering.funding_gbp < offering.spent_gbp:
        raise RuleBroken(
            f"£{offering.spent_gbp:,.2f} for {offering.funded_taken} places is reserved, "
            "so the funding cannot be less than that."
        )
    offering = _save(offering, fields)
    changes = {name: [str(before[name]), str(value)] for name, value in fields.items() if before[name] != value}
    audit.record("offering.changed", subject=offering, by=by, says=f"changed the start on {offering}", changes=changes)
    offer_free_places(offering)
    return offering


def _save(offering, fields=None):
    words = "There is a start with this provider on this date already."
    with said_for("offering_one_per_provider_and_start", words=words):
        offering.save(update_fields=fields)
    return offering


@transaction.atomic
def choose_offering(*, enrolment, offering, by):
    """Say, in a request being written, which start it is for. The place is held when the request is sent."""
    enrolment = editable(enrolment, by)
    offerings = locked_offerings(offering.pk, enrolment.offering_id)
    offering, before = offerings[offering.pk], offerings.get(enrolment.offering_id)
    _require_of(enrolment, offering)
    place = live_place(offering, enrolment.member)
    if offering.free < 1 and (place is None or place.status == PlaceStatus.WAITING):
        raise RuleBroken(f"The start on {offering} is full. Join its waiting list, or choose another start date.")
    if before and before != offering:
        _give_up(before, enrolment, by)
    enrolment.offering = offering
    enrolment.save(update_fields=["offering"])
    audit.record("enrolment.start_chosen", subject=enrolment, by=by, says=f"chose the start on {offering}")
    return enrolment


def _require_of(enrolment, offering):
    if offering.qualification_id != enrolment.qualification_id:
        raise RuleBroken("This start date is of another qualification. Choose from the list.")
    require_upcoming(offering)


def _give_up(offering, enrolment, by):
    place = live_place(offering, enrolment.member)
    if place and place.status == PlaceStatus.HELD:
        give_back(place, offering, by, says="gave the place back for another start")
        offer_free_places(offering)


@transaction.atomic
def switch_offering(*, enrolment, offering, reason, by):
    """Move to another start or provider once it is agreed. What the department pays does not rise by that."""
    enrolment = locked(enrolment)
    require(permissions.can_switch_offering(by, enrolment))
    if enrolment.status not in ENROLLED:
        status = enrolment.get_status_display().lower()
        raise RuleBroken(f"This is now “{status}”, so the start date cannot be changed here.")
    if enrolment.offering_id == offering.pk:
        raise RuleBroken("This is the start you have. Choose another one.")
    offerings = locked_offerings(offering.pk, enrolment.offering_id)
    offering, before = offerings[offering.pk], offerings.get(enrolment.offering_id)
    _require_of(enrolment, offering)
    place = live_place(before, enrolment.member) if before else None
    if before:
        require_no_dearer(offering, before, place)
    new = hold_place(offering, enrolment.member, by)
    if before:
        _give_up(before, enrolment, by)
    fund_place(new, offering, by)
    enrolment.offering = offering
    enrolment.save(update_fields=["offering"])
    audit.record(
        "enrolment.start_changed",
        subject=enrolment,
        by=by,
        says=f"changed to the start on {offering}: {SwitchReason(reason).label.lower()}",
        reason=reason,
        before=str(before) if before else "",
    )
    return enrolment
