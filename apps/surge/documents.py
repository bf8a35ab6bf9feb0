"""What is said of a standing release and a deployment, in the same words on the pages and in the mails."""

from apps.core.words import date_words

ASKED = ("days_a_year", "weeks_at_once", "notice_days", "until_on")


def days_words(number):
    return f"{number} {'day' if number == 1 else 'days'}"


def weeks_words(number):
    return f"{number} {'week' if number == 1 else 'weeks'}"


def term_words(said):
    """[label, words] of the terms: `said` is {name: value} by the names of ASKED."""
    return [
        ["Working days in a calendar year", f"Up to {said['days_a_year']}"],
        ["Longest deployment", weeks_words(said["weeks_at_once"])],
        ["Notice before the first day", days_words(said["notice_days"])],
        ["Until", date_words(said["until_on"])],
    ]


def release_terms(release):
    return term_words({name: getattr(release, name) for name in ASKED})


def release_title(release):
    return f"standing release for surge: {days_words(release.days_a_year)} a year until {date_words(release.until_on)}"


def release_facts(release):
    """What the manager sees."""
    return [
        *release_terms(release),
        ["How their work is done meanwhile", release.cover or "They say nothing about it"],
        [
            "What is asked",
            "Whether they can be sent to help another department in a peak or a crisis, within these limits, "
            "without asking you each time. You are told when they go. They can always say no.",
        ],
    ]


def release_changes(release, terms):
    """[label, words] for what the member did not ask for."""
    before = term_words({name: getattr(release, name) for name in ASKED})
    return [
        [label, f"{new} instead of {old[:1].lower()}{old[1:]}"]
        for (label, old), (_, new) in zip(before, term_words(terms), strict=True)
        if old != new
    ]
