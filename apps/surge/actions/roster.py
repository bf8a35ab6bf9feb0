"""Who can be asked: joining and leaving the roster, and the days on which somebody cannot go."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.members.actions import give_consent, withdraw_consent
from apps.members.models import Member
from apps.members.states import Purpose
from apps.surge import permissions
from apps.surge.models import Away, RosterEntry

MOST_AWAY = 50


@transaction.atomic
def join_roster(*, base, reach, skills, by):
    """Be on it, or change what it says of oneself. To join is to agree to be found for it."""
    require(permissions.can_join_roster(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    if member.restricted or not member.is_in_post:
        raise RuleBroken("People whose record is restricted, or who are away or have left, are not on the roster.")
    give_consent(purpose=Purpose.SURGE_ROSTER, by=by)
    entry = RosterEntry.objects.locked().live().filter(member=member).first()
    is_new = entry is None
    entry = entry or RosterEntry(member=member)
    entry.base, entry.reach = base, reach
    entry.save()
    entry.skills.set(skills)
    says = "joined the surge roster" if is_new else "changed their entry on the surge roster"
    audit.record("entry.joined" if is_new else "entry.changed", subject=entry, by=by, says=says)
    return entry


@transaction.atomic
def leave_roster(*, by):
    """Nobody asks any more. What was agreed to before still holds."""
    require(permissions.can_join_roster(by))
    entry = RosterEntry.objects.locked().live().filter(member__user=by).first()
    if entry is None:
        raise RuleBroken("You are not on the roster.")
    withdraw_consent(purpose=Purpose.SURGE_ROSTER, by=by)
    entry.left_at = timezone.now()
    entry.save(update_fields=["left_at"])
    audit.record("entry.left", subject=entry, by=by, says="left the surge roster")
    return entry


@transaction.atomic
def add_away(*, starts_on, ends_on, by):
    """Days on which one cannot go."""
    require(permissions.can_join_roster(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    if Away.objects.ahead().filter(member=member).count() >= MOST_AWAY:
        raise RuleBroken(f"You have {MOST_AWAY} such times already. Remove one first.")
    away = Away.objects.create(member=member, starts_on=starts_on, ends_on=ends_on)
    says = f"cannot be deployed from {date_words(starts_on)} to {date_words(ends_on)}"
    audit.record("away.added", subject=away, by=by, says=says)
    return away


@transaction.atomic
def remove_away(*, away, by):
    """One can go on these days after all."""
    away = Away.objects.select_for_update(of=["self"], no_key=True).select_related("member").get(pk=away.pk)
    require(away.member.user_id == by.pk)
    if away.removed_at is None:
        away.removed_at = timezone.now()
        away.save(update_fields=["removed_at"])
        audit.record("away.removed", subject=away, by=by, says="can be deployed on these days after all")
    return away
