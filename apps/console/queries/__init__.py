"""What the console shows. Reading only."""

from apps.console.queries.case import (
    CASES,
    cases_of,
    ladder_without,
    outcomes_of,
)
from apps.console.queries.catalogue import (
    DRAFTS,
    draft_parts,
    drafts_of,
    entries_of,
    entry_parts,
    places_for,
)
from apps.console.queries.claim import claims_of
from apps.console.queries.cycle import cycles_of, response_words
from apps.console.queries.feed import (
    progress_of,
    uploads_of,
)
from apps.console.queries.marking import (
    SUBMISSIONS,
    circumstances_of,
    marking_grants,
    submissions_of,
    suites,
)
from apps.console.queries.offering import OFFERINGS, offerings_of, places_of
from apps.console.queries.overview import (
    LATE,
    health,
    overview,
)
from apps.console.queries.page import (
    COUNTED_TO,
    ROWS_A_PAGE,
    LongPaginator,
    history_of,
    page_of,
)
from apps.console.queries.person import (
    GRANTS,
    PEOPLE_SHOWN,
    STANDING_COLOURS,
    People,
    grants_of,
    people_found,
    proposals_of,
    tasks_about,
    with_colours,
)
from apps.console.queries.work import (
    DELIVERY,
    DELIVERY_CHOICES,
    JOB_COLOURS,
    MAIL_JOBS,
    NOT_SENT,
    RETRIABLE,
    delivery_of,
    job_of,
    job_states,
    jobs_of,
    kind_words,
    message_of,
    messages_of,
)

__all__ = [
    "CASES",
    "COUNTED_TO",
    "DELIVERY",
    "DELIVERY_CHOICES",
    "DRAFTS",
    "GRANTS",
    "JOB_COLOURS",
    "LATE",
    "MAIL_JOBS",
    "NOT_SENT",
    "OFFERINGS",
    "PEOPLE_SHOWN",
    "RETRIABLE",
    "ROWS_A_PAGE",
    "STANDING_COLOURS",
    "SUBMISSIONS",
    "LongPaginator",
    "People",
    "cases_of",
    "circumstances_of",
    "claims_of",
    "cycles_of",
    "delivery_of",
    "draft_parts",
    "drafts_of",
    "entries_of",
    "entry_parts",
    "grants_of",
    "health",
    "history_of",
    "job_of",
    "job_states",
    "jobs_of",
    "kind_words",
    "ladder_without",
    "marking_grants",
    "message_of",
    "messages_of",
    "offerings_of",
    "outcomes_of",
    "overview",
    "page_of",
    "people_found",
    "places_for",
    "places_of",
    "progress_of",
    "proposals_of",
    "response_words",
    "submissions_of",
    "suites",
    "tasks_about",
    "uploads_of",
    "with_colours",
]
