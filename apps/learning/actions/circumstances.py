from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import emails, permissions
from apps.learning.actions.reading import require_studying
from apps.learning.models import Circumstances, MarkingTask, Work
from apps.learning.queries import clock
from apps.learning.queries.work import assignment_progress
from apps.learning.states import CircumstancesStatus, TaskKind
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit

MOST_DAYS = 100


def stop_clock(work):
    """From today no day counts, until what was asked is answered."""
    if work.clock_stopped_on is None and work.resubmit_by is not None:
        work.clock_stopped_on = timezone.localdate()
        work.save(update_fields=["clock_stopped_on"])


def start_clock(work):
    """It goes on, unless something else is still to be answered. The days on which it stood are given back."""
    appeals = MarkingTask.objects.open().filter(work=work, kind=TaskKind.APPEAL)
    if work.clock_stopped_on is None or appeals.exists() or work.circumstances.open().exists():
        return
    work.resubmit_by = clock.resumed(work, work.enrolled_unit.enrolment.member)
    work.clock_stopped_on = None
    work.save(update_fields=["resubmit_by", "clock_stopped_on"])


@transaction.atomic
def ask_circumstances(*, enrolled_unit, reason, by):
    """Ask for more time, and say why. The central team answers; until then the clock stands still."""
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    work = Work.objects.for_page().locked().filter(enrolled_unit=enrolled_unit).first()
    progress = assignment_progress(enrolled_unit)
    if progress is None or not progress.has_a_date:
        raise RuleBroken("There is no day by which you have to send this in, so you need no more time for it.")
    if progress.is_asking:
        raise RuleBroken("You have asked for more time already. You will be told as soon as it is answered.")
    asked = Circumstances.objects.create(work=work, asked_by=by, reason=reason)
    stop_clock(work)
    says = f"asked for more time for the assignment of unit {enrolled_unit.unit}"
    audit.record("circumstances.asked", subject=asked, by=by, says=says)
    return asked


@transaction.atomic
def decide_circumstances(*, circumstances, days, answer, by):
    """The central team gives so many working days more, or none (None)."""
    work = Work.objects.for_page().locked().get(pk=circumstances.work_id)
    circumstances = Circumstances.objects.locked().get(pk=circumstances.pk)
    require(permissions.can_decide_circumstances(by, circumstances))
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise RuleBroken(f"Give from 1 to {MOST_DAYS} working days.")
    circumstances.move_to(CircumstancesStatus.AGREED if days else CircumstancesStatus.REFUSED)
    circumstances.days, circumstances.answer = days, answer
    circumstances.decided_at, circumstances.decided_by = timezone.now(), by
    circumstances.save(update_fields=["status", "days", "answer", "decided_at", "decided_by"])
    says = f"gave {days} working days more" if days else "did not agree to more time"
    audit.record("circumstances.decided", subject=circumstances, by=by, says=says)
    start_clock(work)
    if days and work.resubmit_by:
        member = work.enrolled_unit.enrolment.member
        work.resubmit_by = clock.days_after(max(work.resubmit_by, timezone.localdate()), days, member)
        work.save(update_fields=["resubmit_by"])
    letter = emails.circumstances_decided(work, circumstances)
    send_message(recipient=circumstances.asked_by, occasion="decided", **letter)
    return circumstances
