from apps.home.queries.record import hr_fields, job_families_with_roles, own_member, record_of
from apps.home.queries.today import today_of
from apps.home.queries.waiting import waiting_for

__all__ = [
    "hr_fields",
    "job_families_with_roles",
    "own_member",
    "record_of",
    "today_of",
    "waiting_for",
]
