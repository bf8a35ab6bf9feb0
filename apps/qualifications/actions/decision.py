"""What becomes of a request for study time: the first one of an enrolment, or a change while one studies.

Both are decided alike. `asked` is the enrolment or the change: it has the task, and knows what its own move is.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.approvals import actions as approvals
from apps.approvals import permissions as approval_permissions
from apps.approvals.states import Outcome
from apps.approvals.states import Status as Decision
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.qualifications import permissions
from apps.qualifications.actions.enrolment import locked as locked_enrolment
from apps.qualifications.actions.places import fund_places, hold_again, let_go
from apps.qualifications.actions.study import locked_change
from apps.qualifications.documents import plan_changes
from apps.qualifications.models import Enrolment, StudyAgreement, StudyChange, StudyPlan
from apps.qualifications.states import PLANNED, Status

MOVED_BY = {
    Decision.APPROVED: Status.APPROVED,
    Decision.CHANGED: Status.CHANGED,
    Decision.REFUSED: Status.DECLINED,
}
SAYS = {
    Decision.APPROVED: "agreed to the study time",
    Decision.CHANGED: "agreed to the study time with changes",
    Decision.REFUSED: "did not agree to the study time",
}


def _locked(asked):
    return locked_enrolment(asked) if isinstance(asked, Enrolment) else locked_change(asked)


def _enrolment_of(asked):
    return asked if isinstance(asked, Enrolment) else asked.enrolment


def _asked_plan(asked):
    return asked.plan if isinstance(asked, Enrolment) else asked


@transaction.atomic
def decide_study_time(*, asked, decision, by, reason="", comment="", plan=None):
    """The answer to a request for study time.

    With `decision` CHANGED, `plan` is what is agreed instead, by the names of PLANNED.
    """
    asked = _locked(asked)
    if asked.task is None:
        raise RuleBroken("This request has not been sent, so there is nothing to decide.")
    changes = []
    if decision == Decision.CHANGED:
        before = _asked_plan(asked)
        changes = plan_changes(before, StudyPlan(**plan))
        if not changes:
            raise RuleBroken("You have not changed anything. Go back and choose “Agree” to agree as it was asked.")
    approvals.decide(
        task=asked.task,
        by=by,
        decision=decision,
        reason=reason,
        comment=comment,
        changes=changes,
        link=asked.get_absolute_url(),
        link_text=_next_step(asked),
    )
    _settle(asked, decision, by, plan)
    audit.record("enrolment.decided", subject=_enrolment_of(asked), by=by, says=SAYS[decision], decision=decision)
    return asked


def _next_step(asked):
    return "Start learning" if isinstance(asked, Enrolment) else "See your study time"


@transaction.atomic
def decide_study_times(*, tasks, by):
    """Agree to many at once. Those that somebody answered first stay as they are.

    Returns what was agreed to: enrolments, and changes of study time.
    """
    asked = {one.task_id: one for one in _locked_many(tasks)}
    decided = approvals.decide_many(
        tasks=tasks,
        by=by,
        links={task: one.get_absolute_url() for task, one in asked.items()},
        link_text="See your study time",
    )
    agreed = [asked[task.pk] for task in decided]
    first = [one for one in agreed if isinstance(one, Enrolment)]
    for enrolment in first:
        enrolment.move_to(Status.APPROVED)
    Enrolment.objects.filter(pk__in=[one.pk for one in first]).update(status=Status.APPROVED)
    StudyAgreement.objects.bulk_create(StudyAgreement(enrolment=one, plan=one.plan, agreed_by=by) for one in first)
    fund_places(first, by)
    for change in agreed:
        if change not in first:
            _settle(change, Decision.APPROVED, by)
    subjects, says = [_enrolment_of(one) for one in agreed], SAYS[Decision.APPROVED]
    audit.record_many("enrolment.decided", subjects=subjects, by=by, says=says, decision=Decision.APPROVED)
    return agreed


def _locked_many(tasks):
    """What these tasks are about. All enrolments are locked in the same order, before anything else."""
    pks = [task.pk for task in tasks]
    rows = Enrolment.objects.locked().filter(Q(task__in=pks) | Q(changes__task__in=pks)).order_by("pk")
    enrolments = {
        row.pk: row
        for row in rows.select_related("qualification__suite", "member__organisation", "task").prefetch_related(
            "plans"
        )
    }
    changes = list(StudyChange.objects.locked().filter(task__in=pks).select_related("task").order_by("pk"))
    for change in changes:
        change.enrolment = enrolments[change.enrolment_id]
    return [row for row in enrolments.values() if row.task_id in pks] + changes


def _settle(asked, decision, by, plan=None):
    """The domain's own move, and the plan and agreement that go with it."""
    if isinstance(asked, Enrolment):
        if plan:
            _next_plan(asked, plan, by)
        asked.move_to(MOVED_BY[decision])
        asked.save(update_fields=["status"])
        if decision == Decision.APPROVED:
            fund_places([asked], by)
        elif decision == Decision.REFUSED:
            let_go(asked, by)
    else:
        if plan:
            for name in PLANNED:
                setattr(asked, name, plan[name])
        asked.is_open = decision == Decision.CHANGED
        asked.save(update_fields=["is_open", *(PLANNED if plan else ())])
    if decision == Decision.APPROVED:
        _agree(asked, by)


