from apps.qualifications.queries.catalogue import Found, find, page_of, units_of, with_is_saved
from apps.qualifications.queries.compare import MOST_COMPARED, facts_of, saved_by, sides_of
from apps.qualifications.queries.development import with_closes
from apps.qualifications.queries.enrolment import (
    TimeSpent,
    learning_days_of,
    logs_of,
    open_change,
    study_time_of,
    team_fact,
    team_in_those_weeks,
    with_study_time,
)
from apps.qualifications.queries.offering import (
    Consequence,
    department_pays,
    holds_place,
    open_deferral,
    place_of,
    start_of,
    starts_for,
    turn_of,
    who_pays,
)
from apps.qualifications.queries.outcome import to_ask

__all__ = [
    "MOST_COMPARED",
    "Consequence",
    "Found",
    "TimeSpent",
    "department_pays",
    "facts_of",
    "find",
    "holds_place",
    "learning_days_of",
    "logs_of",
    "open_change",
    "open_deferral",
    "page_of",
    "place_of",
    "saved_by",
    "sides_of",
    "start_of",
    "starts_for",
    "study_time_of",
    "team_fact",
    "team_in_those_weeks",
    "to_ask",
    "turn_of",
    "units_of",
    "who_pays",
    "with_closes",
    "with_is_saved",
    "with_study_time",
]
