"""A standing release: agreed in advance by whoever answers for the member, decided as approvals are."""

from django.db import transaction
from django.utils import timezone

from apps.approvals import actions as approvals
from apps.approvals import permissions as approval_permissions
from apps.approvals.states import Kind, Outcome
from apps.approvals.states import Status as Decision
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.notifications.actions import send_message
from apps.surge import emails, permissions
from apps.surge.actions.waves import call_off_offers
from apps.surge.documents import ASKED, release_changes, release_facts, release_title
from apps.surge.models import RosterEntry, StandingRelease

OPEN_ONE = "standing_release_one_open_for_a_member"
SUBJECT = "standing"  # what a second refusal is a refusal of
SAYS = {
    Decision.APPROVED: "agreed to the standing release",
    Decision.CHANGED: "agreed to the standing release with changes",
    Decision.REFUSED: "did not agree to the standing release",
}


def locked(release):
    return StandingRelease.objects.locked().select_related("task", "member__user").get(pk=release.pk)


@transaction.atomic
def ask_standing_release(*, cover, by, **terms):
    """Ask whoever answers for the member. `terms` by the names of ASKED. The one before holds until this is agreed."""
    entry = RosterEntry.objects.locked().live().filter(member__user=by).select_related("member").first()
    require(entry is not None)
    release = StandingRelease(member=entry.member, cover=cover, **terms)
    release.task = approvals.request_approval(
        kind=Kind.STANDING_RELEASE,
        subject=SUBJECT,
        title=release_title(release),
        facts=release_facts(release),
        requester=entry.member,
        by=by,
        urls=release.task_urls,
    )
    with said_for(OPEN_ONE, words="You have asked already. Withdraw that first, or wait for the answer."):
        release.save(force_insert=True)
    audit.record("standing_release.asked", subject=release, by=by, says="asked for standing release")
    return release


@transaction.atomic
def decide_standing_release(*, release, decision, by, reason="", comment="", **terms):
    """The answer. Other `terms` than were asked for are for the member to accept: it is agreed with changes."""
    release = locked(release)
    changes = release_changes(release, terms) if terms and decision != Decision.REFUSED else []
    if decision != Decision.REFUSED:
        decision = Decision.CHANGED if changes else Decision.APPROVED
    release.task = approvals.decide(
        task=release.task,
        by=by,
        decision=decision,
        reason=reason,
        comment=comment,
        changes=changes,
        link=release.get_absolute_url(),
        link_text="See your place on the roster",
    )
    for name in ASKED if changes else ():
        setattr(release, name, terms[name])
    release.is_open = decision == Decision.CHANGED
    release.save(update_fields=[*ASKED, "is_open"])
    audit.record("standing_release.decided", subject=release, by=by, says=SAYS[decision], decision=decision)
    return release


@transaction.atomic
def decide_standing_releases(*, tasks, by):
    """Agree to several as they were asked. Returns those that were agreed to."""
    rows = StandingRelease.objects.locked().select_related("task").filter(task__in=tasks, is_open=True).order_by("pk")
    releases = {row.task_id: row for row in rows}
    links = {pk: row.get_absolute_url() for pk, row in releases.items()}
    decided = approvals.decide_many(
        tasks=[row.task for row in releases.values()], by=by, links=links, link_text="See your place on the roster"
    )
    agreed = [releases[task.pk] for task in decided]
    StandingRelease.objects.filter(pk__in=[row.pk for row in agreed]).update(is_open=False)
    says = SAYS[Decision.APPROVED]
    audit.record_many("standing_release.decided", subjects=agreed, by=by, says=says, decision=Decision.APPROVED)
    return agreed


@transaction.atomic
def accept_standing_release(*, release, by):
    """The member takes it as it was changed."""
    release = locked(release)
    require(permissions.can_ask_release(by, release))
    approvals.accept_changes(task=release.task, by=by)
    return _close(release, "standing_release.changes_accepted", by, "accepted the changed standing release")


@transaction.atomic
def withdraw_standing_release(*, release, by):
    """Take the request back."""
    release = locked(release)
    require(permissions.can_ask_release(by, release))
    if not release.is_open:
        raise RuleBroken("This request has been answered already, so there is nothing to withdraw.")
    approvals.withdraw_request(task=release.task, by=by)
    return _close(release, "standing_release.withdrawn", by, "withdrew the request for standing release")


def _close(release, event, by, says):
    release.is_open = False
    release.save(update_fields=["is_open"])
    audit.record(event, subject=release, by=by, says=says)
    return release


@transaction.atomic
def end_standing_release(*, release, why, by):
    """Whoever answers for the member needs them after all: nobody asks them any more, by this release or one before.
    What is agreed to already is not undone: for that, somebody comes back early."""
    release = locked(release)
    require(permissions.can_end_release(by, release))
    holding = list(StandingRelease.objects.locked().holding().filter(member=release.member_id))
    if release not in holding:
        raise RuleBroken("This standing release does not hold any more.")
    for row in holding:
        row.ended_at = timezone.now()
    StandingRelease.objects.bulk_update(holding, ["ended_at"])
    call_off_offers(by, member=release.member)
    audit.record("standing_release.ended", subject=release, by=by, says="ended the standing release", why=why)
    if release.member.user:
        send_message(recipient=release.member.user, occasion="ended", **emails.release_ended(release, by, why))
    return release


@transaction.atomic
def appeal_standing_release(*, release, why_again, by):
    """Once after a refusal: whoever is above those who refused looks at it again."""
    release = locked(release)
    require(approval_permissions.can_appeal(by, release.task))
    _ask_again(release, by, why_again)
    audit.record("standing_release.appealed", subject=release, by=by, says="appealed against the refusal")
    return release


@transaction.atomic
def reopen_standing_release(*, asked, case, answer, by):
    """The central team takes a refused request up again, to decide it themselves."""
    release = locked(asked)
    approvals.answer_case(case=case, by=by, answer=answer, outcome=Outcome.AGAIN)
    if release.task.status != Decision.REFUSED:
        raise RuleBroken("This request is not refused now, so there is nothing to take up again.")
    _ask_again(release, by, answer, to_central=True)
    audit.record("standing_release.reopened", subject=release, by=by, says="took the request up again")
    return release


def _ask_again(release, by, why_again, *, to_central=False):
    release.task = approvals.request_again(
        before=release.task,
        requester=release.member,
        by=by,
        urls=release.task_urls,
        why_again=why_again,
        to_central=to_central,
    )
    release.is_open = True
    with said_for(OPEN_ONE, words="You have asked for this again in the meantime. See “Surge”."):
        release.save(update_fields=["task", "is_open"])
