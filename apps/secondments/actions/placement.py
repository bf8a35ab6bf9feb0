"""The time somewhere else: it starts and ends by the clock, or earlier by somebody, and ends in a return."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.words import date_words
from apps.evidence.actions import add_evidence
from apps.evidence.documents import review_note
from apps.members.actions import book_absence, cancel_absence, change_absence
from apps.members.states import AbsenceKind
from apps.secondments import emails, permissions
from apps.secondments.actions.telling import tell_parties
from apps.secondments.models import Placement, PlacementReview
from apps.secondments.states import REMIND_BEFORE, PlacementStatus, ReviewSide


def locked(placement):
    return Placement.objects.locked().for_page().get(pk=placement.pk)


def keep_placement(agreement, version, by):
    """Its days are booked, or changed where it is there. The application's row is locked."""
    placement = Placement.objects.locked().filter(agreement=agreement).select_related("absence").first()
    member, days = agreement.application.member, {"starts_on": version.starts_on, "ends_on": version.ends_on}
    if placement and placement.absence.starts_on == version.starts_on:
        change_absence(absence=placement.absence, ends_on=version.ends_on, by=by)
        return placement
    if placement:
        cancel_absence(absence=placement.absence, by=by)
        placement.absence = book_absence(member=member, kind=AbsenceKind.PLACEMENT, by=by, **days)
        placement.save(update_fields=["absence"])
        return placement
    absence = book_absence(member=member, kind=AbsenceKind.PLACEMENT, by=by, **days)
    placement = Placement.objects.create(agreement=agreement, absence=absence)
    says = f"agreed on a placement: {agreement.application.opportunity}"
    audit.record("placement.agreed", subject=placement, by=by, says=says)
    return placement


def call_off_placement(application, by):
    """The member has withdrawn before it began. The application's row is locked."""
    placement = Placement.objects.locked().filter(agreement__application=application).select_related("absence").first()
    if placement is None:
        return
    if placement.status != PlacementStatus.AGREED:
        raise RuleBroken("The placement has begun. To end it, use “End it early” on its page.")
    cancel_absence(absence=placement.absence, by=by)
    placement.move_to(PlacementStatus.CALLED_OFF)
    placement.save(update_fields=["status"])
    audit.record("placement.called_off", subject=placement, by=by, says="called off the placement")


@transaction.atomic
def follow_placements(*, on):
    """Those whose first day has come begin, those whose last day is over end. Returns how many."""
    rows = list(Placement.objects.locked().to_start(on).order_by("pk"))
    for placement in rows:
        placement.move_to(PlacementStatus.RUNNING)
        placement.save(update_fields=["status"])
    audit.record_many("placement.started", subjects=rows, by=None, says="started: its first day has come")
    ended = list(Placement.objects.locked().for_page().to_end(on).order_by("pk"))
    for placement in ended:
        _end(placement)
        audit.record("placement.ended", subject=placement, by=None, says="ended: its last day is over")
    return len(rows) + len(ended)


def _end(placement):
    placement.move_to(PlacementStatus.ENDED)
    placement.save(update_fields=["status", "early_why", "early_note"])
    tell_parties(placement.agreement.application, "ended", emails.placement_ended(placement))


@transaction.atomic
def end_placement(*, placement, on, why, note, by):
    """End it before its day: any of the three can, and says why. It does not wait for signatures."""
    placement = locked(placement)
    require(permissions.can_end_placement(by, placement))
    absence = placement.absence
    if placement.status != PlacementStatus.RUNNING:
        status = placement.get_status_display().lower()
        raise RuleBroken(f"This is now “{status}”, so it cannot be ended early.")
    if not absence.starts_on <= on < absence.ends_on:
        raise RuleBroken(f"Choose a day before {date_words(absence.ends_on)}, when it ends anyway.")
    placement.absence = change_absence(absence=absence, ends_on=on, by=by)
    placement.early_why, placement.early_note = why, note
    says = f"ended the placement early, on {date_words(on)}"
    if on < timezone.localdate():
        _end(placement)
    else:
        tell_parties(placement.agreement.application, f"ends {on}", emails.placement_ends_early(placement, on))
    placement.save(update_fields=["early_why", "early_note"])
    audit.record("placement.ended_early", subject=placement, by=by, says=says, why=why)
    return placement


