from django.db import transaction
from django.utils import timezone

from apps.certificates.actions import award_certificate, report_uncertified
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.qualifications import combination, permissions, queries
from apps.qualifications.actions.enrolment import call_off_change, locked
from apps.qualifications.models import Enrolment, UnitAchievement
from apps.qualifications.states import STUDYING, Status


@transaction.atomic
def start_learning(*, enrolment, by):
    """The member begins. Units achieved before count; if they are all there is, it is complete at once."""
    enrolment = locked(enrolment)
    require(permissions.can_start_learning(by, enrolment))
    if enrolment.status == Status.DEFERRED:
        raise RuleBroken("You have paused this qualification. Return to it from its page.")
    enrolment.move_to(Status.IN_PROGRESS)
    _require_place(enrolment)
    enrolment.save(update_fields=["status"])
    audit.record("enrolment.begun", subject=enrolment, by=by, says="started learning")
    complete_if_earned(enrolment, by)
    return enrolment


def _require_place(enrolment):
    if enrolment.offering_id and not queries.holds_place(enrolment):
        raise RuleBroken("You have no place on the start that you asked for. Choose another start date first.")


@transaction.atomic
def achieve_unit(*, member, unit, how, by):
    """Bank a unit, once and for all, and complete every enrolment that it was the last one for."""
    achievement, is_new = UnitAchievement.objects.get_or_create(
        member=member, unit=unit, defaults={"achieved_on": timezone.localdate(), "how": how}
    )
    if is_new:
        audit.record("unit.achieved", subject=achievement, by=by, says=f"achieved unit {unit} by {how}")
    # One that is just being started is among them: its row is waited for, then it is in progress.
    studying = Enrolment.objects.filter(member=member, status__in=STUDYING, enrolled_units__unit=unit)
    for enrolment in studying.order_by("pk"):
        complete_if_earned(locked(enrolment), by)
    return achievement


def complete_earned():
    """Complete what was earned and is still open, each in a transaction of its own. Returns how many there were.

    Whoever achieves the last unit is completed at once. This is for what went past that: a unit added by hand.
    """
    return sum(_complete_late(enrolment) for enrolment in Enrolment.objects.with_all_units_achieved())


@transaction.atomic
def _complete_late(enrolment):
    enrolment = locked(enrolment)
    complete_if_earned(enrolment, None)
    if enrolment.status != Status.COMPLETED:
        return False
    report_uncertified(certificate=enrolment.certificate)
    return True


def complete_if_earned(enrolment, by):
    """Complete it when the units achieved meet the rules of combination. The enrolment's row is locked."""
    if enrolment.status != Status.IN_PROGRESS:
        return
    units = [row.unit for row in enrolment.enrolled_units.with_achievement() if row.achieved]
    achieved, qualification = enrolment.as_they_count(units), enrolment.qualification
    if combination.gaps(enrolment.rule, achieved):
        return
    enrolment.certificate = award_certificate(
        holder=enrolment.member,
        title=enrolment.title,
        level=qualification.level,
        awarding_body=qualification.suite.awarding_body,
        units=[{"code": unit.code, "title": unit.title} for unit in achieved],
        by=by,
    )
    enrolment.move_to(Status.COMPLETED)
    enrolment.completed_at = timezone.now()
    enrolment.save(update_fields=["status", "certificate", "completed_at"])
    call_off_change(enrolment, by)
    audit.record("enrolment.completed", subject=enrolment, by=by, says=f"completed the {qualification}")
