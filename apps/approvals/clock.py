"""The clock of a waiting task, in working days: weekends and the bank holidays of the nation do not count."""

from datetime import timedelta
from functools import cache

import holidays

REMIND_AFTER = (2, 4)  # working days
NATIONS = {"SCT": "SCT", "WLS": "WLS", "NI": "NIR"}  # regions that are nations; all others are England's


@cache
def _bank_holidays(region_code):
    return holidays.country_holidays("GB", subdiv=NATIONS.get(region_code, "ENG"))


def working_days_between(start, end, region_code=""):
    """Working days after `start` up to and including `end`."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day, region_code))


def is_working_day(day, region_code=""):
    return day.weekday() < 5 and day not in _bank_holidays(region_code or "")
