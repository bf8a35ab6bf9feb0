"""Helping in a peak or a crisis: what somebody says of themselves, is asked, and does."""

from apps.home.queries.section import Section
from apps.surge.models import (
    Away,
    Deployment,
    DeploymentReview,
    Extension,
    Offer,
    RosterEntry,
    StandingRelease,
    SurgeRequest,
)

WHERE = "line__request__title"

SECTIONS = [
    Section(
        "Your place on the surge roster",
        RosterEntry,
        "member__user",
        {"Base": "base", "How far you go": "reach", "Joined": "joined_at", "Left": "left_at"},
    ),
    Section(
        "Your skills on the surge roster",
        RosterEntry.skills.through,
        "rosterentry__member__user",
        {"Skill": "capability__title"},
    ),
    Section(
        "Days on which you could not be deployed",
        Away,
        "member__user",
        {"First day": "starts_on", "Last day": "ends_on", "Removed": "removed_at"},
    ),
    Section(
        "Standing release for surge",
        StandingRelease,
        "member__user",
        {
            "Working days in a year": "days_a_year",
            "Weeks at once": "weeks_at_once",
            "Days of notice": "notice_days",
            "Until": "until_on",
            "How your work is done": "cover",
            "Asked": "asked_at",
        },
    ),
    Section(
        "What you were asked in a surge",
        Offer,
        "member__user",
        {
            "For": WHERE,
            "Wave": "wave",
            "First day": "starts_on",
            "Last day": "ends_on",
            "Why you": "because",
            "Asked": "sent_at",
            "Answer by": "answer_by",
            "Where it stands": "status",
            "Answered": "answered_at",
            "Reason": "reason",
            "Your words": "note",
        },
    ),
    Section(
        "Your deployments",
        Deployment,
        "member__user",
        {
            "For": WHERE,
            "First day": "absence__starts_on",
            "Last day": "absence__ends_on",
            "Place": "place",
            "Where it stands": "status",
            "Agreed": "agreed_at",
            "Why it ended early": "early_why",
            "What was said about that": "early_note",
        },
    ),
    Section(
        "Longer deployments",
        Extension,
        "deployment__member__user",
        {
            "For": f"deployment__{WHERE}",
            "Until": "ends_on",
            "Why": "why",
            "Where it stands": "status",
            "Asked": "asked_at",
            "You agreed": "member_agreed_at",
            "Your manager agreed": "manager_agreed_at",
            "Why not": "declined_note",
        },
    ),
    Section(
        "How your deployments went",
        DeploymentReview,
        "deployment__member__user",
        {"Who says it": "side", "What was done": "did", "What was learnt": "learnt", "When": "written_at"},
    ),
    Section(
        "Surge requests you wrote",
        SurgeRequest,
        "asked_by",
        {
            "What": "title",
            "Why": "why",
            "Shifts": "shifts",
            "Who to ask": "contact",
            "Where it stands": "status",
            "Written": "written_at",
            "Sent": "submitted_at",
            "Ended": "ended_at",
            "Reason": "reason",
            "What you were told": "comment",
            "Why it was stood down": "end_note",
        },
    ),
]
