from django.db.models import TextChoices


class Status(TextChoices):
    VALID = "valid", "Valid"
    REPLACED = "replaced", "Replaced"
    REVOKED = "revoked", "Revoked"


MOVES = {
    Status.VALID: {Status.REPLACED, Status.REVOKED},
    Status.REPLACED: set(),
    Status.REVOKED: set(),
}
COLOURS = {Status.VALID: "green", Status.REPLACED: "yellow", Status.REVOKED: "red"}


class RevocationReason(TextChoices):
    MISTAKE = "mistake", "It was awarded by mistake"
    NOT_OWN_WORK = "not_own_work", "The work was not the holder’s own"
    TWICE = "twice", "There is another certificate for the same achievement"
    BODY = "body", "The awarding body withdrew the achievement"
    OTHER = "other", "Another reason"


class Fault(TextChoices):
    """What the nightly check finds."""

    UNCERTIFIED = "uncertified", "All units were achieved, and there was no certificate"
    NOT_MADE = "not_made", "The document was never made"
    UNSIGNED = "unsigned", "The document carries no signed credential"
    LOST = "lost", "The document is gone"
    CHANGED = "changed", "The document is not the one that was made"
    ORPHAN = "orphan", "A file belongs to no certificate"


class FindingStatus(TextChoices):
    OPEN = "open", "Being put right"
    MENDED = "mended", "Put right"


FINDING_MOVES = {FindingStatus.OPEN: {FindingStatus.MENDED}, FindingStatus.MENDED: set()}
