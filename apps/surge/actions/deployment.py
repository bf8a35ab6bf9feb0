"""Being there: it begins and ends by the clock, may last longer or end early, and both sides say how it went."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.words import date_words
from apps.evidence.actions import add_evidence
from apps.evidence.documents import review_note
from apps.members.actions import cancel_absence, change_absence
from apps.surge import emails, permissions
from apps.surge.actions.telling import tell_parties
from apps.surge.models import Deployment, DeploymentReview, Extension
from apps.surge.states import DeploymentStatus, EarlyEnd, ExtensionStatus, Side

EARLY = ["status", "freed", "early_why", "early_note"]


def locked(deployment):
    return Deployment.objects.locked().for_page().get(pk=deployment.pk)


@transaction.atomic
def follow_deployments(*, on):
    """Those whose first day has come begin, those whose last day is over end. Returns how many."""
    rows = list(Deployment.objects.locked().to_start(on).order_by("pk"))
    for deployment in rows:
        deployment.move_to(DeploymentStatus.RUNNING)
        deployment.save(update_fields=["status"])
    audit.record_many("deployment.started", subjects=rows, by=None, says="started: the first day has come")
    ended = list(Deployment.objects.locked().for_page().to_end(on).order_by("pk"))
    for deployment in ended:
        _end(deployment)
        audit.record("deployment.ended", subject=deployment, by=None, says="ended: the last day is over")
    return len(rows) + len(ended)


def _end(deployment):
    """Where it ended before its day, somebody else can have the place."""
    deployment.move_to(DeploymentStatus.ENDED)
    deployment.freed = bool(deployment.early_why)
    deployment.save(update_fields=EARLY)
    _lapse(deployment)
    tell_parties(deployment, "ended", emails.ended(deployment))


def _lapse(deployment):
    for extension in Extension.objects.locked().asked().filter(deployment=deployment):
        extension.move_to(ExtensionStatus.LAPSED)
        extension.save(update_fields=["status"])


@transaction.atomic
def return_early(*, deployment, on, why, note, by):
    """Come back before the last day, or not go at all. The place is open again."""
    deployment = locked(deployment)
    require(permissions.can_return_early(by, deployment))
    _return(deployment, on, why, note, by, but=by)
    return deployment


def _return(deployment, on, why, note, by, *, but=None):
    absence, today = deployment.absence, timezone.localdate()
    deployment.early_why, deployment.early_note = why, note
    if deployment.status == DeploymentStatus.AGREED:
        cancel_absence(absence=absence, by=by)
        deployment.move_to(DeploymentStatus.CALLED_OFF)
        deployment.freed = True
        deployment.save(update_fields=EARLY)
        audit.record("deployment.called_off", subject=deployment, by=by, says="called the deployment off", why=why)
        tell_parties(deployment, "called off", emails.called_off(deployment), but=but)
        return
    if deployment.status != DeploymentStatus.RUNNING:
        raise RuleBroken(f"This is now “{deployment.get_status_display().lower()}”, so nobody has to come back.")
    if not absence.starts_on <= on < absence.ends_on:
        raise RuleBroken(f"Choose a last day before {date_words(absence.ends_on)}, when it ends anyway.")
    deployment.absence = change_absence(absence=absence, ends_on=on, by=by)
    says = f"ended the deployment early, on {date_words(on)}"
    audit.record("deployment.ended_early", subject=deployment, by=by, says=says, why=why)
    if on < today:
        _end(deployment)
    else:
        deployment.save(update_fields=EARLY)
        _lapse(deployment)
        tell_parties(deployment, f"ends {on}", emails.ends_early(deployment, on), but=but)


def end_for_stand_down(lines, on, by):
    """Who has not begun stays, who is there comes back after this day. The rows of the lines are locked."""
    rows = Deployment.objects.locked().for_page().on_the_way().filter(line__in=lines).order_by("pk")
    for deployment in rows:
        is_there = deployment.status == DeploymentStatus.RUNNING
        if not is_there or on < deployment.absence.ends_on:
            last = max(on, deployment.absence.starts_on)
            _return(deployment, last, EarlyEnd.DOWN, "", by)


# --- Longer ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_extension(*, deployment, ends_on, why, by):
    """It is to last longer: the department asks, the member and their manager answer."""
    deployment = locked(deployment)
    require(permissions.is_host(by, deployment))
    if deployment.status != DeploymentStatus.RUNNING or deployment.early_why:
        raise RuleBroken("Only a deployment that is under way, and does not end early, can last longer.")
    if ends_on <= deployment.absence.ends_on:
        raise RuleBroken(f"Choose a day after {date_words(deployment.absence.ends_on)}, when it ends now.")
    extension = Extension(deployment=deployment, ends_on=ends_on, why=why, asked_by=by)
    with said_for("extension_one_open", words="You have asked already, and wait for the answer."):
        extension.save(force_insert=True)
    says = f"asked for the deployment to last until {date_words(ends_on)}"
    audit.record("extension.asked", subject=extension, by=by, says=says)
    tell_parties(deployment, f"extension {extension.pk}", emails.extension_asked(extension), but=by)
    return extension


@transaction.atomic
def answer_extension(*, extension, agrees, note, by):
    """The member for themselves, the manager for the team. It holds when both have agreed; one “no” is enough."""
    deployment = locked(extension.deployment)
    extension = Extension.objects.locked().get(pk=extension.pk)
    extension.deployment = deployment
    require(permissions.can_answer_extension(by, deployment))
    if extension.status != ExtensionStatus.ASKED:
        raise RuleBroken(f"This is now “{extension.get_status_display().lower()}”, so there is nothing to answer.")
    now = timezone.now()
    if not agrees:
        extension.move_to(ExtensionStatus.DECLINED)
        extension.declined_note = note
    elif deployment.member.user_id == by.pk:
        extension.member_agreed_at = now
    else:
        extension.manager, extension.manager_agreed_at = by, now
    if extension.member_agreed_at and extension.manager_agreed_at and agrees:
        extension.move_to(ExtensionStatus.AGREED)
        deployment.absence = change_absence(absence=deployment.absence, ends_on=extension.ends_on, by=by)
    extension.save()
    says = "agreed to the longer deployment" if agrees else "did not agree to the longer deployment"
    audit.record("extension.answered", subject=extension, by=by, says=says)
    if extension.status != ExtensionStatus.ASKED:
        answered = emails.extension_answered(extension)
        tell_parties(deployment, f"extension {extension.pk} answered", answered, but=by)
    return extension


# --- How it went -----------------------------------------------------------------------------------------------------


@transaction.atomic
def review_deployment(*, deployment, did, learnt, by):
    """How it went, once for each side. What was written stays."""
    deployment = locked(deployment)
    side = permissions.review_side_of(by, deployment)
    require(side is not None)
    if not deployment.can_be_reviewed:
        raise RuleBroken("Write this in the last week, or when it has ended.")
    review = DeploymentReview(deployment=deployment, side=side, did=did, learnt=learnt, written_by=by)
    with said_for("deployment_review_once_a_side", words="This has been written already."):
        review.save(force_insert=True)
    audit.record("deployment.reviewed", subject=deployment, by=by, says="wrote how the deployment went", side=side)
    tell_parties(deployment, f"review {side}", emails.reviewed(deployment), but=by)
    return review


@transaction.atomic
def keep_deployment_review(*, deployment, by):
    """The member keeps what both wrote as a piece of evidence of their own."""
    deployment = locked(deployment)
    require(permissions.can_keep_review(by, deployment))
    reviews = {review.side: review for review in deployment.reviews.all()}
    if deployment.evidence_id or Side.HOST not in reviews:
        raise RuleBroken("You have kept it already, or the department has not written theirs yet.")
    line = deployment.line
    deployment.evidence = add_evidence(
        title=f"Surge deployment: {deployment}"[:200],
        dated_on=min(deployment.absence.ends_on, timezone.localdate()),
        note=review_note(f"{line.what}, {line.request.organisation}", deployment.absence, Side, reviews),
        by=by,
    )
    deployment.save(update_fields=["evidence"])
    audit.record("deployment.review_kept", subject=deployment, by=by, says="kept the reviews as evidence")
    return deployment
