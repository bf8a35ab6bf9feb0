"""The words of the cube that figures lay out and pages read."""

from django.db.models import TextChoices

SHAPE = 2  # of published figures: those of another shape are not read, and published again

HEADCOUNT, ENROLLED, COMPLETED = MEASURES = ["headcount", "enrolled", "completed"]
OWN, AGREED = SOURCES = ["own", "agreed"]  # what people say of themselves, and what was agreed with the manager
ASSESSED = "assessed"  # how many have, beside the codes of capabilities: how many are below the level expected
PROFESSION = ""  # the scope of everybody; the others are codes of organisations
ALL = "all"  # the column of everybody in a scope
EVERY_QUALIFICATION = ""  # the answers about all of them; the others are codes of qualifications
UNKNOWN_GRADE = "grade "  # the column of those without one; the others end in their code

DIRECT = "/direct"  # ends the code of those whose record names a department that has organisations, and none of them
BEFORE = "before"  # the column of the twelve months before the last twelve


class Topic(TextChoices):
    """What the published answers of a scope are about."""

    CAPABILITY = "capability", "Capability"
    FLOW = "flow", "What happened"


class Purpose(TextChoices):
    """What somebody takes figures away for."""

    BRIEFING = "briefing", "A briefing or a report"
    PLANNING = "planning", "Planning of learning or money"
    REPLY = "reply", "To answer a question"
    CHECKING = "checking", "To check figures held elsewhere"
    UNSAID = "unsaid", "Not said"
