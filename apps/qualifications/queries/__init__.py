from apps.qualifications.queries.catalogue import Found, find, page_of, units_of, with_is_saved
from apps.qualifications.queries.compare import MOST_COMPARED, facts_of, saved_by, sides_of
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
    "MOST_COMPARED",
    "Found",
    "TimeSpent",
    "facts_of",
    "find",
    "learning_days_of",
    "live_among",
    "logs_of",
    "open_change",
    "own_enrolments",
    "page_of",
    "saved_by",
    "sides_of",
    "study_time_of",
    "team_fact",
    "team_in_those_weeks",
    "to_ask",
    "units_of",
    "with_is_saved",
    "with_study_time",
]
