"""What a learner does beside pages, test and assignment: conversations about a unit, and learning elsewhere."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.uploads.keep import kept
from apps.learning import emails, permissions
from apps.learning.actions.parts import achieve_by_parts
from apps.learning.actions.reading import require_studying
from apps.learning.models import Elsewhere, Reflection
from apps.learning.queries import partner_of, progress_of
from apps.learning.states import ReflectionStatus
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit

READ_FIRST = "Read the pages of this unit first: the conversation is about what you learnt there."
SAME_TALK = "You have written down a conversation of this kind on that day already."
SAME_LEARNING = "You have written this down already: the same title on the same day."


@transaction.atomic
def record_reflection(*, enrolled_unit, partner_kind, held_on, learnt, changes, by, email=None):
    """Write a conversation down: as one's own record (`email` is None), or asking the other person to confirm it.

    For the line manager the address may be left empty: it is whoever that is now. Whoever is asked reads all of it.
    """
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    progress = progress_of(enrolled_unit)
    if progress and progress.next_page:
        raise RuleBroken(READ_FIRST)
    if held_on > timezone.localdate():
        raise RuleBroken("Write the conversation down once you have had it: that day has not come yet.")
    partner = None
    if email is not None:
        partner, problem = partner_of(by, partner_kind, email)
        if problem:
            raise RuleBroken(f"{problem}.")
    reflection = Reflection(
        enrolled_unit=enrolled_unit,
        learner=by,
        partner_kind=partner_kind,
        partner=partner,
        held_on=held_on,
        learnt=learnt,
        changes=changes,
        status=ReflectionStatus.ASKED if partner else ReflectionStatus.RECORDED,
    )
    with said_for("reflection_one_per_day_and_partner", words=SAME_TALK):
        reflection.save(force_insert=True)
    asked = f" and asked {partner} to confirm it" if partner else ""
    says = f"wrote down a conversation about unit {enrolled_unit.unit}{asked}"
    audit.record("reflection.recorded", subject=reflection, by=by, says=says)
    if partner:
        send_message(recipient=partner, occasion="asked", **emails.reflection_asked(reflection))
    achieve_by_parts(enrolled_unit=enrolled_unit, by=by)
    return reflection


@transaction.atomic
def confirm_reflection(*, reflection, comment, by):
    """The other person says that it was so. It may be what the unit still needed."""
    reflection = _answer(reflection, ReflectionStatus.CONFIRMED, comment, by)
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=reflection.enrolled_unit_id)
    achieve_by_parts(enrolled_unit=enrolled_unit, by=by)
    return reflection


@transaction.atomic
def decline_reflection(*, reflection, comment, by):
    """The other person does not confirm it, and says why. The learner can write it down anew."""
    if not comment.strip():
        raise RuleBroken("Say why you do not confirm it.")
    return _answer(reflection, ReflectionStatus.DECLINED, comment, by)


def _answer(reflection, status, comment, by):
    reflection = Reflection.objects.for_page().locked().get(pk=reflection.pk)
    require(permissions.can_answer_reflection(by, reflection))
    reflection.move_to(status)
    reflection.comment, reflection.answered_at = comment, timezone.now()
    reflection.save(update_fields=["status", "comment", "answered_at"])
    says = "confirmed a conversation" if status == ReflectionStatus.CONFIRMED else "did not confirm a conversation"
    audit.record(f"reflection.{status}", subject=reflection, by=by, says=says)
    send_message(recipient=reflection.learner, occasion="answered", **emails.reflection_answered(reflection))
    return reflection


@transaction.atomic
def withdraw_reflection(*, reflection, by):
    """Take one's own record back, unless it was confirmed. Whoever was asked does not see it any more."""
    reflection = Reflection.objects.for_page().locked().get(pk=reflection.pk)
    require_studying(reflection.enrolled_unit, by)
    reflection.move_to(ReflectionStatus.WITHDRAWN)
    reflection.save(update_fields=["status"])
    audit.record("reflection.withdrawn", subject=reflection, by=by, says="took back what they wrote of a conversation")
    return reflection


# --- Learning elsewhere ----------------------------------------------------------------------------------------------


def record_elsewhere(*, enrolled_unit, title, link, done_on, hours, evidence, by, file=None):
    """Declare learning elsewhere, with evidence in words, and a file as uploads.checked() made it."""
    with kept(file, by) if file else transaction.atomic() as upload:
        return _record_elsewhere(enrolled_unit, by, upload, title, link, done_on, hours, evidence)


def _record_elsewhere(enrolled_unit, by, upload, title, link, done_on, hours, evidence):
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    if done_on > timezone.localdate():
        raise RuleBroken("Write it down once you have done it: that day has not come yet.")
    row = Elsewhere(
        enrolled_unit=enrolled_unit,
        title=title,
        link=link,
        done_on=done_on,
        hours=hours,
        evidence=evidence,
        upload=upload,
    )
    with said_for("elsewhere_once_a_day", words=SAME_LEARNING):
        row.save(force_insert=True)
    says = f"wrote down learning elsewhere for unit {enrolled_unit.unit}"
    audit.record("elsewhere.recorded", subject=row, by=by, says=says, hours=str(hours))
    achieve_by_parts(enrolled_unit=enrolled_unit, by=by)
    return row


@transaction.atomic
def strike_elsewhere(*, elsewhere, by):
    """It was written down by mistake. A unit that was achieved with it stays achieved."""
    row = Elsewhere.objects.locked().select_related("enrolled_unit__enrolment").get(pk=elsewhere.pk)
    require_studying(row.enrolled_unit, by)
    if row.struck_at:
        return row
    row.struck_at = timezone.now()
    row.save(update_fields=["struck_at"])
    audit.record("elsewhere.struck", subject=row, by=by, says="removed learning elsewhere that was a mistake")
    return row
