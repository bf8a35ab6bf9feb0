from apps.qualifications.queries.catalogue import Found, find, page_of, units_of
from apps.qualifications.queries.enrolment import (
    TimeSpent,
    learning_days_of,
    live_among,
    logs_of,
    open_change,
    own_enrolments,
    study_time_of,
    team_fact,
    team_in_those_weeks,
    with_study_time,
)
from apps.qualifications.queries.outcome import to_ask

__all__ = [
    "Found",
    "TimeSpent",
    "find",
    "learning_days_of",
    "live_among",
    "logs_of",
    "open_change",
    "own_enrolments",
    "page_of",
    "study_time_of",
    "team_fact",
    "team_in_those_weeks",
    "to_ask",
    "units_of",
    "with_study_time",
]
