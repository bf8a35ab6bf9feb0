from django.db.models import IntegerChoices, TextChoices


class Provenance(TextChoices):
    """Whether a fact is on record or stands in for one that is not known."""

    CONFIRMED = "confirmed", "On record"
    ILLUSTRATIVE = "illustrative", "Illustrative"


class Size(TextChoices):
    AWARD = "Award", "Award"
    CERTIFICATE = "Certificate", "Certificate"
    DIPLOMA = "Diploma", "Diploma"


class Level(IntegerChoices):
    """Levels with what they compare to, in plain words (the regulators' own comparisons)."""

    TWO = 2, "Level 2, like GCSEs at grades 9 to 4"
    THREE = 3, "Level 3, like A levels"
    FOUR = 4, "Level 4, like the first year of a degree"
    FIVE = 5, "Level 5, like a foundation degree"
    SIX = 6, "Level 6, like a degree"
    SEVEN = 7, "Level 7, like a master’s degree"


class Availability(TextChoices):
    OPEN = "open", "Open"
    DETAILS_PENDING = "details_pending", "Details to be confirmed"
    CLOSED = "closed", "Closed to new starts"


class Status(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Waiting for a decision"
    CHANGED = "changed", "Agreed with changes"
    APPROVED = "approved", "Agreed, ready to start"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    DECLINED = "declined", "Not agreed"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES = {
    Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
    Status.SUBMITTED: {Status.APPROVED, Status.CHANGED, Status.DECLINED, Status.WITHDRAWN},
    Status.CHANGED: {Status.APPROVED, Status.WITHDRAWN},
    Status.APPROVED: {Status.IN_PROGRESS, Status.WITHDRAWN},
    Status.IN_PROGRESS: {Status.COMPLETED, Status.WITHDRAWN},
    Status.COMPLETED: set(),
    Status.DECLINED: {Status.SUBMITTED},  # by an appeal, or taken up again by the central team
    Status.WITHDRAWN: set(),
}

LIVE = [Status.DRAFT, Status.SUBMITTED, Status.CHANGED, Status.APPROVED, Status.IN_PROGRESS]
WITH_DECIDER = [Status.SUBMITTED, Status.CHANGED]
STUDYING = [Status.APPROVED, Status.IN_PROGRESS]
# What heads of profession count as taken up: agreed by a manager at least.
TAKEN_UP = [*STUDYING, Status.COMPLETED]

COLOURS = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "yellow",
    Status.CHANGED: "purple",
    Status.APPROVED: "blue",
    Status.IN_PROGRESS: "blue",
    Status.COMPLETED: "green",
    Status.DECLINED: "red",
    Status.WITHDRAWN: "grey",
}


HOURS_IN_A_WORKING_DAY = 7.4
LEARNING_DAYS = 5  # a year for every civil servant: an aim of the Civil Service Reform Plan, no limit

# What a plan of study time says.
PLANNED = ("hours_a_week", "days", "starts_on", "ends_on", "cover")


class WithdrawalReason(TextChoices):
    WORK = "work", "Other work came first"
    TIME = "time", "I do not have the time"
    MOVE = "move", "I am changing job or team"
    CHOICE = "choice", "Another qualification suits me better"
    PERSONAL = "personal", "Personal or health reasons"
    UNSAID = "unsaid", "I prefer not to say"
    OTHER = "other", "Another reason"


class Side(TextChoices):
    """Who is asked what a completed qualification changed at work."""

    LEARNER = "learner", "The learner"
    MANAGER = "manager", "Their manager"


class Helped(TextChoices):
    LOT = "lot", "Yes, a lot"
    LITTLE = "little", "Yes, a little"
    NOT_YET = "not_yet", "Not yet"
    NO = "no", "No"
