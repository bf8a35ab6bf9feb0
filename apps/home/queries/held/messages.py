"""What somebody was told."""

from apps.home.queries.section import Section
from apps.notifications.models import Digest, Message, Preference

SECTIONS = [
    Section(
        "Messages to you",
        Message,
        "recipient",
        {
            "Written": "created_at",
            "About": "kind",
            "Subject": "subject",
            "Text": "sentence",
            "Details": "facts",
            "How": "how",
            "Mailed": "sent_at",
            "Read here": "read_at",
        },
    ),
    Section("Daily emails to you", Digest, "recipient", {"Day": "day", "Mailed": "sent_at"}),
    Section("How you want messages", Preference, "user", {"About": "kind", "How": "how", "Changed": "changed_at"}),
]
