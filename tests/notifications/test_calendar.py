"""When mail may go out: by the clock on the wall, on days on which the recipient works."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from apps.notifications.calendar import may_be_mailed, next_moment
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory, RegionFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.QUIET_HOURS = (19, 7)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-25 07:00", "2026-11-25 07:00"),  # a Wednesday
        ("2026-11-25 18:59", "2026-11-25 18:59"),
        ("2026-11-25 19:00", "2026-11-26 07:00"),
        ("2026-11-25 23:59", "2026-11-26 07:00"),
        ("2026-11-26 00:00", "2026-11-26 07:00"),
        ("2026-11-26 06:59", "2026-11-26 07:00"),
        ("2026-11-27 19:00", "2026-11-30 07:00"),  # over the weekend
        ("2026-11-28 12:00", "2026-11-30 07:00"),
        ("2026-12-24 20:00", "2026-12-29 07:00"),  # over Christmas, with the day for Boxing Day
        ("2027-03-26 20:00", "2027-03-30 07:00"),  # over Easter, and the clocks go forward
        ("2026-10-23 20:00", "2026-10-26 07:00"),  # the clocks go back
    ],
)
def test_next_moment_of_somebody_who_works_from_monday_to_friday(now, then):
    for user in (MemberFactory().user, UserFactory()):
        assert next_moment(user, at(now)) == at(then)
        assert may_be_mailed(user, at(now)) == (now == then)


@pytest.mark.parametrize(
    ("week", "region", "now", "then"),
    [
        ("MTW--", "NW", "2026-11-26 10:00", "2026-11-30 07:00"),  # a Thursday
        ("-----SS", "NW", "2026-11-27 10:00", "2026-11-28 07:00"),
        ("----F", "NW", "2026-11-27 19:30", "2026-12-04 07:00"),
        ("MTWTF", "SCT", "2026-11-30 10:00", "2026-12-01 07:00"),  # St Andrew's Day
        ("MTWTF", "NW", "2026-11-30 10:00", "2026-11-30 10:00"),
    ],
)
def test_next_moment_goes_by_the_persons_own_week_and_nation(week, region, now, then):
    user = MemberFactory(working_days=week, region=RegionFactory(code=region)).user
    assert next_moment(user, at(now)) == at(then)


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ((), "2026-11-28 03:00", "2026-11-28 03:00"),  # off: on a Saturday night, too
        ((0, 7), "2026-11-25 23:59", "2026-11-25 23:59"),
        ((0, 7), "2026-11-25 00:30", "2026-11-25 07:00"),
        ((22, 6), "2026-11-25 21:59", "2026-11-25 21:59"),
        ((22, 6), "2026-11-25 22:00", "2026-11-26 06:00"),
    ],
)
def test_the_quiet_hours_are_a_setting(settings, hours, now, then):
    settings.QUIET_HOURS = hours
    assert next_moment(UserFactory(), at(now)) == at(then)


def test_a_search_for_a_working_day_ends():
    """Nobody's week is without one; should it be, the mail goes out all the same."""
    user = MemberFactory().user
    user.member.working_days = "-----"
    assert next_moment(user, at("2026-11-25 20:00")) == at("2026-11-26 07:00")
