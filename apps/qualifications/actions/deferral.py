"""A break in a study, and the return from it."""

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.notifications.actions import send_messages
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications import emails, permissions
from apps.qualifications.actions.achievement import complete_if_earned
from apps.qualifications.actions.enrolment import call_off_change, end_deferral, locked, tell_manager
from apps.qualifications.models import Deferral, Enrolment
from apps.qualifications.states import Status


@transaction.atomic
def defer_enrolment(*, enrolment, reason, return_on, by):
    """Pause until a date. The place and everything achieved stay; a change that waits for an answer is called off."""
    enrolment = locked(enrolment)
    require(permissions.can_defer(by, enrolment))
    enrolment.move_to(Status.DEFERRED)
    if return_on <= timezone.localdate():
        raise RuleBroken("Say a date in the future on which you mean to return.")
    call_off_change(enrolment, by)
    Deferral.objects.create(enrolment=enrolment, reason=reason, return_on=return_on)
    enrolment.save(update_fields=["status"])
    says = f"paused until {date_words(return_on)}"
    audit.record("enrolment.deferred", subject=enrolment, by=by, says=says, reason=reason)
    tell_manager(enrolment, "has paused", [["Means to return", date_words(return_on)]])
    return enrolment


@transaction.atomic
def return_to_learning(*, enrolment, by):
    """Go on where one stopped. What was achieved meanwhile counts; if that is all there is, it is complete."""
    enrolment = locked(enrolment)
    require(permissions.can_defer(by, enrolment))
    if enrolment.status != Status.DEFERRED:
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so there is no break to end.")
    enrolment.move_to(Status.IN_PROGRESS)
    end_deferral(enrolment)
    enrolment.save(update_fields=["status"])
    audit.record("enrolment.returned", subject=enrolment, by=by, says="returned to learning")
    tell_manager(enrolment, "has gone on with")
    complete_if_earned(enrolment, by)
    return enrolment


@transaction.atomic
def extend_deferral(*, enrolment, return_on, by):
    """Pause for longer or shorter than was said."""
    enrolment = locked(enrolment)
    require(permissions.can_defer(by, enrolment))
    if enrolment.status != Status.DEFERRED:
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so there is no break to change.")
    if return_on <= timezone.localdate():
        raise RuleBroken("Say a date in the future on which you mean to return.")
    Deferral.objects.filter(enrolment=enrolment, ended_at=None).update(return_on=return_on)
    says = f"changed the return to {date_words(return_on)}"
    audit.record("enrolment.deferred_longer", subject=enrolment, by=by, says=says)
    tell_manager(enrolment, "has changed when to return to", [["Means to return", date_words(return_on)]])
    return enrolment


@transaction.atomic
def remind_returns(*, on):
    """Tell members, once for each date, that the break they took ends. Returns how many were told."""
    due = (
        Deferral.objects.open()
        .filter(~Exists(_messages()), return_on__lte=on, enrolment__member__user__isnull=False)
        .select_related("enrolment__qualification", "enrolment__member__user")
    )
    letters = [(row.enrolment.member.user, _occasion(row), emails.break_ends(row)) for row in due.order_by("pk")]
    return send_messages(letters=letters)


def _occasion(deferral):
    return f"return on {deferral.return_on}"


def _messages():
    return Message.objects.filter(
        kind=Kind.BREAK_ENDS,
        object_type=Enrolment._meta.label,
        object_id=Cast(OuterRef("enrolment"), CharField()),
        occasion=Concat(Value("return on "), Cast(OuterRef("return_on"), CharField())),
    )
