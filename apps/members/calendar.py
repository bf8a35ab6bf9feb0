"""Working days: a person's own pattern of the week, without the bank holidays of the nation they work in."""

from datetime import timedelta
from functools import cache

import holidays

WEEK = "MTWTF"
NATIONS = {"SCT": "SCT", "WLS": "WLS", "NI": "NIR"}  # regions that are nations; all others are England's


@cache
def _bank_holidays(region_code):
    return holidays.country_holidays("GB", subdiv=NATIONS.get(region_code, "ENG"))


def working_days_between(start, end, region_code="", week=WEEK):
    """Working days after `start` up to and including `end`."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day, region_code, week))


def add_working_days(start, number, region_code="", week=WEEK):
    """The day on which so many working days after `start` have passed."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day, region_code, week)
    return day


def is_working_day(day, region_code="", week=WEEK):
    """`week` has a letter for each day worked from Monday and a dash for the others, as the HR feed says it."""
    return week[day.weekday() : day.weekday() + 1] not in ("", "-") and day not in _bank_holidays(region_code or "")
