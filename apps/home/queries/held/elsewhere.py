"""Working somewhere else for a while: what somebody offers, looks for, applies for and agrees on."""

from apps.home.queries.section import Section
from apps.secondments.models import (
    Agreement,
    AgreementVersion,
    Alert,
    Application,
    Approach,
    Guest,
    Host,
    Placement,
    PlacementReview,
    Release,
    SavedSearch,
    Signature,
    Statement,
    Submission,
)

APPLICANT = "application__member__user"

SECTIONS = [
    Section(
        "Your account as a guest",
        Guest,
        "user",
        {"Works for": "body", "Here as": "grant__role", "Until": "grant__ends_on", "Invited": "invited_at"},
    ),
    Section(
        "Opportunities you run",
        Host,
        "user",
        {"Opportunity": "opportunity__title", "Since": "added_at", "Until": "ended_at"},
    ),
    Section("Your saved searches", SavedSearch, "user", {"What": "words", "Saved": "saved_at", "Ended": "ended_at"}),
    Section("Opportunities you were told of", Alert, "user", {"What": "opportunity__title", "When": "told_at"}),
    Section(
        "Opportunities you were asked to look at",
        Approach,
        "member__user",
        {"What": "opportunity__title", "By": "by__name", "When": "sent_at"},
    ),
    Section(
        "Whom you asked to look at what you offer",
        Approach,
        "by",
        {"What": "opportunity__title", "When": "sent_at"},
    ),
    Section(
        "What you applied for",
        Application,
        "member__user",
        {
            "Opportunity": "opportunity__title",
            "Why": "why",
            "What your team gains": "benefit",
            "Where it stands": "status",
            "Begun": "created_at",
            "Ended": "ended_at",
            "Reason": "end_reason",
            "What the host said": "end_note",
        },
    ),
    Section(
        "How you show what is wanted",
        Statement,
        APPLICANT,
        {"Capability": "wanted__capability__title", "Your words": "text"},
    ),
    Section(
        "Evidence you chose for it",
        Application.evidence.through,
        APPLICANT,
        {"Opportunity": "application__opportunity__title", "Evidence": "evidence__title"},
    ),
    Section(
        "What you sent to hosts",
        Submission,
        APPLICANT,
        {"Opportunity": "application__opportunity__title", "Sent": "submitted_at", "What they read": "content"},
    ),
    Section(
        "Release from your work",
        Release,
        APPLICANT,
        {
            "Opportunity": "application__opportunity__title",
            "What": "stage",
            "From": "from_on",
            "Until": "until_on",
            "Conditions": "conditions",
            "How your work is done": "backfill",
            "By": "backfill_by",
            "Cost": "backfill_cost",
            "Cover from": "backfill_from",
            "Asked": "asked_at",
        },
    ),
    Section(
        "Agreements", Agreement, APPLICANT, {"Opportunity": "application__opportunity__title", "Begun": "begun_at"}
    ),
    Section(
        "What they say",
        AgreementVersion,
        f"agreement__{APPLICANT}",
        {
            "Opportunity": "agreement__application__opportunity__title",
            "Version": "number",
            "Text": "content",
            "Where it stands": "status",
            "Written": "written_at",
        },
    ),
    Section(
        "What you signed",
        Signature,
        "user",
        {
            "Opportunity": "version__agreement__application__opportunity__title",
            "Version": "version__number",
            "As": "party",
            "When": "signed_at",
            "Check sum of the text": "digest",
        },
    ),
    Section(
        "Your placements",
        Placement,
        f"agreement__{APPLICANT}",
        {
            "Opportunity": "agreement__application__opportunity__title",
            "First day": "absence__starts_on",
            "Last day": "absence__ends_on",
            "Where it stands": "status",
            "Why it ended early": "early_why",
            "What was said about that": "early_note",
            "Plan for the return": "return_plan",
            "Back since": "returned_on",
        },
    ),
    Section(
        "How your placements went",
        PlacementReview,
        f"placement__agreement__{APPLICANT}",
        {"Who says it": "side", "What was done": "did", "What was learnt": "learnt", "When": "written_at"},
    ),
]
