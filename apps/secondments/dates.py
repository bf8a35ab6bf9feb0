"""Months as people count them. "From 1 March for 6 months" ends on 31 August."""

import calendar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DEADLINE_AT = time(23, 55)


def last_day(starts_on, months):
    """The last of so many months from this day."""
    return _plus(starts_on, months) - timedelta(days=1)


def _plus(day, months):
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def deadline_on(day):
    """The moment on this day until when applications arrive in time, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, DEADLINE_AT))
