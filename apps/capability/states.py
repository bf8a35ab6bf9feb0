from django.db.models import TextChoices


class Provenance(TextChoices):
    """Whether a fact is on record or stands in for one that is not known."""

    CONFIRMED = "confirmed", "On record"
    ILLUSTRATIVE = "illustrative", "Illustrative"


class VersionStatus(TextChoices):
    DRAFT = "draft", "Not published yet"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Replaced by a later version"


VERSION_MOVES = {
    VersionStatus.DRAFT: {VersionStatus.PUBLISHED},
    VersionStatus.PUBLISHED: {VersionStatus.SUPERSEDED},
    VersionStatus.SUPERSEDED: set(),
}
VERSION_COLOURS = {
    VersionStatus.DRAFT: "yellow",
    VersionStatus.PUBLISHED: "green",
    VersionStatus.SUPERSEDED: "grey",
}
