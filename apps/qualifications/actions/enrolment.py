from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.approvals import actions as approvals
from apps.approvals.states import Kind
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_message
from apps.qualifications import combination, eligibility, emails, permissions
from apps.qualifications.actions.catalogue import version_for
from apps.qualifications.actions.places import hold_place, let_go, locked_offerings
from apps.qualifications.documents import ask_facts, ask_title, exception_facts
from apps.qualifications.models import Deferral, EnrolledUnit, Enrolment, StudyPlan, standing_of
from apps.qualifications.queries import team_fact, units_of
from apps.qualifications.states import ENROLLED, PLANNED, WITH_DECIDER, Status


def locked(enrolment):
    """The enrolment's row, locked, with what the rules need to read."""
    return (
        Enrolment.objects.locked()
        .select_related("qualification__suite", "qualification__version", "version", "member__organisation")
        .select_related("offering", "task")
        .get(pk=enrolment.pk)
    )


@transaction.atomic
def start_enrolment(*, qualification, by, offering=None):
    """Begin a draft, or go on with the one there is. Mandatory units are chosen from the start, and those achieved.

    After a "not agreed" or a withdrawal the new draft says what the last one said, to be changed and sent again.
    `offering`: the start that it is for, if that was chosen already; its place is held when the request is sent.
    """
    require(permissions.can_start(by, qualification))
    member = by.member
    standing = standing_of(member, qualification)
    if standing.live:
        return standing.live
    found = eligibility.checks(qualification, member, standing)
    if not eligibility.is_eligible(found):
        raise RuleBroken(first_no(found))
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(member=member, qualification=qualification, offering=offering)
    except IntegrityError:  # a second click was quicker: one live enrolment is all that there can be
        return standing_of(member, qualification).live
    last = next(iter(standing.enrolments), None)
    rows = [EnrolledUnit(enrolment=enrolment, unit=unit) for unit in _first_choice(member, qualification, last)]
    EnrolledUnit.objects.bulk_create(rows)
    if last:
        _say_again(enrolment, last, by)
    audit.record("enrolment.started", subject=enrolment, by=by, says=f"began to ask for the {qualification}")
    return enrolment


def _first_choice(member, qualification, last):
    chosen = set(last.enrolled_units.values_list("unit", flat=True)) if last else set()
    mandatory = qualification.combination.mandatory
    return [
        unit
        for unit in units_of(qualification, member)
        if unit.code in mandatory or unit.pk in chosen or (unit.is_achieved and not last)
    ]


def _say_again(enrolment, last, by):
    enrolment.purpose = last.purpose
    enrolment.save(update_fields=["purpose"])
    if plan := last.plan:
        said = {name: getattr(plan, name) for name in PLANNED}
        StudyPlan.objects.create(enrolment=enrolment, version=1, proposed_by=by, **said)


def first_no(found, but=()):
    in_the_way = (check for check in found if check.is_in_the_way and check.code not in but)
    return next(f"{check.text} {check.change}".strip() for check in in_the_way)


def require_draft(enrolment):
    """What was sent stays as its decider read it."""
    if enrolment.status != Status.DRAFT:
        status = enrolment.get_status_display().lower()
        raise RuleBroken(f"You can no longer change or send this request: it is now “{status}”.")


def editable(enrolment, by):
    enrolment = locked(enrolment)
    require(permissions.can_edit(by, enrolment))
    require_draft(enrolment)
    return enrolment


@transaction.atomic
def choose_units(*, enrolment, units, by):
    """Keep the units chosen so far, complete or not: what is missing stops the sending, not the saving."""
    enrolment = editable(enrolment, by)
    strangers = [unit for unit in units if unit.suite_id != enrolment.qualification.suite_id]
    if foreign := strangers or combination.foreign(enrolment.qualification.combination, units):
        raise RuleBroken(f"Unit {foreign[0].code} does not count towards this qualification. Choose from the list.")
    _choose(enrolment, units)
    audit.record("enrolment.units_chosen", subject=enrolment, by=by, says="chose units", units=[u.code for u in units])
    return enrolment


def _choose(enrolment, units):
    enrolment.enrolled_units.exclude(unit__in=units).delete()
    rows = [EnrolledUnit(enrolment=enrolment, unit=unit) for unit in units]
    EnrolledUnit.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def propose_study_time(*, enrolment, hours_a_week, days, starts_on, ends_on, cover, by):
    """Say how many hours a week, on which days, between which dates, and who covers meanwhile."""
    enrolment = editable(enrolment, by)
    plan = {
        "hours_a_week": hours_a_week,
        "days": days,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "cover": cover,
        "proposed_by": by,
    }
    StudyPlan.objects.update_or_create(enrolment=enrolment, version=1, defaults=plan)
    audit.record("enrolment.study_time_proposed", subject=enrolment, by=by, says="proposed study time")
    return enrolment


