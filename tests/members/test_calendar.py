import datetime

import pytest

from apps.members.calendar import is_working_day, working_days_between

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (datetime.date(2026, 11, day) for day in (20, 21, 22, 23, 24))


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, SATURDAY, 0),
        (FRIDAY, SUNDAY, 0),
        (FRIDAY, MONDAY, 1),
        (FRIDAY, TUESDAY, 2),
        (SATURDAY, TUESDAY, 2),
        (SUNDAY, MONDAY, 1),
        (MONDAY, TUESDAY, 1),
        (MONDAY, FRIDAY, 0),  # before it began
        (FRIDAY, day("2026-12-04"), 10),
    ],
)
def test_working_days_between_leaves_out_weekends(start, end, days):
    assert working_days_between(start, end) == days


def test_working_days_between_leaves_out_bank_holidays():
    """Christmas Day 2026 is a Friday; the Monday after stands in for Boxing Day."""
    assert working_days_between(day("2026-12-23"), day("2026-12-29")) == 2
    assert working_days_between(day("2026-12-23"), day("2026-12-30")) == 3


@pytest.mark.parametrize(
    ("date", "nations"),
    [
        ("2026-11-30", {"ENG", "WLS", "NI"}),  # St Andrew's Day
        ("2027-01-01", set()),
        ("2027-01-04", {"ENG", "WLS", "NI"}),  # for 2 January
        ("2027-03-17", {"ENG", "WLS", "SCT"}),  # St Patrick's Day
        ("2027-03-29", {"SCT"}),  # Easter Monday
        ("2027-07-12", {"ENG", "WLS", "SCT"}),  # Battle of the Boyne
        ("2027-08-02", {"ENG", "WLS", "NI"}),
        ("2027-08-30", {"SCT"}),
    ],
)
def test_bank_holidays_are_those_of_the_nation(date, nations):
    regions = {"ENG": "NW", "WLS": "WLS", "SCT": "SCT", "NI": "NI"}
    assert {nation for nation, region in regions.items() if is_working_day(day(date), region)} == nations


@pytest.mark.parametrize("region", ["", None, "LDN", "OS"])
def test_without_a_nation_the_calendar_is_englands(region):
    assert not is_working_day(day("2027-03-29"), region)
    assert is_working_day(day("2026-11-30"), region)


def test_a_request_to_a_colleague_in_scotland_waits_over_st_andrews_day():
    assert working_days_between(day("2026-11-27"), day("2026-12-01"), "SCT") == 1
    assert working_days_between(day("2026-11-27"), day("2026-12-01"), "NW") == 2


@pytest.mark.parametrize(
    ("week", "days"), [("MTWTF", 5), ("MTW--", 3), ("----F", 1), ("MTWTFSS", 7), ("M----S-", 2), ("-----SS", 2)]
)
def test_a_week_has_the_days_that_the_person_works(week, days):
    assert working_days_between(SUNDAY, SUNDAY + datetime.timedelta(days=7), week=week) == days
    assert sum(is_working_day(SUNDAY - datetime.timedelta(days=past), week=week) for past in range(7)) == days


def test_a_bank_holiday_is_one_for_whoever_works_that_day():
    assert not is_working_day(day("2026-12-25"), week="MTWTFSS")
