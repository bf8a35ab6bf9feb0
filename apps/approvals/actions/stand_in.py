from django.db import transaction
from django.utils import timezone

from apps.approvals import emails, permissions
from apps.approvals.models import StandIn
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.members.actions import account_for
from apps.members.models import Member
from apps.notifications.actions import send_message


@transaction.atomic
def set_stand_in(*, manager, deputy, starts_on, ends_on, by):
    """Somebody decides for a manager who is away. Both rows are locked, so that no chain comes about in between."""
    require(permissions.can_set_stand_in(by, manager))
    rows = Member.objects.locked().filter(pk__in=[manager.pk, deputy.pk]).order_by("pk").in_bulk()
    manager, deputy = rows[manager.pk], rows[deputy.pk]
    _require_fitting(manager, deputy, starts_on, ends_on)
    stand_in = StandIn.objects.create(manager=manager, deputy=deputy, starts_on=starts_on, ends_on=ends_on, set_by=by)
    dates = f"from {date_words(starts_on)} to {date_words(ends_on)}"
    audit.record("stand_in.set", subject=stand_in, by=by, says=f"asked {deputy} to stand in for {manager} {dates}")
    letter = emails.stand_in_set(stand_in, dates)
    send_message(recipient=account_for(member=deputy), occasion="set", **letter)
    return stand_in


def _require_fitting(manager, deputy, starts_on, ends_on):
    if manager == deputy:
        raise RuleBroken("Choose somebody else: you cannot stand in for yourself.")
    if not deputy.is_in_post:
        raise RuleBroken(f"{deputy} is not in post now, so they cannot stand in. Choose somebody else.")
    if starts_on < timezone.localdate():
        raise RuleBroken("The first day must be today or later.")
    between = StandIn.objects.between(starts_on, ends_on).for_list()
    if other := between.filter(manager=manager).first():
        raise RuleBroken(
            f"{other.deputy} already stands in from {date_words(other.starts_on)} to {date_words(other.ends_on)}. "
            "Choose other dates, or end that first."
        )
    if other := between.filter(manager=deputy).first():
        raise RuleBroken(f"{deputy} is away themselves in that time: {other.deputy} stands in for them.")
    if other := between.filter(deputy=manager).first():
        raise RuleBroken(
            f"You stand in for {other.manager} in that time, and nobody can stand in for a stand-in. "
            f"Ask {other.manager} to choose somebody else first."
        )


@transaction.atomic
def end_stand_in(*, stand_in, by):
    """Before its time: what waits goes back to the manager at once."""
    stand_in = StandIn.objects.locked().select_related("manager__user", "deputy__user").get(pk=stand_in.pk)
    require(permissions.can_end_stand_in(by, stand_in))
    if stand_in.ended_at or stand_in.ends_on < timezone.localdate():
        raise RuleBroken("This has ended already.")
    stand_in.ended_at = timezone.now()
    stand_in.save(update_fields=["ended_at"])
    says = f"ended the time for which {stand_in.deputy} stands in for {stand_in.manager}"
    audit.record("stand_in.ended", subject=stand_in, by=by, says=says)
    for member in (stand_in.manager, stand_in.deputy):
        if member.user and member.user != by and member.is_in_post:
            send_message(recipient=member.user, occasion="ended", **emails.stand_in_ended(stand_in))
    return stand_in
