"""Matching by what is known alone: nothing here asks a database."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from apps.surge.matching import Need, Person, Terms, choose, days_by_year, rank, turn_of

TODAY = date(2026, 3, 2)  # a Monday
NEED = Need(TODAY + timedelta(days=7), TODAY + timedelta(days=18), region="NE", place_words="North East")
TERMS = Terms(days_a_year=40, weeks_at_once=4, notice_days=2, until_on=date(2027, 3, 31), used={})
REQUESTS = 1000


def person(key=1, **fields):
    said = {"name": f"Person {key}", "base": "", "region": "NE", "reach": "region", "skills": frozenset()}
    said |= {
        "week": "MTWTF",
        "terms": TERMS,
        "busy": (),
        "last_on": None,
        "joined_at": datetime(2026, 1, key % 28 + 1),
    }
    return Person(key=key, **(said | fields))


def verdict_on(someone, need=NEED):
    return rank(need, [someone], TODAY)[0]


@pytest.mark.parametrize(
    ("fields", "need", "words"),
    [
        ({"terms": None}, {}, "Has no standing release"),
        ({"terms": replace(TERMS, until_on=TODAY)}, {}, "Standing release ends on 2 March 2026"),
        ({"terms": replace(TERMS, notice_days=8)}, {}, "Needs 8 days of notice"),
        ({"terms": replace(TERMS, weeks_at_once=1)}, {}, "At most 1 week at once"),
        (
            {"terms": replace(TERMS, used={2026: 31})},
            {},
            "Only 9 days of standing release left in 2026, this takes 10",
        ),
        ({"busy": ((NEED.ends_on, NEED.ends_on, "away"),)}, {}, "On these days: away"),
        ({}, {"skill": "casework", "skill_words": "Casework"}, "Does not have the skill “Casework”"),
        ({"region": "WM"}, {}, "Goes only within their region, not to North East"),
        ({"base": "peterlee", "reach": "base"}, {}, "Goes only to their base, not to North East"),
        ({"base": "peterlee"}, {"base": "longbenton"}, "Goes only within their region, not to North East"),
    ],
)
def test_whoever_does_not_fit_is_told_why(fields, need, words):
    verdict = verdict_on(person(**fields), replace(NEED, **need))
    assert not verdict.fits and verdict.against == [words]


@pytest.mark.parametrize(
    ("fields", "need"),
    [
        ({}, {}),
        ({"terms": replace(TERMS, used={2026: 30, 2025: 40})}, {}),
        ({"terms": replace(TERMS, notice_days=7, until_on=NEED.ends_on)}, {}),
        ({"busy": ((TODAY, NEED.starts_on - timedelta(days=1), "away"),)}, {}),
        ({"skills": frozenset({"casework"})}, {"skill": "casework", "skill_words": "Casework"}),
        ({"region": "WM", "reach": "anywhere"}, {}),
        ({"base": "peterlee", "reach": "base"}, {"base": "peterlee"}),
    ],
)
def test_whoever_fits_is_told_why_too(fields, need):
    verdict = verdict_on(person(**fields), replace(NEED, **need))
    assert verdict.fits and len(verdict.because) >= 4


def test_whoever_was_longest_without_a_deployment_goes_first():
    recent = person(1, last_on=date(2026, 2, 1))
    long_ago = person(2, last_on=date(2024, 2, 1))
    never = person(5)
    first_never = person(4)
    unfit = person(3, terms=None)
    found = rank(NEED, [recent, unfit, long_ago, never, first_never], TODAY)
    assert [verdict.person.key for verdict in found] == [4, 5, 2, 1, 3]
    assert [verdict.person.key for verdict in choose(NEED, [recent, never, long_ago], TODAY, 2)] == [5, 2]


def test_days_are_counted_by_the_year_and_by_ones_own_week():
    assert days_by_year(date(2026, 12, 28), date(2027, 1, 5), "MTWTF") == ((2026, 4), (2027, 3))
    assert days_by_year(date(2026, 3, 2), date(2026, 3, 8), "MT---") == ((2026, 2),)


def test_over_a_thousand_requests_the_rotation_is_fair_and_no_release_is_overdrawn():
    random = Random(6)
    people = {key: _somebody(key, random) for key in range(40)}
    today, turns, days_away = TODAY, dict.fromkeys(people, 0), defaultdict(set)
    filled = 0
    for _ in range(REQUESTS):
        today += timedelta(days=random.randint(0, 2))
        need, number = _something(today, random), random.randint(1, 6)
        chosen = choose(need, list(people.values()), today, number)
        verdicts = {verdict.person.key: verdict for verdict in rank(need, list(people.values()), today)}
        keys = [verdict.person.key for verdict in chosen]
        waiting = [one.person for key, one in verdicts.items() if one.fits and key not in keys]
        assert len(set(keys)) == len(keys) and (len(keys) == number or not waiting)
        for one in chosen:
            assert all(turn_of(one.person) < turn_of(other) for other in waiting)  # fair: nobody is passed over
            _holds(one.person, need, today, days_away[one.person.key])
            people[one.person.key] = _sent(one.person, need)
            turns[one.person.key] += 1
        filled += len(keys)
    assert filled > REQUESTS and min(turns.values()) > 0
    _like_people_have_like_turns(people, turns)


def _somebody(key, random):
    terms = Terms(
        random.choice([30, 60, 200]), random.choice([2, 4, 8]), random.choice([1, 2, 5]), date(2036, 1, 1), {}
    )
    base = random.choice(["longbenton", "merry_hill", "peterlee", ""])
    skills = frozenset(random.sample(["casework", "calls", "borders"], random.randint(1, 3)))
    if key >= 30:  # ten who are alike in everything but their names
        terms, base, skills = Terms(200, 52, 1, date(2036, 1, 1), {}), "", frozenset(["casework", "calls", "borders"])
    reach = "anywhere" if key >= 30 else random.choice(["region", "anywhere"])
    return person(key, base=base, region=random.choice(["NE", "WM"]), reach=reach, skills=skills, terms=terms)


def _something(today, random):
    starts_on = today + timedelta(days=random.randint(1, 10))
    skill = random.choice(["", "casework", "calls", "borders"])
    place = random.choice([{"base": "longbenton"}, {"region": "NE"}, {"region": "WM"}])
    last = starts_on + timedelta(days=random.randint(0, 35))
    return Need(starts_on, last, skill=skill, skill_words=skill, place_words="there", **place)


def _holds(someone, need, today, taken):
    """The limits of a standing release, worked out once more in another way."""
    terms, days = (
        someone.terms,
        [need.starts_on + timedelta(days=n) for n in range((need.ends_on - need.starts_on).days + 1)],
    )
    assert not taken.intersection(days)
    assert len(days) <= 7 * terms.weeks_at_once and (need.starts_on - today).days >= terms.notice_days
    taken.update(days)
    for year in {day.year for day in days}:
        assert sum(day.year == year and day.weekday() < 5 for day in taken) <= terms.days_a_year


def _sent(someone, need):
    used = dict(someone.terms.used)
    for year, days in days_by_year(need.starts_on, need.ends_on, someone.week):
        used[year] = used.get(year, 0) + days
    busy = (*someone.busy[-5:], (need.starts_on, need.ends_on, "deployed"))  # those before are long over
    last_on = max(need.ends_on, someone.last_on or need.ends_on)
    return replace(someone, busy=busy, last_on=last_on, terms=replace(someone.terms, used=used))


def _like_people_have_like_turns(people, turns):
    alike = [turns[key] for key in people if key >= 30]
    assert max(alike) - min(alike) <= max(2, max(alike) // 3), alike
