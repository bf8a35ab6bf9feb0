"""Recognition of prior learning: claimed by the learner, verified by a reviewer, taken or left by the learner."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.uploads.keep import forget, kept
from apps.core.words import date_words
from apps.evidence.actions import end_sharing, share_evidence
from apps.evidence.models import Evidence
from apps.learning import emails, permissions
from apps.learning.models import PriorEvidence, PriorFile, PriorLearning, PriorUnit
from apps.learning.models.prior import MOST_EVIDENCE
from apps.learning.queries.prior import claimable_units, effect_of, ends_on
from apps.learning.states import PriorStatus
from apps.members.models import Grant
from apps.notifications.actions import send_message, send_messages
from apps.qualifications import actions as qualifications
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status

A_DAY = timedelta(days=1)
NOT_NOW = "This can be claimed until you have completed the qualification or withdrawn from it."


@transaction.atomic
def claim_prior_learning(*, enrolment, kind, title, gained_at, ended_on, description, units, by):
    """Put down what was learnt elsewhere and the units it is claimed for. It is a draft until it is sent.

    A draft that is there already is changed. No audit line: until it is sent, it is the learner's own note.
    """
    enrolment = Enrolment.objects.select_for_update(of=["self"], no_key=True).get(pk=enrolment.pk)
    require(permissions.can_claim_prior(by, enrolment))
    if not permissions.is_claimable(enrolment):
        raise RuleBroken(NOT_NOW)
    can_be = {unit.pk for unit in claimable_units(enrolment)}
    if not units or not {unit.pk for unit in units} <= can_be:
        raise RuleBroken("Select units of this qualification that you have not achieved.")
    said = {
        "kind": kind,
        "title": title,
        "gained_at": gained_at,
        "ended_on": ended_on,
        "description": description,
    }
    prior = PriorLearning.objects.locked().open().filter(enrolment=enrolment).first()
    if prior is None:
        prior = PriorLearning.objects.create(enrolment=enrolment, **said)
    _require_draft(prior)
    PriorLearning.objects.filter(pk=prior.pk).update(**said)
    prior.units.exclude(unit__in=units).delete()
    for unit in units:
        PriorUnit.objects.get_or_create(prior=prior, unit=unit)
    return PriorLearning.objects.for_page().get(pk=prior.pk)


def _require_draft(prior):
    if prior.status != PriorStatus.DRAFT:
        raise RuleBroken("You have sent this already, so it cannot be changed. Withdraw it, or wait for the answer.")


def _own(prior, by):
    """Locked, after its enrolment: a claim locks them in this order too."""
    Enrolment.objects.select_for_update(of=["self"], no_key=True).get(pk=prior.enrolment_id)
    prior = PriorLearning.objects.for_page().locked().get(pk=prior.pk)
    require(permissions.can_claim_prior(by, prior.enrolment))
    return prior


def add_evidence(*, prior, file, by):
    """Keep a file as evidence: `file` as uploads.checked() made it."""
    with kept(file, by) as upload:
        prior = _own(prior, by)
        _require_draft(prior)
        _require_room(prior)
        return PriorFile.objects.create(prior=prior, upload=upload)


@transaction.atomic
def remove_evidence(*, prior, upload, by):
    """Take a file out again, until it is sent."""
    prior = _own(prior, by)
    _require_draft(prior)
    if prior.files.filter(upload=upload).delete()[0]:
        forget(upload)


def _require_room(prior):
    if prior.files.count() + prior.evidence.count() >= MOST_EVIDENCE:
        raise RuleBroken(f"You can add {MOST_EVIDENCE} pieces of evidence. Remove one first.")


@transaction.atomic
def link_evidence(*, prior, evidence, by):
    """Add a piece of one's own evidence. The reviewer sees it once the claim is sent."""
    prior = _own(prior, by)
    _require_draft(prior)
    evidence = Evidence.objects.visible_to(by).kept().locked().filter(pk=evidence.pk).first()
    require(evidence is not None)
    if prior.evidence.filter(evidence=evidence).exists():
        return
    _require_room(prior)
    PriorEvidence.objects.create(prior=prior, evidence=evidence)


@transaction.atomic
def unlink_evidence(*, prior, evidence, by):
    """Leave it out again, until it is sent. The evidence itself stays."""
    prior = _own(prior, by)
    _require_draft(prior)
    prior.evidence.filter(evidence=evidence).delete()


@transaction.atomic
def submit_prior_learning(*, prior, by):
    """Send it to whoever reviews for the suite. What is sent does not change."""
    prior = _own(prior, by)
    linked = [row.evidence for row in prior.evidence.select_related("evidence")]
    if prior.status == PriorStatus.DRAFT and not linked and not prior.files.exists():
        raise RuleBroken("Add something that shows it, for example the certificate or a reference.")
    prior.move_to(PriorStatus.SUBMITTED)
    prior.submitted_at = timezone.now()
    prior.save(update_fields=["status", "submitted_at"])
    audit.record("prior_learning.submitted", subject=prior, by=by, says=f"claimed prior learning: {_units(prior)}")
    subject = f"Your claim of prior learning: {prior.title}"
    seen_by = "whoever reviews the claim"
    share_evidence(evidence=linked, subject=subject, link=prior.get_absolute_url(), seen_by=seen_by, by=by)
    return prior


