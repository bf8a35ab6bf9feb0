"""When mail may go out: on days on which the recipient works, outside the quiet hours."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from apps.members.calendar import is_working_day

LONGEST_WAIT = 30  # days: nobody has as many days off one after the other, and a search must end


def may_be_mailed(user, now):
    return next_moment(user, now) == now


def next_moment(user, now):
    """`now`, or the next moment at which this person's mail may go out: by the clock on the wall, on a working day."""
    if not settings.QUIET_HOURS:
        return now
    evening, morning = settings.QUIET_HOURS
    local = timezone.localtime(now)
    if is_at_work(user, local.date()) and not _is_quiet(local.hour, evening, morning):
        return now
    first = local.date() if local.hour < morning else local.date() + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range(LONGEST_WAIT))
    day = next((day for day in days if is_at_work(user, day)), first)
    return timezone.make_aware(datetime.combine(day, time(morning)))


def is_at_work(user, day):
    """Whoever has no HR record works from Monday to Friday."""
    member = user.member_or_none
    return is_working_day(day, member.region_id, member.working_days) if member else is_working_day(day)


def _is_quiet(hour, evening, morning):
    return evening <= hour < morning if evening < morning else hour >= evening or hour < morning