@transaction.atomic
def plan_return(*, placement, plan, by):
    """What happens when they come back, as the member and their manager have talked about it."""
    placement = locked(placement)
    require(permissions.can_plan_return(by, placement))
    if placement.status in (PlacementStatus.RETURNED, PlacementStatus.CALLED_OFF):
        raise RuleBroken(f"This is now “{placement.get_status_display().lower()}”, so there is nothing to plan.")
    placement.return_plan = plan
    placement.save(update_fields=["return_plan"])
    audit.record("placement.return_planned", subject=placement, by=by, says="wrote the plan for the return")
    return placement


@transaction.atomic
def confirm_return(*, placement, on, by):
    """They are back: their manager says so, or they themselves."""
    placement = locked(placement)
    require(permissions.can_plan_return(by, placement))
    if placement.status == PlacementStatus.ENDED and not placement.absence.ends_on < on <= timezone.localdate():
        raise RuleBroken(f"Choose a day after {date_words(placement.absence.ends_on)} that has come.")
    placement.move_to(PlacementStatus.RETURNED)
    placement.returned_on = on
    placement.save(update_fields=["status", "returned_on"])
    says = f"returned on {date_words(on)}"
    audit.record("placement.returned", subject=placement, by=by, says=says)
    tell_parties(placement.agreement.application, "returned", emails.placement_returned(placement), but=by)
    return placement


@transaction.atomic
def review_placement(*, placement, did, learnt, by):
    """How it went, once for each side. What was written stays."""
    placement = locked(placement)
    side = permissions.review_side_of(by, placement)
    require(side is not None)
    if not placement.can_be_reviewed:
        raise RuleBroken("Write this in the last month, or when it has ended.")
    review = PlacementReview(placement=placement, side=side, did=did, learnt=learnt, written_by=by)
    with said_for("placement_review_once_a_side", words="This has been written already."):
        review.save(force_insert=True)
    audit.record("placement.reviewed", subject=placement, by=by, says="wrote how the placement went", side=side)
    tell_parties(placement.agreement.application, f"review {side}", emails.placement_reviewed(placement), but=by)
    return review


@transaction.atomic
def keep_review(*, placement, by):
    """The member keeps what both wrote as a piece of evidence of their own."""
    placement = locked(placement)
    require(permissions.can_keep_review(by, placement))
    reviews = {review.side: review for review in placement.reviews.all()}
    if placement.evidence_id or ReviewSide.HOST not in reviews:
        raise RuleBroken("You have kept it already, or the host has not written theirs yet.")
    placement.evidence = add_evidence(
        title=f"Placement: {placement.opportunity}"[:200],
        dated_on=min(placement.absence.ends_on, timezone.localdate()),
        note=review_note(placement.opportunity.host_name, placement.absence, ReviewSide, reviews),
        by=by,
    )
    placement.save(update_fields=["evidence"])
    audit.record("placement.review_kept", subject=placement, by=by, says="kept the reviews as evidence")
    return placement


def remind_of_ends(*, on):
    """90, 60 and 30 days before the end. What a missed night left out is caught up; only the nearest goes out."""
    for placement in Placement.objects.for_page().ending(on=on).order_by("pk"):
        ends_on = placement.absence.ends_on
        left = (ends_on - on).days
        step = next(step for step in REMIND_BEFORE if left <= step)
        letter = emails.placement_ends(placement, left)
        tell_parties(placement.agreement.application, f"{step} days before {ends_on}", letter)
