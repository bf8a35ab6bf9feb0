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


# --- Self-assessments ------------------------------------------------------------------------------------------------


class AssessmentStatus(TextChoices):
    PRIVATE = "private", "Only you can see it"
    SHARED = "shared", "Shared with your manager"
    AGREED = "agreed", "Agreed"
    WITHDRAWN = "withdrawn", "Taken back"


ASSESSMENT_MOVES = {
    AssessmentStatus.PRIVATE: {AssessmentStatus.SHARED, AssessmentStatus.WITHDRAWN},
    AssessmentStatus.SHARED: {AssessmentStatus.AGREED, AssessmentStatus.WITHDRAWN},
    AssessmentStatus.AGREED: set(),
    AssessmentStatus.WITHDRAWN: set(),
}
ASSESSMENT_COLOURS = {
    AssessmentStatus.PRIVATE: "grey",
    AssessmentStatus.SHARED: "yellow",
    AssessmentStatus.AGREED: "green",
    AssessmentStatus.WITHDRAWN: "grey",
}
OPEN = [AssessmentStatus.PRIVATE, AssessmentStatus.SHARED]
SEEN_BY_MANAGER = [AssessmentStatus.SHARED, AssessmentStatus.AGREED]


class Stance(TextChoices):
    """Of a manager, on what somebody says of themselves."""

    SAME = "same", "I see it the same way"
    HIGHER = "higher", "I would say higher"
    LOWER = "lower", "I would say lower"


class OutcomeStatus(TextChoices):
    """Of what came of a conversation."""

    DRAFT = "draft", "Being written"
    PROPOSED = "proposed", "Waiting for the other person"
    CONFIRMED = "confirmed", "Agreed"
    RETURNED = "returned", "Not agreed yet"


OUTCOME_MOVES = {
    OutcomeStatus.DRAFT: {OutcomeStatus.PROPOSED},
    OutcomeStatus.PROPOSED: {OutcomeStatus.CONFIRMED, OutcomeStatus.RETURNED},
    OutcomeStatus.CONFIRMED: set(),
    OutcomeStatus.RETURNED: set(),
}
NOT_YET, DIFFERS = "not_yet", "differs"  # in the place of a level

INVITED = "opened"  # the occasion on which people are told of a cycle