@transaction.atomic
def say_purpose(*, enrolment, purpose, by):
    """Say what the qualification is for."""
    enrolment = editable(enrolment, by)
    enrolment.purpose = purpose
    enrolment.save(update_fields=["purpose"])
    audit.record("enrolment.purpose_said", subject=enrolment, by=by, says="said what it is for")
    return enrolment


@transaction.atomic
def submit_enrolment(*, enrolment, by):
    """Ask for study time: the request goes to whoever answers for the member."""
    enrolment = locked(enrolment)
    require(permissions.can_submit(by, enrolment))
    require_draft(enrolment)
    units, plan = [row.unit for row in enrolment.enrolled_units.with_achievement()], enrolment.plan
    standing = standing_of(enrolment.member, enrolment.qualification)
    found = eligibility.checks(enrolment.qualification, enrolment.member, standing, offering=enrolment.offering)
    if not eligibility.is_eligible(found):
        raise RuleBroken(first_no(found))
    if standing.has_offerings and not (enrolment.offering and enrolment.offering.is_upcoming):
        raise RuleBroken("Choose a start date first.")
    enrolment.version = version_for(enrolment.qualification)
    if strangers := combination.foreign(enrolment.rule, units):
        raise RuleBroken(f"Unit {strangers[0].code} does not count any more. Choose your units again.")
    if missing := combination.gaps(enrolment.rule, enrolment.as_they_count(units)):
        raise RuleBroken(f"Choose your units first. {combination.gaps_in_words(missing)}")
    if not plan:
        raise RuleBroken("Say how much study time you need first.")
    if plan.starts_on < timezone.localdate():
        raise RuleBroken("The start date you chose has passed. Choose a new one under “Study time”.")
    if not enrolment.purpose:
        raise RuleBroken("Say what the qualification is for first.")
    if enrolment.offering:
        offering = locked_offerings(enrolment.offering_id)[enrolment.offering_id]
        hold_place(offering, enrolment.member, by)
    enrolment.task = approvals.request_approval(
        kind=Kind.STUDY_TIME,
        subject=enrolment.qualification.code,
        title=ask_title(enrolment.qualification, plan),
        facts=[*ask_facts(enrolment, plan, units), *exception_facts(found), *team_fact(enrolment.member, plan)],
        requester=enrolment.member,
        by=by,
        urls=enrolment.task_urls,
    )
    enrolment.eligibility = eligibility.as_data(found)
    enrolment.move_to(Status.SUBMITTED)
    enrolment.save(update_fields=["status", "task", "eligibility", "version"])
    audit.record("enrolment.submitted", subject=enrolment, by=by, says="asked for study time")
    return enrolment


def call_off_change(enrolment, by):
    """Where the study ends, there is no study time to change any more. The enrolment's row is locked."""
    for change in enrolment.changes.locked().filter(is_open=True).select_related("task"):
        approvals.call_off_request(task=change.task, by=by)
        change.is_open = False
        change.save(update_fields=["is_open"])


def end_deferral(enrolment):
    """The break is over: the member returns or withdraws. The enrolment's row is locked."""
    Deferral.objects.filter(enrolment=enrolment, ended_at=None).update(ended_at=timezone.now())


def tell_manager(enrolment, what, facts=()):
    """The line manager hears that study time which was agreed is not needed for a while, or is needed again."""
    manager = enrolment.member.line_manager
    if manager and manager.user:
        letter = emails.team_study(enrolment, what, facts)
        send_message(recipient=manager.user, occasion=f"{what} {timezone.now().isoformat()}", **letter)


@transaction.atomic
def withdraw_enrolment(*, enrolment, reason, by):
    """Give it up: a draft is put away, an open request taken back, a study ended. Units achieved stay achieved."""
    enrolment = locked(enrolment)
    require(permissions.can_withdraw(by, enrolment))
    if enrolment.status in WITH_DECIDER:
        approvals.withdraw_request(task=enrolment.task, by=by)
    call_off_change(enrolment, by)
    let_go(enrolment, by)
    if enrolment.status == Status.DEFERRED:
        end_deferral(enrolment)
    had_time = enrolment.status in ENROLLED
    enrolment.move_to(Status.WITHDRAWN)
    enrolment.withdrawn_at, enrolment.withdrawal_reason = timezone.now(), reason
    enrolment.save(update_fields=["status", "withdrawn_at", "withdrawal_reason"])
    audit.record("enrolment.withdrawn", subject=enrolment, by=by, says="withdrew", reason=reason)
    if had_time:
        tell_manager(enrolment, "has stopped studying for")
    return enrolment
