from django.db.models import TextChoices


class QuestionKind(TextChoices):
    SINGLE = "single", "One answer"
    MULTIPLE = "multiple", "One or more answers"
    NUMERIC = "numeric", "A number"
    SHORT = "short", "A few words"


CHOICES = [QuestionKind.SINGLE, QuestionKind.MULTIPLE]


class Needed(TextChoices):
    """Whether a unit needs a reflection conversation."""

    OPTIONAL = "optional", "If you like"
    RECORDED = "recorded", "Has to be recorded"
    CONFIRMED = "confirmed", "Has to be confirmed by the other person"


class Part(TextChoices):
    """The rows that a version consists of."""

    PAGES = "pages", "Pages"
    COURSES = "courses", "Courses elsewhere"
    QUESTIONS = "questions", "Questions"
    CRITERIA = "criteria", "Criteria"

    @property
    def one(self):
        return {"pages": "page", "courses": "course", "questions": "question", "criteria": "criterion"}[self.value]


class ContentStatus(TextChoices):
    """Of one version of what there is to learn a unit with."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "Waiting for review"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Replaced"
    RETIRED = "retired", "Retired"
    DISCARDED = "discarded", "Discarded"


CONTENT_MOVES = {
    ContentStatus.DRAFT: {ContentStatus.IN_REVIEW, ContentStatus.DISCARDED},
    ContentStatus.IN_REVIEW: {ContentStatus.PUBLISHED, ContentStatus.DRAFT},
    ContentStatus.PUBLISHED: {ContentStatus.SUPERSEDED, ContentStatus.RETIRED},
    ContentStatus.SUPERSEDED: set(),
    ContentStatus.RETIRED: set(),
    ContentStatus.DISCARDED: set(),
}
OPEN_CONTENT = [ContentStatus.DRAFT, ContentStatus.IN_REVIEW]
RELEASED = [ContentStatus.PUBLISHED, ContentStatus.SUPERSEDED, ContentStatus.RETIRED]
CONTENT_COLOURS = {
    ContentStatus.DRAFT: "blue",
    ContentStatus.IN_REVIEW: "yellow",
    ContentStatus.PUBLISHED: "green",
    ContentStatus.SUPERSEDED: "grey",
    ContentStatus.RETIRED: "grey",
    ContentStatus.DISCARDED: "grey",
}


# --- Assignments -----------------------------------------------------------------------------------------------------


class AchievedBy(TextChoices):
    """What achieves a unit that has an assignment. One without is achieved by its test."""

    EITHER = "either", "The test or the assignment"
    BOTH = "both", "The test and the assignment"
    ASSIGNMENT = "assignment", "The assignment"


class WorkStatus(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Waiting for an assessor"
    ALLOCATED = "allocated", "With an assessor"
    REFERRED = "referred", "Not yet"
    MET = "met", "Met"
    WITHDRAWN = "withdrawn", "Taken back"


# To “met” also while a later submission waits: a check or an appeal of the one before may say that it was enough.
WORK_MOVES = {
    WorkStatus.DRAFT: {WorkStatus.SUBMITTED},
    WorkStatus.SUBMITTED: {WorkStatus.ALLOCATED, WorkStatus.MET, WorkStatus.WITHDRAWN},
    WorkStatus.ALLOCATED: {WorkStatus.SUBMITTED, WorkStatus.MET, WorkStatus.REFERRED, WorkStatus.WITHDRAWN},
    WorkStatus.REFERRED: {WorkStatus.SUBMITTED, WorkStatus.MET},
    WorkStatus.MET: {WorkStatus.REFERRED},
    WorkStatus.WITHDRAWN: {WorkStatus.SUBMITTED, WorkStatus.MET},
}
WRITABLE = [WorkStatus.DRAFT, WorkStatus.REFERRED, WorkStatus.WITHDRAWN]
WITH_MARKER = [WorkStatus.SUBMITTED, WorkStatus.ALLOCATED]
WORK_COLOURS = {
    WorkStatus.DRAFT: "grey",
    WorkStatus.SUBMITTED: "yellow",
    WorkStatus.ALLOCATED: "yellow",
    WorkStatus.REFERRED: "purple",
    WorkStatus.MET: "green",
    WorkStatus.WITHDRAWN: "grey",
}


class TaskKind(TextChoices):
    """What is asked of whoever has the work before them."""

    MARK = "mark", "Mark it"
    CHECK = "check", "Check how it was marked"
    APPEAL = "appeal", "Answer an appeal"


class TaskStatus(TextChoices):
    WAITING = "waiting", "Nobody has it yet"
    ALLOCATED = "allocated", "With somebody"
    DONE = "done", "Done"
    CLOSED = "closed", "No longer needed"


TASK_MOVES = {
    TaskStatus.WAITING: {TaskStatus.ALLOCATED, TaskStatus.CLOSED},
    TaskStatus.ALLOCATED: {TaskStatus.WAITING, TaskStatus.DONE, TaskStatus.CLOSED},
    TaskStatus.DONE: set(),
    TaskStatus.CLOSED: set(),
}
OPEN_TASKS = [TaskStatus.WAITING, TaskStatus.ALLOCATED]


class Result(TextChoices):
    """Of a submission."""

    MET = "met", "Met"
    REFERRED = "referred", "Not yet"


class Outcome(TextChoices):
    """Of a task: what whoever had it decided."""

    MET = "met", "Met"
    REFERRED = "referred", "Not yet"
    CONFIRMED = "confirmed", "Confirmed"
    OVERTURNED = "overturned", "Changed"


class CircumstancesStatus(TextChoices):
    ASKED = "asked", "Waiting for an answer"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Not agreed"


CIRCUMSTANCES_MOVES = {
    CircumstancesStatus.ASKED: {CircumstancesStatus.AGREED, CircumstancesStatus.REFUSED},
    CircumstancesStatus.AGREED: set(),
    CircumstancesStatus.REFUSED: set(),
}


# --- Prior learning --------------------------------------------------------------------------------------------------


class PriorKind(TextChoices):
    CERTIFICATE = "certificate", "A qualification or certificate"
    EXPERIENCE = "experience", "Experience at work or elsewhere"


class PriorStatus(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Waiting for a review"
    REVIEWED = "reviewed", "Your answer is needed"
    REFUSED = "refused", "Not accepted"
    ACCEPTED = "accepted", "Counts"
    DECLINED = "declined", "You did not take it"
    WITHDRAWN = "withdrawn", "Withdrawn"


PRIOR_MOVES = {
    PriorStatus.DRAFT: {PriorStatus.SUBMITTED, PriorStatus.WITHDRAWN},
    PriorStatus.SUBMITTED: {PriorStatus.REVIEWED, PriorStatus.REFUSED, PriorStatus.WITHDRAWN},
    PriorStatus.REVIEWED: {PriorStatus.ACCEPTED, PriorStatus.DECLINED},
    PriorStatus.REFUSED: set(),
    PriorStatus.ACCEPTED: set(),
    PriorStatus.DECLINED: set(),
    PriorStatus.WITHDRAWN: set(),
}
OPEN_PRIOR = [PriorStatus.DRAFT, PriorStatus.SUBMITTED, PriorStatus.REVIEWED]
VERIFIED = [PriorStatus.REVIEWED, PriorStatus.ACCEPTED, PriorStatus.DECLINED]
ANSWERED = [*VERIFIED, PriorStatus.REFUSED]
PRIOR_COLOURS = {
    PriorStatus.DRAFT: "grey",
    PriorStatus.SUBMITTED: "yellow",
    PriorStatus.REVIEWED: "purple",
    PriorStatus.REFUSED: "red",
    PriorStatus.ACCEPTED: "green",
    PriorStatus.DECLINED: "grey",
    PriorStatus.WITHDRAWN: "grey",
}


# --- Reflection conversations ----------------------------------------------------------------------------------------


class PartnerKind(TextChoices):
    """With whom it was."""

    MANAGER = "manager", "My line manager"
    MENTOR = "mentor", "A mentor"
    BUDDY = "buddy", "A buddy"


class ReflectionStatus(TextChoices):
    RECORDED = "recorded", "My own record"
    ASKED = "asked", "Waiting to be confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Not confirmed"
    WITHDRAWN = "withdrawn", "Taken back"


REFLECTION_MOVES = {
    ReflectionStatus.RECORDED: {ReflectionStatus.WITHDRAWN},
    ReflectionStatus.ASKED: {ReflectionStatus.CONFIRMED, ReflectionStatus.DECLINED, ReflectionStatus.WITHDRAWN},
    ReflectionStatus.CONFIRMED: set(),
    ReflectionStatus.DECLINED: {ReflectionStatus.WITHDRAWN},
    ReflectionStatus.WITHDRAWN: set(),
}
REFLECTION_COLOURS = {
    ReflectionStatus.RECORDED: "green",
    ReflectionStatus.ASKED: "yellow",
    ReflectionStatus.CONFIRMED: "green",
    ReflectionStatus.DECLINED: "purple",
    ReflectionStatus.WITHDRAWN: "grey",
}
# What counts for the unit, by what it needs. What waits for the other person is the learner's own record meanwhile.
COUNTED = {
    Needed.OPTIONAL: [ReflectionStatus.RECORDED, ReflectionStatus.ASKED, ReflectionStatus.CONFIRMED],
    Needed.RECORDED: [ReflectionStatus.RECORDED, ReflectionStatus.ASKED, ReflectionStatus.CONFIRMED],
    Needed.CONFIRMED: [ReflectionStatus.CONFIRMED],
}