def _next_plan(enrolment, plan, by):
    return StudyPlan.objects.create(
        enrolment=enrolment,
        version=enrolment.plan.version + 1,
        proposed_by=by,
        **{name: plan[name] for name in PLANNED},
    )


def _agree(asked, by):
    """The study time becomes an agreement. With a change, the one before is replaced."""
    if isinstance(asked, Enrolment):
        StudyAgreement.objects.create(enrolment=asked, plan=asked.plan, agreed_by=by)
        return
    enrolment = asked.enrolment
    enrolment.agreements.filter(replaced_at=None).update(replaced_at=timezone.now())
    proposer = enrolment.member.user
    plan = _next_plan(enrolment, {name: getattr(asked, name) for name in PLANNED}, proposer)
    StudyAgreement.objects.create(enrolment=enrolment, plan=plan, agreed_by=by)


@transaction.atomic
def accept_changes(*, asked, by):
    """The member takes the study time as it was changed."""
    asked = _locked(asked)
    require(permissions.can_accept_changes(by, _enrolment_of(asked)))
    if asked.task is None or asked.task.status != Decision.CHANGED:
        raise RuleBroken("There are no changes to accept on this request now.")
    task = approvals.accept_changes(task=asked.task, by=by)
    _settle(asked, Decision.APPROVED, task.decided_by)
    says = "accepted the changed study time"
    audit.record("enrolment.changes_accepted", subject=_enrolment_of(asked), by=by, says=says)
    return asked


@transaction.atomic
def appeal_study_time(*, asked, why_again, by):
    """Once after a refusal: whoever is above those who refused looks at it again."""
    asked = _locked(asked)
    require(asked.task is not None and approval_permissions.can_appeal(by, asked.task))
    _ask_again(asked, by, why_again)
    audit.record("enrolment.appealed", subject=_enrolment_of(asked), by=by, says="appealed against the refusal")
    return asked


@transaction.atomic
def reopen_study_time(*, asked, case, answer, by):
    """The central team takes a refused request up again, to decide it themselves."""
    asked = _locked(asked)
    approvals.answer_case(case=case, by=by, answer=answer, outcome=Outcome.AGAIN)
    if asked.task.status != Decision.REFUSED:
        raise RuleBroken("This request is not refused now, so there is nothing to take up again.")
    _ask_again(asked, by, answer, to_central=True)
    audit.record("enrolment.reopened", subject=_enrolment_of(asked), by=by, says="took the request up again")
    return asked


def _ask_again(asked, by, why_again, *, to_central=False):
    enrolment = _enrolment_of(asked)
    if isinstance(asked, Enrolment):
        hold_again(asked, by)
    asked.task = approvals.request_again(
        before=asked.task,
        requester=enrolment.member,
        by=by,
        urls=asked.task_urls,
        why_again=why_again,
        to_central=to_central,
    )
    fields = ["task"]
    if isinstance(asked, Enrolment):
        asked.move_to(Status.SUBMITTED)
        fields.append("status")
    else:
        asked.is_open = True
        fields.append("is_open")
    words = "This has been asked for again in the meantime. See “My learning”."
    with said_for("enrolment_one_live_per_member", "study_change_one_open_per_enrolment", words=words):
        asked.save(update_fields=fields)
