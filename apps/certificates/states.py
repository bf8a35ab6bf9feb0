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
