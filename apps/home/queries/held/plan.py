"""What somebody plans to do, and what they do not want suggested."""

from apps.home.queries.section import Section
from apps.plan.models import NotInterested, PlanAction

SECTIONS = [
    Section(
        "Your development plan",
        PlanAction,
        "member__user",
        {
            "What": "title",
            "For": "capability__title",
            "Because": "because",
            "By": "due_on",
            "Where it stands": "status",
            "Added": "added_at",
            "Done": "done_at",
            "Dropped": "dropped_at",
            "Why you dropped it": "drop_reason",
        },
    ),
    Section(
        "What you do not want suggested",
        NotInterested,
        "member__user",
        {
            "Unit": "unit__title",
            "Qualification": "qualification__title",
            "Why": "reason",
            "Said": "said_at",
            "Taken back": "withdrawn_at",
        },
    ),
]
