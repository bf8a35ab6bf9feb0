"""Where somebody is meanwhile. Each is called in the transaction of the action of whatever sends them away."""

from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, said_for
from apps.core.words import date_words
from apps.members.models import Absence

OVERLAP = "absence_one_place_at_a_time"


def book_absence(*, member, kind, starts_on, ends_on, by):
    """These days are taken: nothing else can send the member away on them."""
    absence = Absence(member=member, kind=kind, starts_on=starts_on, ends_on=ends_on)
    with said_for(OVERLAP, words=_words(member)):
        absence.save(force_insert=True)
    says = f"booked {member} elsewhere from {date_words(starts_on)} to {date_words(ends_on)}"
    audit.record("absence.booked", subject=absence, by=by, says=says)
    return absence


def change_absence(*, absence, ends_on, by):
    """It ends on another day."""
    absence = Absence.objects.locked().select_related("member").get(pk=absence.pk)
    if absence.cancelled_at:
        raise RuleBroken("This has been called off, so it has no last day to change.")
    absence.ends_on = ends_on
    with said_for(OVERLAP, words=_words(absence.member)):
        absence.save(update_fields=["ends_on"])
    says = f"changed the last day elsewhere to {date_words(ends_on)}"
    audit.record("absence.changed", subject=absence, by=by, says=says)
    return absence


def cancel_absence(*, absence, by):
    """It does not come to it: the days are free again."""
    absence = Absence.objects.locked().get(pk=absence.pk)
    if absence.cancelled_at:
        raise RuleBroken("This has been called off already.")
    absence.cancelled_at = timezone.now()
    absence.save(update_fields=["cancelled_at"])
    audit.record("absence.cancelled", subject=absence, by=by, says="called off the time elsewhere")
    return absence


def _words(member):
    return f"{member} is already placed somewhere else on some of these days. Choose days before or after that."
