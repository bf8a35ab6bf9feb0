from datetime import timedelta

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
    DEFERRED = "deferred", "Paused"
    COMPLETED = "completed", "Completed"
    DECLINED = "declined", "Not agreed"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES = {
    Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
    Status.SUBMITTED: {Status.APPROVED, Status.CHANGED, Status.DECLINED, Status.WITHDRAWN},
    Status.CHANGED: {Status.APPROVED, Status.WITHDRAWN},
    Status.APPROVED: {Status.IN_PROGRESS, Status.WITHDRAWN},
    Status.IN_PROGRESS: {Status.DEFERRED, Status.COMPLETED, Status.WITHDRAWN},
    Status.DEFERRED: {Status.IN_PROGRESS, Status.WITHDRAWN},
    Status.COMPLETED: set(),
    Status.DECLINED: {Status.SUBMITTED},  # by an appeal, or taken up again by the central team
    Status.WITHDRAWN: set(),
}

WITH_DECIDER = [Status.SUBMITTED, Status.CHANGED]
STUDYING = [Status.APPROVED, Status.IN_PROGRESS]
ENROLLED = [*STUDYING, Status.DEFERRED]  # whoever pauses has their place still
LIVE = [Status.DRAFT, *WITH_DECIDER, *ENROLLED]
# What heads of profession count as taken up: agreed by a manager at least.
TAKEN_UP = [*ENROLLED, Status.COMPLETED]

COLOURS = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "yellow",
    Status.CHANGED: "purple",
    Status.APPROVED: "blue",
    Status.IN_PROGRESS: "blue",
    Status.DEFERRED: "grey",
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


class Requirement(TextChoices):
    """A rule of who may take a qualification: what the catalogue can ask for, and the central team can waive."""

    DEPARTMENT = "department", "The department"
    ORGANISATION = "organisation", "The organisation"
    REGION = "region", "The region"
    GRADE = "grade", "The grade"
    CONTRACT = "contract", "The end of the contract"
    PREREQUISITE = "prerequisite", "Another qualification first"
    FUNDED = "funded", "Paid for once only"
    HELD = "held", "Not completed before"


class DeferralReason(TextChoices):
    WORK = "work", "Other work comes first for a while"
    LEAVE = "leave", "I am on leave or away from work"
    HEALTH = "health", "Health or caring"
    COURSE = "course", "The course or the provider paused"
    UNSAID = "unsaid", "I prefer not to say"
    OTHER = "other", "Another reason"


# --- Start dates and places -----------------------------------------------------------------------------------------


class PlaceStatus(TextChoices):
    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "Place offered"
    HELD = "held", "Place held"
    LEFT = "left", "Not wanted"
    LAPSED = "lapsed", "Ran out"
    RELEASED = "released", "Given back"


PLACE_MOVES = {
    PlaceStatus.WAITING: {PlaceStatus.OFFERED, PlaceStatus.HELD, PlaceStatus.LEFT, PlaceStatus.LAPSED},
    PlaceStatus.OFFERED: {PlaceStatus.HELD, PlaceStatus.LEFT, PlaceStatus.LAPSED},
    PlaceStatus.HELD: {PlaceStatus.RELEASED, PlaceStatus.LAPSED},
    PlaceStatus.LEFT: set(),
    PlaceStatus.LAPSED: set(),
    PlaceStatus.RELEASED: set(),
}
TAKING = [PlaceStatus.OFFERED, PlaceStatus.HELD]  # what counts against the places of a start date
LIVE_PLACES = [PlaceStatus.WAITING, *TAKING]
PLACE_COLOURS = {
    PlaceStatus.WAITING: "yellow",
    PlaceStatus.OFFERED: "purple",
    PlaceStatus.HELD: "green",
    PlaceStatus.LEFT: "grey",
    PlaceStatus.LAPSED: "grey",
    PlaceStatus.RELEASED: "grey",
}
OFFER_STANDS = timedelta(days=5)  # for somebody on the waiting list to take the place
DRAFT_KEEPS = timedelta(days=14)  # a place that was taken, until the request is sent
GRACE = timedelta(seconds=60)  # what was sent in time and took a while to arrive


class SwitchReason(TextChoices):
    DATES = "dates", "The dates do not suit me any more"
    PROVIDER = "provider", "The provider cannot go on"
    PLACE = "place", "I am changing job or where I work"
    OTHER = "other", "Another reason"


# --- Drafts of the catalogue ----------------------------------------------------------------------------------------


class DraftKind(TextChoices):
    QUALIFICATION = "qualification", "Qualification"
    UNIT = "unit", "Unit"


class DraftStatus(TextChoices):
    DRAFT = "draft", "Being written"
    IN_REVIEW = "in_review", "Waiting for review"
    SENT_BACK = "sent_back", "Sent back"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Put away"


DRAFT_MOVES = {
    DraftStatus.DRAFT: {DraftStatus.IN_REVIEW, DraftStatus.DISCARDED},
    DraftStatus.IN_REVIEW: {DraftStatus.PUBLISHED, DraftStatus.SENT_BACK, DraftStatus.DISCARDED},
    DraftStatus.SENT_BACK: {DraftStatus.DRAFT, DraftStatus.IN_REVIEW, DraftStatus.DISCARDED},
    DraftStatus.PUBLISHED: set(),
    DraftStatus.DISCARDED: set(),
}
OPEN_DRAFTS = [DraftStatus.DRAFT, DraftStatus.IN_REVIEW, DraftStatus.SENT_BACK]
DRAFT_COLOURS = {
    DraftStatus.DRAFT: "grey",
    DraftStatus.IN_REVIEW: "yellow",
    DraftStatus.SENT_BACK: "purple",
    DraftStatus.PUBLISHED: "green",
    DraftStatus.DISCARDED: "grey",
}
