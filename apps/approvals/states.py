from django.db.models import IntegerChoices, TextChoices


class Kind(TextChoices):
    STUDY_TIME = "study_time", "Study time"
    STUDY_CHANGE = "study_change", "Change of study time"
    RELEASE = "release", "Release to work elsewhere"
    STANDING_RELEASE = "standing_release", "Standing release for surge"


class Status(TextChoices):
    PENDING = "pending", "Waiting for a decision"
    CHANGED = "changed", "Agreed with changes"
    APPROVED = "approved", "Agreed"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES = {
    Status.PENDING: {Status.APPROVED, Status.CHANGED, Status.REFUSED, Status.WITHDRAWN},
    Status.CHANGED: {Status.APPROVED, Status.WITHDRAWN},
    Status.APPROVED: set(),
    Status.REFUSED: set(),
    Status.WITHDRAWN: set(),
}

OPEN = [Status.PENDING, Status.CHANGED]
DECIDED = [Status.CHANGED, Status.APPROVED, Status.REFUSED]

COLOURS = {
    Status.PENDING: "yellow",
    Status.CHANGED: "purple",
    Status.APPROVED: "green",
    Status.REFUSED: "red",
    Status.WITHDRAWN: "grey",
}


class Rung(IntegerChoices):
    """The ladder of a waiting request, from the bottom. The line has a rung for each filled post that is asked."""

    LINE = 1, "Line manager"
    HEAD = 2, "Head of profession"
    CENTRAL = 3, "Central team"


class TurnEnd(TextChoices):
    """Why somebody's turn to decide is over, other than by a decision."""

    TIME = "time", "No answer in time"
    ROUTE = "route", "The route changed"
    REFUSED = "refused", "Refused it before"


class Reason(TextChoices):
    """Why a request is refused. "Other" is a reason only with a text that says which."""

    COVER = "cover", "There is no cover for the work in those weeks"
    TIMING = "timing", "The dates clash with a busy period or other leave"
    HOURS = "hours", "The hours are more than the team can spare now"
    FIT = "fit", "Another qualification or unit fits the role better"
    BUDGET = "budget", "There is no budget for it this year"
    NOTICE = "notice", "The notice is too short to find cover"
    LENGTH = "length", "It is longer than the team can do without"
    OTHER = "other", "Another reason"


STUDY_REASONS = [Reason.COVER, Reason.TIMING, Reason.HOURS, Reason.FIT, Reason.BUDGET, Reason.OTHER]
RELEASE_REASONS = [Reason.COVER, Reason.TIMING, Reason.NOTICE, Reason.LENGTH, Reason.BUDGET, Reason.OTHER]


class CaseStatus(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Answered"


CASE_MOVES = {CaseStatus.OPEN: {CaseStatus.CLOSED}, CaseStatus.CLOSED: set()}


class Outcome(TextChoices):
    """What became of a question to the central team."""

    ANSWERED = "answered", "Answered"
    STANDS = "stands", "The refusal stands"
    AGAIN = "again", "The central team decides again"
    OVERTAKEN = "overtaken", "Decided in the meantime"
