"""A qualification closes to new starts, and may open again. Whoever studies it is taught out."""

from django.db import transaction
from django.db.models import Q

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_messages
from apps.qualifications import emails, permissions
from apps.qualifications.actions.catalogue import keep_version
from apps.qualifications.actions.places import give_back, locked_offerings
from apps.qualifications.models import Place, Qualification
from apps.qualifications.states import Availability, PlaceStatus, Status


@transaction.atomic
def retire_qualification(*, qualification, reason, by, successor=None):
    """No new starts from now on. Drafts and waiting lists are told; what was sent, agreed or begun goes on."""
    require(permissions.can_retire(by))
    qualification = _locked(qualification)
    if qualification.availability == Availability.CLOSED:
        raise RuleBroken("This is closed to new starts already.")
    if successor == qualification:
        raise RuleBroken("What replaces it must be another qualification.")
    qualification.availability, qualification.successor = Availability.CLOSED, successor or qualification.successor
    qualification.save(update_fields=["availability", "successor"])
    keep_version(qualification, by)
    says = f"retired the {qualification}: {reason}"
    audit.record("qualification.retired", subject=qualification, by=by, says=says, reason=reason)
    letters = [
        (place.member.user, "retired", emails.waiting_ended(place, offering, reason))
        for place, offering in _ended(qualification)
    ]
    drafts = qualification.enrolments.filter(status=Status.DRAFT).select_related("member__user", "qualification")
    for draft in drafts.order_by("pk"):
        draft.qualification = qualification
        letters.append((draft.member.user, "retired", emails.qualification_retired(draft, reason)))
    send_messages(letters=[letter for letter in letters if letter[0]])
    return qualification


def _locked(qualification):
    rows = Qualification.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("suite", "successor").get(pk=qualification.pk)


def _ended(qualification):
    """Those who wait, are offered a place, or keep one for a request that was not sent."""
    offerings = locked_offerings(*qualification.offerings.values_list("pk", flat=True))
    unsent = Q(status__in=[PlaceStatus.WAITING, PlaceStatus.OFFERED]) | Q(status=PlaceStatus.HELD, until__isnull=False)
    places = Place.objects.locked().filter(unsent, offering__in=offerings).select_related("member__user")
    for place in places.order_by("pk"):
        offering = offerings[place.offering_id]
        offering.qualification = qualification
        give_back(place, offering, None, says="ended with the qualification", lapsed=True)
        yield place, offering


@transaction.atomic
def reopen_qualification(*, qualification, by):
    """New starts are possible again, once its rule is known. Nothing takes its place any more."""
    require(permissions.can_retire(by))
    qualification = _locked(qualification)
    if qualification.availability != Availability.CLOSED:
        raise RuleBroken("This is not closed, so it cannot be opened again.")
    is_known = qualification.rule is not None
    qualification.availability = Availability.OPEN if is_known else Availability.DETAILS_PENDING
    qualification.successor = None
    qualification.save(update_fields=["availability", "successor"])
    keep_version(qualification, by)
    says = f"opened the {qualification} to new starts again"
    audit.record("qualification.reopened", subject=qualification, by=by, says=says)
    return qualification
