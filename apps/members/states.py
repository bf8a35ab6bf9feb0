from django.db.models import TextChoices


class EmploymentStatus(TextChoices):
    IN_POST = "in_post", "In post"
    ABSENT = "absent", "On long absence"
    LEFT = "left", "Left"


class Contract(TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"


class AbsenceKind(TextChoices):
    """What sends somebody away from their own desk for a while."""

    PLACEMENT = "placement", "Placement"
    DEPLOYMENT = "deployment", "Deployment"


class Standing(TextChoices):
    """Of a role that somebody was given. It follows from its dates, and is nowhere kept."""

    CURRENT = "current", "Holds today"
    COMING = "coming", "Begins later"
    OVER = "over", "Has ended"


# A place for each day from Monday, with its letter or a dash; the weekend may be left out. At least one day is worked.
WORKING_DAYS = r"^(?=.*[A-Z])[M-][T-][W-][T-][F-][S-]{0,2}\Z"


# --- What people say of themselves ----------------------------------------------------------------------------------


class NextMove(TextChoices):
    STAY = "stay", "To stay where I am and get better at it"
    UP = "up", "A job at a higher grade"
    ACROSS = "across", "Another kind of job at my grade"
    AWAY = "away", "To work somewhere else for a while, then come back"
    UNSURE = "unsure", "I do not know yet"


class When(TextChoices):
    NOW = "now", "As soon as I can"
    YEAR = "year", "Within a year"
    LATER = "later", "In one to three years"
    LONG = "long", "Later than that"
    UNSURE = "unsure", "I do not know yet"


class Work(TextChoices):
    FACE = "face", "Serving people face to face"
    PHONE = "phone", "Serving people by phone or online"
    CASEWORK = "casework", "Casework and decisions"
    CONTROL = "control", "Inspection, enforcement or custody"
    SUPPORT = "support", "Planning and supporting operations"
    LEADING = "leading", "Leading a team"
    TRAINING = "training", "Training and coaching others"
    CHANGE = "change", "Projects, and improving how we work"
    POLICY = "policy", "Policy, and the design of services"


class HowFar(TextChoices):
    HERE = "here", "Where I work now"
    COMMUTE = "commute", "Within an hour of home"
    REGION = "region", "Anywhere in my region"
    ANYWHERE = "anywhere", "Anywhere in the UK"
    HOME = "home", "Mostly from home"
    UNSURE = "unsure", "It depends on the job"


class Adjustment(TextChoices):
    EXTRA_TIME = "extra_time", "Extra time in tests"
    BREAKS = "breaks", "Rest breaks in tests"
    QUIET = "quiet", "A quiet place"
    LARGE_PRINT = "large_print", "Large print"
    COLOURS = "colours", "Other colours of paper or screen"
    SCREEN_READER = "screen_reader", "Pages and files that work with a screen reader"
    BRAILLE = "braille", "Braille"
    CAPTIONS = "captions", "Captions, or what is said in writing as it is said"
    SIGN_LANGUAGE = "sign_language", "A sign language interpreter"
    HEARING_LOOP = "hearing_loop", "A hearing loop"
    STEP_FREE = "step_free", "A place without steps"
    ASSISTANT = "assistant", "Somebody with me, such as a reader or a note taker"


class Purpose(TextChoices):
    """What somebody can agree to. The last three are about adjustments, each for one use of them."""

    TALENT_SEARCH = "talent_search", "Talent search"
    MENTORING = "mentoring", "Mentoring"
    SURGE_ROSTER = "surge_roster", "Being on the surge roster"
    ADJUSTMENTS_TESTS = "adjustments_tests", "Tests"
    ADJUSTMENTS_ASSESSORS = "adjustments_assessors", "Assessors and learning providers"
    ADJUSTMENTS_EVENTS = "adjustments_events", "Events and placements"


BEING_FOUND = [Purpose.TALENT_SEARCH, Purpose.MENTORING, Purpose.SURGE_ROSTER]
# That somebody agreed to one of these says that they have adjustments: it is nobody's business but their own.
ADJUSTMENT_USES = [Purpose.ADJUSTMENTS_TESTS, Purpose.ADJUSTMENTS_ASSESSORS, Purpose.ADJUSTMENTS_EVENTS]


# --- "This is not my manager" ----------------------------------------------------------------------------------------


class ProposalStatus(TextChoices):
    PROPOSED = "proposed", "Waiting for confirmation"
    CONFIRMED = "confirmed", "Agreed, until the next HR feed"
    DISPUTED = "disputed", "The HR feed says otherwise"
    IN_FEED = "in_feed", "The HR feed says so too"
    SETTLED = "settled", "Settled by the central team"
    DECLINED = "declined", "Not confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "No longer needed"


PROPOSAL_MOVES = {
    ProposalStatus.PROPOSED: {
        ProposalStatus.CONFIRMED,
        ProposalStatus.DECLINED,
        ProposalStatus.WITHDRAWN,
        ProposalStatus.IN_FEED,
        ProposalStatus.LAPSED,
    },
    ProposalStatus.CONFIRMED: {ProposalStatus.IN_FEED, ProposalStatus.DISPUTED, ProposalStatus.LAPSED},
    ProposalStatus.DISPUTED: {ProposalStatus.SETTLED, ProposalStatus.IN_FEED, ProposalStatus.LAPSED},
    ProposalStatus.IN_FEED: set(),
    ProposalStatus.SETTLED: set(),
    ProposalStatus.DECLINED: set(),
    ProposalStatus.WITHDRAWN: set(),
    ProposalStatus.LAPSED: set(),
}
LIVE_PROPOSALS = [ProposalStatus.PROPOSED, ProposalStatus.CONFIRMED, ProposalStatus.DISPUTED]
# Those that the manager named has agreed to, whatever became of it since.
AGREED_PROPOSALS = [ProposalStatus.CONFIRMED, ProposalStatus.DISPUTED, ProposalStatus.SETTLED]
PROPOSAL_COLOURS = {
    ProposalStatus.PROPOSED: "yellow",
    ProposalStatus.CONFIRMED: "green",
    ProposalStatus.DISPUTED: "purple",
    ProposalStatus.IN_FEED: "green",
    ProposalStatus.SETTLED: "green",
    ProposalStatus.DECLINED: "red",
    ProposalStatus.WITHDRAWN: "grey",
    ProposalStatus.LAPSED: "grey",
}


class DeclineReason(TextChoices):
    """Why somebody does not confirm. "Other" is a reason only with a text that says which."""

    STRANGER = "stranger", "I do not know this person"
    NOT_ANY_MORE = "not_any_more", "They reported to me before, but not any more"
    NOT_YET = "not_yet", "They will report to me, but not yet"
    STILL = "still", "They do report to me"
    OTHER = "other", "Another reason"


# --- HR feeds uploaded in the console --------------------------------------------------------------------------------


FEED_KINDS = ["new", "changed", "moved", "left", "returned", "unchanged"]  # of people, by what a feed does to them


class UploadStatus(TextChoices):
    CHECKING = "checking", "Being checked"
    WAITING = "waiting", "Waits for a second person"
    CONFIRMED = "confirmed", "Being taken over"
    APPLIED = "applied", "Taken over"
    REFUSED = "refused", "Something is wrong with it"
    CANCELLED = "cancelled", "Cancelled"
    SUPERSEDED = "superseded", "Does not fit any more"


UPLOAD_MOVES = {
    UploadStatus.CHECKING: {
        UploadStatus.WAITING,
        UploadStatus.REFUSED,
        UploadStatus.CANCELLED,
        UploadStatus.SUPERSEDED,
    },
    UploadStatus.WAITING: {UploadStatus.CONFIRMED, UploadStatus.CANCELLED, UploadStatus.SUPERSEDED},
    UploadStatus.CONFIRMED: {UploadStatus.APPLIED, UploadStatus.CANCELLED, UploadStatus.SUPERSEDED},
    UploadStatus.APPLIED: set(),
    UploadStatus.REFUSED: set(),
    UploadStatus.CANCELLED: set(),
    UploadStatus.SUPERSEDED: set(),
}
LIVE_UPLOADS = [UploadStatus.CHECKING, UploadStatus.WAITING, UploadStatus.CONFIRMED]
UPLOAD_COLOURS = {
    UploadStatus.CHECKING: "blue",
    UploadStatus.WAITING: "yellow",
    UploadStatus.CONFIRMED: "blue",
    UploadStatus.APPLIED: "green",
    UploadStatus.REFUSED: "red",
    UploadStatus.CANCELLED: "grey",
    UploadStatus.SUPERSEDED: "grey",
}


# --- Everything held about somebody ----------------------------------------------------------------------------------


class DownloadStatus(TextChoices):
    REQUESTED = "requested", "Being made"
    READY = "ready", "Ready"
    REMOVED = "removed", "Removed"


DOWNLOAD_MOVES = {
    DownloadStatus.REQUESTED: {DownloadStatus.READY, DownloadStatus.REMOVED},
    DownloadStatus.READY: {DownloadStatus.REMOVED},
    DownloadStatus.REMOVED: set(),
}
LIVE_DOWNLOADS = [DownloadStatus.REQUESTED, DownloadStatus.READY]
