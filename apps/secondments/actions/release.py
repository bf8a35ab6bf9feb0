"""Letting somebody go for a while: asked for with the application and at the offer, decided as approvals are."""

from django.db import transaction

from apps.approvals import actions as approvals
from apps.approvals import permissions as approval_permissions
from apps.approvals.states import Kind, Outcome
from apps.approvals.states import Status as Decision
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.secondments import permissions
from apps.secondments.dates import last_day
from apps.secondments.documents import release_changes, release_facts, release_title
from apps.secondments.models import Application, Release
from apps.secondments.queries import next_stage, releases_of
from apps.secondments.states import WITH_HOST, ApplicationStatus, Stage

OPEN_ONE = "release_one_open_for_an_application"
PLANNED = ("from_on", "conditions", "backfill", "backfill_by", "backfill_cost", "backfill_from")
SAYS = {
    Decision.APPROVED: "agreed to the release",
    Decision.CHANGED: "agreed to the release with changes",
    Decision.REFUSED: "did not agree to the release",
}


def locked(release):
    """The application's row is locked first, as everywhere."""
    application = (
        Application.objects.locked()
        .select_related("member__user", "opportunity__organisation")
        .get(pk=release.application_id)
    )
    release = Release.objects.locked().select_related("task").get(pk=release.pk)
    release.application = application
    return release


def request_release(application, *, stage, from_on, until_on, by):
    """Ask whoever answers for the member. The application's row is locked."""
    release = Release(application=application, stage=stage, from_on=from_on, until_on=until_on)
    release.task = approvals.request_approval(
        kind=Kind.RELEASE,
        subject=_subject(release),
        title=release_title(release),
        facts=release_facts(release),
        requester=application.member,
        by=by,
        urls=release.task_urls,
    )
    with said_for(OPEN_ONE, words="You have asked already. Withdraw that first, or wait for the answer."):
        release.save(force_insert=True)
    says = f"asked for {release.get_stage_display().lower()}"
    audit.record("release.asked", subject=release, by=by, says=says)
    return release


def _subject(release):
    return f"{release.stage}:{release.application.opportunity_id}"


@transaction.atomic
def ask_release(*, application, from_on, by):
    """Ask again after a refusal; or, when the place is offered, for the firm release."""
    application = (
        Application.objects.locked().select_related("member__user", "opportunity__organisation").get(pk=application.pk)
    )
    require(permissions.can_ask_release(by, application))
    stage = next_stage(application, releases_of(application))
    if stage is None:
        raise RuleBroken("There is no release to ask for now.")
    if stage == Stage.FIRM:  # whoever has not answered in principle yet is asked the firm question instead
        call_off_release(application, by)
    until_on = last_day(from_on, application.opportunity.months)
    return request_release(application, stage=stage, from_on=from_on, until_on=until_on, by=by)


@transaction.atomic
def decide_release(*, release, decision, by, reason="", comment="", **plan):
    """The answer. With an agreement, `plan` says by the names of PLANNED how the work is done meanwhile.

    A later day to go, or a condition, is for the member to accept: then it is an agreement with changes.
    """
    release = locked(release)
    changes = []
    if decision != Decision.REFUSED:
        changes = release_changes(release, plan)
        decision = Decision.CHANGED if changes else Decision.APPROVED
    release.task = approvals.decide(
        task=release.task,
        by=by,
        decision=decision,
        reason=reason,
        comment=comment,
        changes=changes,
        link=release.get_absolute_url(),
        link_text="See your application",
    )
    _settle(release, decision, plan)
    audit.record("release.decided", subject=release, by=by, says=SAYS[decision], decision=decision)
    return release


def _settle(release, decision, plan):
    if decision != Decision.REFUSED:
        for name in PLANNED:
            setattr(release, name, plan[name])
        release.until_on = last_day(release.from_on, release.application.opportunity.months)
    release.is_open = decision == Decision.CHANGED
    release.save()


