"""What if there were more funded places, or quicker decisions? A rough answer that says what it assumes."""

from dataclasses import dataclass

WORKING_DAYS = 253  # in a year
MOST_PLACES, MOST_DAYS = 100_000, 60


@dataclass(frozen=True)
class WhatIf:
    """Of one scope; `places` and `days` are what somebody typed, checked."""

    flow: object
    places: int
    days: int

    @property
    def asked(self):
        return self.flow.number("asked")

    @property
    def started(self):
        return self.flow.number("started")

    @property
    def takes_up(self):
        """How many of 100 agreed requests end in a start; None where too few say so."""
        agreed = self.flow.number("decided", "study agreed")
        return min(100, round(100 * self.started / agreed)) if agreed and self.started else None

    @property
    def from_places(self):
        return None if self.takes_up is None else round(self.places * self.takes_up / 100)

    @property
    def saved(self):
        """Working days that can be saved: no decision takes less than none."""
        median = self.flow.median("decide study")
        return None if median is None else min(self.days, median)

    @property
    def from_days(self):
        """Once: what is decided sooner is started sooner, so that much more of it falls into the first year."""
        return None if self.saved is None or self.started is None else round(self.started * self.saved / WORKING_DAYS)

    @property
    def expected(self):
        """Starts in the first year."""
        if self.started is None:
            return None
        return self.started + (self.from_places or 0) + (self.from_days or 0)

    @property
    def finding(self):
        """120 starts in the first year instead of 95"""
        if self.expected is None:
            return "Too few have started to say what would change"
        return f"About {self.expected:,} starts in the first year instead of {self.started:,}"

    @property
    def lines(self):
        """(what, starts in words, how it was worked out)"""
        rate, median = self.takes_up, self.flow.median("decide study")
        return [
            ("Starts in the last twelve months", _words(self.started), "As published."),
            (
                f"{self.places:,} more funded places",
                _words(self.from_places),
                f"Of 100 agreed requests {rate} are started; the same of those who get a place."
                if rate is not None
                else "Too few requests to say how many are started.",
            ),
            (
                f"Decisions {self.days} working days sooner",
                _words(self.from_days),
                f"Half take {median} working days or less, so {self.saved} can be saved. Each day brings one of "
                f"{WORKING_DAYS} parts of a year’s starts forward, once."
                if median is not None
                else "Too few decisions to say how long they take.",
            ),
        ]

    assumptions = [
        "Enough people ask: a place that nobody asks for starts nothing.",
        "Those who get a new place start as often as those who are agreed now.",
        "Managers refuse as often as now, however quickly they decide.",
        "Quicker decisions bring starts forward in the first year. They make no more of them in the years after.",
        "The figures it begins with are rounded to 5.",
    ]


def what_if(flow, *, places, days):
    return WhatIf(flow, places, days)


def _words(number):
    return "too few" if number is None else f"{number:,}"
