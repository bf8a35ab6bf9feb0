"""What somebody keeps to show what they can do, and where it was shared."""

from apps.evidence.models import Evidence, EvidenceShare
from apps.home.queries.section import Section

SECTIONS = [
    Section(
        "Your evidence",
        Evidence,
        "member__user",
        {
            "What": "title",
            "Kind": "kind",
            "Of": "dated_on",
            "What it shows": "note",
            "Link": "link",
            "File": "upload__name",
            "Where it stands": "status",
            "Added": "added_at",
            "First shared": "shared_at",
            "Taken out": "withdrawn_at",
        },
    ),
    Section(
        "Where you shared your evidence",
        EvidenceShare,
        "evidence__member__user",
        {
            "Evidence": "evidence__title",
            "Part of": "subject",
            "Who can see it": "seen_by",
            "Since": "shared_at",
            "Until": "ended_at",
        },
    ),
]
