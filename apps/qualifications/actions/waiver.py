from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.words import joined
from apps.qualifications import permissions
from apps.qualifications.models import Waiver


@transaction.atomic
def give_waiver(*, member, qualification, rules, reason, by):
    """Let somebody take a qualification although these rules say no. Nobody does so for themselves."""
    require(permissions.can_waive(by, member))
    words = f"{member} has an exception for this qualification already. End that first."
    with said_for("waiver_one_at_a_time", words=words):
        waiver = Waiver.objects.create(
            member=member, qualification=qualification, rules=rules, reason=reason, given_by=by
        )
    says = f"made an exception for the {qualification}: {joined(waiver.rules_words).lower()}"
    audit.record("waiver.given", subject=waiver, by=by, says=says, rules=rules)
    return waiver


@transaction.atomic
def end_waiver(*, waiver, by):
    """The rules count again for what is asked from now on. What was sent or agreed stays."""
    waiver = Waiver.objects.locked().select_related("member", "qualification").get(pk=waiver.pk)
    require(permissions.can_waive(by, waiver.member))
    if waiver.ended_at:
        raise RuleBroken("This exception has ended already.")
    waiver.ended_at, waiver.ended_by = timezone.now(), by
    waiver.save(update_fields=["ended_at", "ended_by"])
    says = f"ended the exception for the {waiver.qualification}"
    audit.record("waiver.ended", subject=waiver, by=by, says=says)
    return waiver
