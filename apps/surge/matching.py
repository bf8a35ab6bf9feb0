"""Who can fill a line, in which order, and why: from what is known alone. Whoever waited longest goes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

NEVER = date.min


@dataclass(frozen=True)
class Need:
    """What a line asks for. `skill` is the slug of a capability, `skill_words` and `place_words` how it is called."""

    starts_on: date
    ends_on: date
    skill: str = ""
    skill_words: str = ""
    base: str = ""
    region: str = ""
    place_words: str = ""


@dataclass(frozen=True)
class Terms:
    """Of a standing release. `used`: working days deployed already, by year."""

    days_a_year: int
    weeks_at_once: int
    notice_days: int
    until_on: date
    used: dict[int, int]


@dataclass(frozen=True)
class Person:
    """Somebody of the roster. `busy` is [(first day, last day, what)]; `last_on` the last day of their latest turn."""

    key: int
    name: str
    base: str
    region: str
    reach: str
    skills: frozenset[str]
    week: str
    terms: Terms | None
    busy: tuple[tuple[date, date, str], ...]
    last_on: date | None
    joined_at: datetime


@dataclass(frozen=True)
class Reason:
    fits: bool
    words: str


@dataclass(frozen=True)
class Verdict:
    """Whether somebody fits, with every reason for and against."""

    person: Person
    reasons: tuple[Reason, ...]

    @property
    def fits(self):
        return all(reason.fits for reason in self.reasons)

    @property
    def because(self):
        return [reason.words for reason in self.reasons if reason.fits]

    @property
    def against(self):
        return [reason.words for reason in self.reasons if not reason.fits]


def rank(need: Need, people: Sequence[Person], today: date) -> list[Verdict]:
    """Everybody, those who fit first. Among them whoever was longest without a deployment comes first: those who never
    had one, in the order in which they joined, then by the last day of the latest. Nobody has a second turn while
    somebody who fits waits for a first.
    """
    verdicts = [Verdict(person, tuple(_reasons(need, person, today))) for person in people]
    return sorted(verdicts, key=lambda verdict: (not verdict.fits, *turn_of(verdict.person)))


def turn_of(person: Person):
    """What the order goes by."""
    return (person.last_on or NEVER, person.joined_at, person.key)


def choose(need: Need, people: Sequence[Person], today: date, number: int) -> list[Verdict]:
    """Whose turn it is: as many as are needed, or fewer where not so many fit."""
    return [verdict for verdict in rank(need, people, today) if verdict.fits][:number]


@lru_cache(maxsize=256)  # most people work the same week, and are asked for the same days
def days_by_year(starts_on: date, ends_on: date, week: str) -> tuple[tuple[int, int], ...]:
    """((year, working days),) of a time away. `week` has a letter for each day that somebody works from Monday on."""
    found: dict[int, int] = {}
    for number in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=number)
        if week[day.weekday() : day.weekday() + 1] not in ("", "-"):
            found[day.year] = found.get(day.year, 0) + 1
    return tuple(found.items())


def _reasons(need, person, today):
    yield _turn(person, today)
    if need.skill:
        has = need.skill in person.skills
        yield Reason(has, f"{'Has' if has else 'Does not have'} the skill “{need.skill_words}”")
    yield _place(need, person)
    yield from _release(need, person, today)
    clashes = [what for first, last, what in person.busy if first <= need.ends_on and last >= need.starts_on]
    yield Reason(not clashes, f"On these days: {', '.join(sorted(set(clashes)))}" if clashes else "Free on these days")


def _turn(person, today):
    if person.last_on is None:
        return Reason(True, f"Not deployed since joining on {_words(person.joined_at)}")
    was = "Last deployed until" if person.last_on < today else "Has had a turn, until"
    return Reason(True, f"{was} {_words(person.last_on)}")


def _place(need, person):
    if need.base:
        if person.base == need.base:
            return Reason(True, f"Based at {need.place_words}")
        return Reason(person.reach == "anywhere", _goes(person, need.place_words))
    if person.region == need.region and person.reach != "base":
        return Reason(True, f"Goes anywhere in {need.place_words}")
    return Reason(person.reach == "anywhere", _goes(person, need.place_words))


def _goes(person, place):
    if person.reach == "anywhere":
        return "Goes anywhere in the UK"
    return f"Goes {'only to their base' if person.reach == 'base' else 'only within their region'}, not to {place}"


def _release(need, person, today):
    terms = person.terms
    if terms is None:
        yield Reason(False, "Has no standing release")
        return
    if need.ends_on > terms.until_on:
        yield Reason(False, f"Standing release ends on {_words(terms.until_on)}")
    notice = (need.starts_on - today).days
    if notice < terms.notice_days:
        yield Reason(False, f"Needs {_days(terms.notice_days)} of notice")
    if need.ends_on - need.starts_on >= timedelta(weeks=terms.weeks_at_once):
        yield Reason(False, f"At most {terms.weeks_at_once} {'week' if terms.weeks_at_once == 1 else 'weeks'} at once")
    for year, days in days_by_year(need.starts_on, need.ends_on, person.week):
        left = max(terms.days_a_year - terms.used.get(year, 0), 0)
        words = f"{_days(left)} of standing release left in {year}, this takes {days}"
        yield Reason(days <= left, words if days <= left else f"Only {words}")


def _days(number):
    return f"{number} {'day' if number == 1 else 'days'}"


def _words(day):
    return f"{day.day} {day:%B %Y}"
