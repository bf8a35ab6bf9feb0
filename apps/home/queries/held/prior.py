"""What somebody claimed of what they learnt elsewhere."""

from apps.home.queries.section import Section
from apps.learning.models import PriorEvidence, PriorFile, PriorLearning, PriorUnit

CLAIMED_BY = "enrolment__member__user"

SECTIONS = [
    Section(
        "Prior learning you claimed",
        PriorLearning,
        CLAIMED_BY,
        {
            "Qualification": "enrolment__qualification__title",
            "Kind": "kind",
            "What": "title",
            "Where": "gained_at",
            "When": "ended_on",
            "What you said of it": "description",
            "Where it stands": "status",
            "Begun": "created_at",
            "Sent": "submitted_at",
            "Reviewed": "reviewed_at",
            "Reviewed by": "reviewed_by__name",
            "Answered": "answered_at",
        },
    ),
    Section(
        "Units you claimed with it",
        PriorUnit,
        f"prior__{CLAIMED_BY}",
        {"Claim": "prior__title", "Unit": "unit__code", "Accepted": "accepted", "What was said": "feedback"},
    ),
    Section(
        "Evidence you added to your claim",
        PriorEvidence,
        f"prior__{CLAIMED_BY}",
        {"Claim": "prior__title", "Evidence": "evidence__title"},
    ),
    Section(
        "Files you added to it",
        PriorFile,
        f"prior__{CLAIMED_BY}",
        {"Claim": "prior__title", "File": "upload__name"},
    ),
]