@transaction.atomic
def decide_releases(*, tasks, by):
    """Agree in principle to many at once, as they were asked. Firm ones need a plan for the work, so they are left."""
    rows = Release.objects.filter(task__in=[task.pk for task in tasks], stage=Stage.PRINCIPLE, is_open=True)
    applications = Application.objects.locked().filter(pk__in=rows.values("application")).order_by("pk")
    list(applications)
    rows = {row.task_id: row for row in rows.locked().order_by("pk")}
    decided = approvals.decide_many(
        tasks=[task for task in tasks if task.pk in rows],
        by=by,
        links={pk: row.get_absolute_url() for pk, row in rows.items()},
        link_text="See your application",
    )
    agreed = [rows[task.pk] for task in decided]
    Release.objects.filter(pk__in=[row.pk for row in agreed]).update(is_open=False)
    says = SAYS[Decision.APPROVED]
    audit.record_many("release.decided", subjects=agreed, by=by, says=says, decision=Decision.APPROVED)
    return agreed


@transaction.atomic
def accept_release(*, release, by):
    """The member takes it as it was changed."""
    release = locked(release)
    require(permissions.can_ask_release(by, release.application))
    if release.task.status != Decision.CHANGED:
        raise RuleBroken("There are no changes to accept on this request now.")
    approvals.accept_changes(task=release.task, by=by)
    release.is_open = False
    release.save(update_fields=["is_open"])
    audit.record("release.changes_accepted", subject=release, by=by, says="accepted the changed release")
    return release


@transaction.atomic
def withdraw_release(*, release, by):
    """Take the request back. The application goes on; without a firm release its offer cannot be accepted."""
    release = locked(release)
    require(permissions.can_ask_release(by, release.application))
    if not release.is_open:
        raise RuleBroken("This request has been answered already, so there is nothing to withdraw.")
    approvals.withdraw_request(task=release.task, by=by)
    release.is_open = False
    release.save(update_fields=["is_open"])
    audit.record("release.withdrawn", subject=release, by=by, says="withdrew the request for release")
    return release


def call_off_release(application, by):
    """Where the application ends, nobody needs to let them go any more. Its row is locked."""
    for release in application.releases.locked().filter(is_open=True).select_related("task"):
        approvals.call_off_request(task=release.task, by=by)
        release.is_open = False
        release.save(update_fields=["is_open"])


@transaction.atomic
def appeal_release(*, release, why_again, by):
    """Once after a refusal: whoever is above those who refused looks at it again."""
    release = locked(release)
    require(approval_permissions.can_appeal(by, release.task))
    _ask_again(release, by, why_again)
    audit.record("release.appealed", subject=release, by=by, says="appealed against the refusal")
    return release


@transaction.atomic
def reopen_release(*, asked, case, answer, by):
    """The central team takes a refused request up again, to decide it themselves."""
    release = locked(asked)
    approvals.answer_case(case=case, by=by, answer=answer, outcome=Outcome.AGAIN)
    if release.task.status != Decision.REFUSED:
        raise RuleBroken("This request is not refused now, so there is nothing to take up again.")
    _ask_again(release, by, answer, to_central=True)
    audit.record("release.reopened", subject=release, by=by, says="took the request up again")
    return release


def _ask_again(release, by, why_again, *, to_central=False):
    application = release.application
    wanted = [*WITH_HOST] if release.stage == Stage.PRINCIPLE else [ApplicationStatus.OFFERED]
    if application.status not in wanted:
        status = application.get_status_display().lower()
        raise RuleBroken(f"The application is now “{status}”, so there is nothing to release for any more.")
    release.task = approvals.request_again(
        before=release.task,
        requester=application.member,
        by=by,
        urls=release.task_urls,
        why_again=why_again,
        to_central=to_central,
    )
    release.is_open = True
    with said_for(OPEN_ONE, words="This has been asked for again in the meantime. See “Applications and placements”."):
        release.save(update_fields=["task", "is_open"])
