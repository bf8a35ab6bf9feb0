"""What somebody asked for, and what became of it."""

from apps.approvals.models import Case as Question
from apps.approvals.models import StandIn, Task, Turn
from apps.home.queries.section import Section, name_of

SECTIONS = [
    Section(
        "Your requests and the decisions",
        Task,
        "requester__user",
        {
            "Request": "title",
            "What the decider saw": "facts",
            "Why it was asked again": "why_again",
            "Asked": "asked_at",
            "Where it stands": "status",
            "Decided": "decided_at",
            "Decided by": "decided_by__name",
            "Reason": "reason",
            "Comment": "comment",
            "What was changed": "changes",
        },
    ),
    Section(
        "Questions to the central team about your requests",
        Question,
        "task__requested_by",
        {
            "About": "task__title",
            "Question": "question",
            "Asked": "opened_at",
            "Looked after by": "owner__name",
            "Outcome": "outcome",
            "Answer": "answer",
            "Answered": "closed_at",
        },
    ),
    Section(
        "Whom your requests waited for",
        Turn,
        "task__requester__user",
        {
            "Request": "task__title",
            "At": "rung",
            "Manager": name_of("member"),
            "Asked": name_of("asked"),
            "Since": "begun_at",
            "Due": "due_on",
            "Ended": "ended_at",
            "Why": "end",
        },
    ),
    Section(
        "Who stands in for you",
        StandIn,
        "manager__user",
        {"Who": name_of("deputy"), "From": "starts_on", "Until": "ends_on", "Ended": "ended_at"},
    ),
    Section(
        "For whom you stand in",
        StandIn,
        "deputy__user",
        {"For": name_of("manager"), "From": "starts_on", "Until": "ends_on", "Ended": "ended_at"},
    ),
]