def _units(prior):
    return ", ".join(f"unit {row.unit.code}" for row in prior.units.select_related("unit"))


@transaction.atomic
def withdraw_prior_learning(*, prior, by):
    """Take it back, until it has been reviewed."""
    prior = _own(prior, by)
    prior.move_to(PriorStatus.WITHDRAWN)
    prior.save(update_fields=["status"])
    audit.record("prior_learning.withdrawn", subject=prior, by=by, says="withdrew a claim of prior learning")
    end_sharing(link=prior.get_absolute_url(), by=by)
    return prior


@transaction.atomic
def review_prior_learning(*, prior, answers, by):
    """Say for each unit whether the evidence meets it. `answers`: {unit's pk: (accepted, feedback)}, one for each.

    With one accepted at least, the learner is shown what it changes, and takes it or leaves it.
    """
    prior = PriorLearning.objects.for_page().locked().get(pk=prior.pk)
    require(permissions.can_review_prior(by, prior))
    rows = list(prior.units.select_related("unit__suite"))
    if answers.keys() != {row.unit_id for row in rows}:
        raise RuleBroken("Say for each unit whether the evidence meets it.")
    for row in rows:
        row.accepted, row.feedback = answers[row.unit_id]
        if not row.accepted and not row.feedback:
            raise RuleBroken(f"Say what is missing for unit {row.unit.code}.")
    PriorUnit.objects.bulk_update(rows, ["accepted", "feedback"])
    accepted = [row.unit for row in rows if row.accepted]
    prior.move_to(PriorStatus.REVIEWED if accepted else PriorStatus.REFUSED)
    prior.reviewed_at, prior.reviewed_by = timezone.now(), by
    prior.effect = effect_of(prior, accepted) if accepted else []
    prior.save(update_fields=["status", "reviewed_at", "reviewed_by", "effect"])
    says = f"reviewed prior learning: {len(accepted)} of {len(rows)} units accepted"
    audit.record("prior_learning.reviewed", subject=prior, by=by, says=says)
    end_sharing(link=prior.get_absolute_url(), by=by)
    send_message(
        recipient=prior.enrolment.member.user, occasion="reviewed", **emails.prior_reviewed(prior, accepted, rows)
    )
    return prior


@transaction.atomic
def accept_exemptions(*, prior, by):
    """Take what the review gave: the units are achieved, and a study time not sent yet becomes shorter."""
    prior = _own(prior, by)
    prior.move_to(PriorStatus.ACCEPTED)
    accepted = [row.unit for row in prior.units.filter(accepted=True).select_related("unit__suite")]
    _shorten_draft(prior, accepted, by)
    prior.answered_at = timezone.now()
    prior.save(update_fields=["status", "answered_at"])
    audit.record("prior_learning.accepted", subject=prior, by=by, says=f"took the exemption: {len(accepted)} units")
    how = f"prior learning, verified by {prior.reviewed_by} on {date_words(prior.reviewed_at)}"
    for unit in accepted:
        qualifications.achieve_unit(member=prior.enrolment.member, unit=unit, how=how, by=by)
    return prior


def _shorten_draft(prior, accepted, by):
    """What is agreed with a manager stays agreed: the learner can ask for a change of it."""
    plan = prior.enrolment.plans.order_by("-version").first()
    if prior.enrolment.status == Status.DRAFT and plan:
        qualifications.propose_study_time(
            enrolment=prior.enrolment,
            hours_a_week=plan.hours_a_week,
            days=plan.days,
            starts_on=plan.starts_on,
            ends_on=ends_on(prior, accepted),
            cover=plan.cover,
            by=by,
        )


@transaction.atomic
def decline_exemptions(*, prior, by):
    """Leave it, and study the units all the same. It can be claimed again."""
    prior = _own(prior, by)
    prior.move_to(PriorStatus.DECLINED)
    prior.answered_at = timezone.now()
    prior.save(update_fields=["status", "answered_at"])
    audit.record("prior_learning.declined", subject=prior, by=by, says="did not take the exemption")
    return prior


def tell_reviewers(*, now):
    """In the evening, one message for each assessor for whom prior learning came in on this day. Returns how many."""
    assessors = Grant.objects.current().filter(role=Role.ASSESSOR).values("user")
    letters = []
    for user in User.objects.filter(pk__in=assessors).select_related("member").order_by("pk"):
        new = PriorLearning.objects.reviewable_by(user).filter(submitted_at__gt=now - A_DAY).count()
        if new:
            letters.append((user, f"prior learning {timezone.localdate(now)}", emails.prior_to_review(user, new)))
    return send_messages(letters=letters)
