from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import require
from apps.members import permissions
from apps.members.models import Aims, Consent, LearningNeeds, Member
from apps.members.states import ADJUSTMENT_USES, BEING_FOUND


@transaction.atomic
def change_interests(*, interests, by):
    """Say what interests one. The audit trail has that it was changed, never what it says."""
    require(permissions.can_change_aims(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    Aims.objects.update_or_create(member=member, defaults={"interests": interests})
    audit.record("interests.changed", subject=member, by=by, says="changed their interests")


@transaction.atomic
def change_aims(*, next_move, when, work, how_far, help_wanted, by):
    """Answer the five questions about where one wants to go, or as many of them as one likes."""
    require(permissions.can_change_aims(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    answers = {
        "next_move": next_move,
        "when": when,
        "work": work,
        "how_far": how_far,
        "help_wanted": help_wanted,
    }
    Aims.objects.update_or_create(member=member, defaults=answers)
    audit.record("aims.changed", subject=member, by=by, says="changed what they want next")


@transaction.atomic
def change_learning_needs(*, needs, adjustments, other_adjustments, uses, by):
    """Say what one needs to learn well, and for which uses (of ADJUSTMENT_USES) others may read the adjustments.

    Neither the words nor the uses are in the audit trail: that somebody has adjustments is nobody's business.
    """
    require(permissions.can_change_learning_needs(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    said = {"needs": needs, "adjustments": adjustments, "other_adjustments": other_adjustments}
    LearningNeeds.objects.update_or_create(member=member, defaults=said)
    for use in ADJUSTMENT_USES:
        _agree(member, use) if use in uses else _take_back(member, use)
    audit.record("learning_needs.changed", subject=member, by=by, says="changed what they need to learn well")


@transaction.atomic
def give_consent(*, purpose, by):
    """Agree to be found for a purpose (one of BEING_FOUND). Asked twice, it is given once."""
    require(permissions.can_give_consent(by) and purpose in BEING_FOUND)
    member = Member.objects.locked().get(pk=by.member.pk)
    if consent := _agree(member, purpose):
        audit.record("consent.given", subject=consent, by=by, says=f"agreed to {_words(consent)}", purpose=purpose)
    return consent


@transaction.atomic
def withdraw_consent(*, purpose, by):
    """Take it back: from now on nobody is shown the person for it. The row stays, with when it held."""
    require(permissions.can_withdraw_consent(by) and purpose in BEING_FOUND)
    member = Member.objects.locked().get(pk=by.member.pk)
    if consent := _take_back(member, purpose):
        audit.record(
            "consent.withdrawn",
            subject=consent,
            by=by,
            says=f"no longer agrees to {_words(consent)}",
            purpose=purpose,
        )
    return consent


def _agree(member, purpose):
    """The consent if it is new. The member's row is locked, so nobody else gives it meanwhile."""
    if not Consent.objects.live().filter(member=member, purpose=purpose).exists():
        return Consent.objects.create(member=member, purpose=purpose)
    return None


def _take_back(member, purpose):
    """The consent if there was one."""
    consent = Consent.objects.live().filter(member=member, purpose=purpose).first()
    if consent:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
    return consent


def _words(consent):
    return consent.get_purpose_display().lower()
