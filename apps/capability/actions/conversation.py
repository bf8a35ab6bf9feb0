"""What a member and their manager do about what was shared."""

from django.db import transaction
from django.utils import timezone

from apps.capability import emails, permissions
from apps.capability.models import AgreedLevel, Assessment, ManagerView, Outcome
from apps.capability.queries import content_of
from apps.capability.states import AssessmentStatus, OutcomeStatus
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.members.actions import account_for
from apps.notifications.actions import send_message

SENT = "You have sent how you see it, so it stays as it is. What you agree on is written down after your conversation."
NO_LONGER = "This is not open for a conversation any more."
NO_VIEW = "The manager says first how they see it. Then either of you writes down what came of your conversation."
WAITS = "There is something written down already that waits for an answer. Load the page again to see it."


def _shared(assessment, by, can):
    assessment = (
        Assessment.objects.select_related("version", "member__user", "member__line_manager")
        .locked()
        .get(pk=assessment.pk)
    )
    require(can(by, assessment))
    if assessment.status != AssessmentStatus.SHARED:
        raise RuleBroken(NO_LONGER)
    return assessment


@transaction.atomic
def save_view(*, assessment, capability, stance, comment, by):
    """Keep what a manager says to one answer. The member sees nothing of it before it is sent."""
    assessment = _shared(assessment, by, permissions.can_view_assessment)
    require(capability.pk in content_of(assessment.version).statements)
    if assessment.views.filter(by=by, sent_at__isnull=False).exists():
        raise RuleBroken(SENT)
    view = ManagerView(
        assessment=assessment,
        capability=capability,
        by=by,
        stance=stance,
        comment=comment,
        saved_at=timezone.now(),
    )
    ManagerView.objects.bulk_create(
        [view],
        update_conflicts=True,
        unique_fields=["assessment", "capability", "by"],
        update_fields=["stance", "comment", "saved_at"],
    )


@transaction.atomic
def send_views(*, assessment, by):
    """Tell the member how one sees each of their answers."""
    assessment = _shared(assessment, by, permissions.can_view_assessment)
    views = list(assessment.views.filter(by=by).select_for_update())
    if any(view.sent_at for view in views):
        raise RuleBroken(SENT)
    said = {view.capability_id for view in views if view.stance}
    if missing := [row for row in content_of(assessment.version).capabilities if row.pk not in said]:
        raise RuleBroken(f"Say how you see each of them first. Still open: {', '.join(map(str, missing))}.")
    assessment.views.filter(by=by).update(sent_at=timezone.now())
    audit.record("assessment.answered", subject=assessment, by=by, says="said how they see a self-assessment")
    recipient = assessment.member.user
    send_message(recipient=recipient, occasion=f"answered by {by.pk}", **emails.views_sent(assessment, by))
    return assessment


# --- What came of it -------------------------------------------------------------------------------------------------


@transaction.atomic
def save_outcome(*, assessment, rows, held_until, by):
    """Keep what one is writing down of the conversation. Until it is sent the other one sees nothing of it.

    `rows`: {capability: {"level": …, "not_yet": …, "differs": …, "next_step": …}}, as much as there is.
    """
    assessment = _shared(assessment, by, permissions.can_write_outcome)
    _require_views(assessment)
    content = content_of(assessment.version)
    outcome, _ = Outcome.objects.update_or_create(
        assessment=assessment,
        written_by=by,
        status=OutcomeStatus.DRAFT,
        defaults={"held_until": held_until, "saved_at": timezone.now()},
    )
    outcome.levels.all().delete()
    for capability, said in rows.items():
        level = said["level"]
        require(capability.pk in content.statements and (level is None or content.level(level.pk) is not None))
    AgreedLevel.objects.bulk_create(
        AgreedLevel(outcome=outcome, capability=capability, **said) for capability, said in rows.items()
    )
    return outcome


def _require_views(assessment):
    if not assessment.views.filter(sent_at__isnull=False).exists():
        raise RuleBroken(NO_VIEW)


@transaction.atomic
def propose_outcome(*, assessment, by):
    """Send what one has written down to the other one, to agree to it."""
    assessment = _shared(assessment, by, permissions.can_write_outcome)
    outcome = assessment.outcomes.filter(written_by=by, status=OutcomeStatus.DRAFT).locked().first()
    if outcome is None:
        raise RuleBroken(WAITS if assessment.outcomes.filter(status=OutcomeStatus.PROPOSED).exists() else NO_VIEW)
    said = {row.capability_id for row in outcome.levels.all() if row.level_id or row.not_yet or row.differs}
    if missing := [row for row in content_of(assessment.version).capabilities if row.pk not in said]:
        raise RuleBroken(f"Say what you agreed on for each of them first. Still open: {', '.join(map(str, missing))}.")
    if outcome.held_until is None or outcome.held_until <= timezone.localdate():
        raise RuleBroken("Say until when it holds: a day that is still to come.")
    outcome.move_to(OutcomeStatus.PROPOSED)
    outcome.proposed_at = timezone.now()
    with said_for("outcome_one_that_stands", words=WAITS):
        outcome.save(update_fields=["status", "proposed_at"])
    audit.record("outcome.proposed", subject=outcome, by=by, says="wrote down what came of a conversation")
    member = assessment.member
    if by == member.user:
        if member.line_manager is None:
            raise RuleBroken("The portal does not know your line manager at the moment, so nobody could agree to it.")
        other = account_for(member=member.line_manager)
    else:
        other = member.user
    letter = emails.outcome_proposed(assessment, outcome)
    send_message(recipient=other, occasion=f"proposed {outcome.pk}", **letter)
    return outcome


def _answer(outcome, status, comment, by):
    assessment = Assessment.objects.select_related("version", "member__user").locked().get(pk=outcome.assessment_id)
    outcome = Outcome.objects.select_related("written_by").locked().get(pk=outcome.pk)
    require(permissions.can_answer_outcome(by, assessment, outcome))
    if assessment.status == AssessmentStatus.WITHDRAWN:
        raise RuleBroken(NO_LONGER)
    outcome.move_to(status)
    outcome.answered_by, outcome.answered_at, outcome.comment = by, timezone.now(), comment
    outcome.save(update_fields=["status", "answered_by", "answered_at", "comment"])
    return assessment, outcome


def _tell(assessment, outcome):
    letter = emails.outcome_answered(assessment, outcome)
    send_message(recipient=outcome.written_by, occasion=f"answered {outcome.pk}", **letter)


@transaction.atomic
def confirm_outcome(*, outcome, by):
    """The other one agrees: these are the levels, as of today."""
    assessment, outcome = _answer(outcome, OutcomeStatus.CONFIRMED, "", by)
    assessment.move_to(AssessmentStatus.AGREED)
    assessment.ended_at = outcome.answered_at
    assessment.save(update_fields=["status", "ended_at"])
    audit.record("assessment.agreed", subject=assessment, by=by, says="agreed to the levels of a self-assessment")
    _tell(assessment, outcome)
    return outcome


@transaction.atomic
def return_outcome(*, outcome, comment, by):
    """The other one does not agree yet, and says why. Either of the two can write it down anew."""
    if not comment.strip():
        raise RuleBroken("Say what is not right yet.")
    assessment, outcome = _answer(outcome, OutcomeStatus.RETURNED, comment, by)
    says = "did not agree yet to what was written down"
    audit.record("outcome.returned", subject=outcome, by=by, says=says)
    _tell(assessment, outcome)
    return outcome
