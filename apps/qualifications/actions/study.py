"""Study time while one studies: a change is asked for, hours are logged."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from apps.approvals import actions as approvals
from apps.approvals.states import Kind
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.words import date_words, hours_words
from apps.members.models import Member
from apps.qualifications import permissions
from apps.qualifications.actions.enrolment import locked
from apps.qualifications.documents import change_facts, change_title, plan_changes
from apps.qualifications.models import StudyChange, StudyLog
from apps.qualifications.models.study import MOST_LOGGED
from apps.qualifications.queries import team_fact


def locked_change(change):
    """Its enrolment's row is locked first, as everywhere."""
    enrolment = locked(change.enrolment)
    change = StudyChange.objects.locked().select_related("task").get(pk=change.pk)
    change.enrolment = enrolment
    return change


@transaction.atomic
def ask_study_change(*, enrolment, why, by, **plan):
    """Ask for other hours, days or dates than those agreed. What is agreed holds until the answer."""
    enrolment = locked(enrolment)
    require(permissions.can_change_study_time(by, enrolment))
    if not permissions.is_studying(enrolment):
        status = enrolment.get_status_display().lower()
        raise RuleBroken(f"This is now “{status}”, so there is no study time to change.")
    change = StudyChange(enrolment=enrolment, why=why, **plan)
    if not plan_changes(enrolment.plan, change):
        raise RuleBroken("Nothing is different from what is agreed. Change the hours, days, dates or cover.")
    change.task = approvals.request_approval(
        kind=Kind.STUDY_CHANGE,
        subject=enrolment.qualification.code,
        title=change_title(enrolment.qualification, change),
        facts=[*change_facts(enrolment, change), *team_fact(enrolment.member, change)],
        requester=enrolment.member,
        by=by,
        urls=change.task_urls,
    )
    words = "You have asked for a change already. Withdraw that first, or wait for the answer."
    with said_for("study_change_one_open_per_enrolment", words=words):
        change.save(force_insert=True)
    audit.record("enrolment.change_asked", subject=enrolment, by=by, says="asked for another study time")
    return change


@transaction.atomic
def withdraw_study_change(*, change, by):
    """What was agreed before goes on."""
    change = locked_change(change)
    require(permissions.can_change_study_time(by, change.enrolment))
    if not change.is_open:
        raise RuleBroken("This change has been answered already, so there is nothing to withdraw.")
    approvals.withdraw_request(task=change.task, by=by)
    change.is_open = False
    change.save(update_fields=["is_open"])
    audit.record("enrolment.change_withdrawn", subject=change.enrolment, by=by, says="withdrew the change")
    return change


@transaction.atomic
def log_study_time(*, enrolment, on, hours, note="", by):
    """Note down the hours spent on a day. Nobody studies more than half a day round the clock."""
    require(permissions.can_log_study_time(by, enrolment))
    member = Member.objects.locked().get(pk=enrolment.member_id)
    if on > timezone.localdate():
        raise RuleBroken("You can only log time that has been. Choose today or an earlier day.")
    enrolment = locked(enrolment)
    if not permissions.is_studying(enrolment):
        raise RuleBroken(f"This is now “{enrolment.get_status_display().lower()}”, so no study time can be logged.")
    day = StudyLog.objects.counted().filter(member=member, on=on)
    already = day.aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
    if already + hours > MOST_LOGGED:
        raise RuleBroken(
            f"You have logged {hours_words(already)} on {date_words(on)} already. "
            f"A day can have {MOST_LOGGED} hours at most."
        )
    row = StudyLog.objects.create(enrolment=enrolment, member=member, on=on, hours=hours, note=note)
    audit.record("study.logged", subject=row, by=by, says=f"logged {hours_words(hours)} of study", on=str(on))
    return row


@transaction.atomic
def strike_study_log(*, log, by):
    """It was entered by mistake: it does not count any more."""
    log = StudyLog.objects.locked().select_related("enrolment__member").get(pk=log.pk)
    require(permissions.can_log_study_time(by, log.enrolment))
    if log.struck_at:
        raise RuleBroken("This has been removed already.")
    log.struck_at = timezone.now()
    log.save(update_fields=["struck_at"])
    audit.record(
        "study.struck", subject=log, by=by, says=f"removed {hours_words(log.hours)} of study logged by mistake"
    )
    return log
