from apps.home.queries.held import LEFT_OUT, everything_about, latest_about
from apps.home.queries.record import (
    aims_in_words,
    hr_fields,
    job_families_with_roles,
    needs_in_words,
    own_member,
    record_of,
    shared_record,
)
from apps.home.queries.team import team_of
from apps.home.queries.today import today_of
from apps.home.queries.waiting import waiting_for

__all__ = [
    "LEFT_OUT",
    "aims_in_words",
    "everything_about",
    "hr_fields",
    "job_families_with_roles",
    "latest_about",
    "needs_in_words",
    "own_member",
    "record_of",
    "shared_record",
    "team_of",
    "today_of",
    "waiting_for",
]
