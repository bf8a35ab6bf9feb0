from datetime import timedelta

from django.db.models import TextChoices


class Kind(TextChoices):
    LOAN = "loan", "Loan to another department"
    OUT = "out", "Secondment outside the Civil Service"
    IN = "in", "Secondment into the Civil Service"
    BREAK = "break", "Career break with a way back"
    PROJECT = "project", "Part-time project"
    SHARE = "share", "Job share"


class Pattern(TextChoices):
    SITE = "site", "At the workplace"
    HYBRID = "hybrid", "Some days at the workplace, some at home"
    HOME = "home", "From home"
    FLEXIBLE = "flexible", "To be agreed"


class Pays(TextChoices):
    """Who pays the salary."""

    HOST = "host", "The host"
    HOME = "home", "Your own department"
    SHARED = "shared", "Both, as the agreement says"
    UNPAID = "unpaid", "Nobody: it is unpaid"


# What happens to the job of whoever goes, by kind: the first question that people ask.
MEANWHILE = {
    Kind.LOAN: "Your job stays yours. You return to your own department when the loan ends, at your own grade.",
    Kind.OUT: "You stay a civil servant and your own department stays your employer. You return when it ends.",
    Kind.IN: "You stay with your own employer, and have an account here until the secondment ends.",
    Kind.BREAK: "You are not paid meanwhile. The agreement says when you return, and to what kind of job.",
    Kind.PROJECT: "You stay in your job, and give the project a part of your week that your manager agrees to.",
    Kind.SHARE: "You share a job with somebody else. Your own department agrees with you which days you give it.",
}
MOST_OF_THE_WEEK = {Kind.PROJECT: 20}  # per cent; all of it where nothing is said
LONGEST = 24  # months, unless the central team makes an exception
GRACE = timedelta(seconds=60)  # what was sent in time and took a while to arrive
DRAFT_GRACE = timedelta(hours=24)  # after the deadline, for whoever had begun before it


class Status(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Waiting to be published"
    PUBLISHED = "published", "Open"
    CLOSED = "closed", "Closed to new applications"
    FILLED = "filled", "Filled"
    CANCELLED = "cancelled", "Cancelled"


MOVES = {
    Status.DRAFT: {Status.SUBMITTED, Status.CANCELLED},
    Status.SUBMITTED: {Status.PUBLISHED, Status.DRAFT, Status.CANCELLED},
    Status.PUBLISHED: {Status.CLOSED, Status.FILLED, Status.CANCELLED},
    Status.CLOSED: {Status.FILLED, Status.CANCELLED},
    Status.FILLED: {Status.CLOSED},  # whoever had taken it has withdrawn
    Status.CANCELLED: set(),
}
SHOWN = [Status.PUBLISHED, Status.CLOSED, Status.FILLED]
COLOURS = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "yellow",
    Status.PUBLISHED: "blue",
    Status.CLOSED: "grey",
    Status.FILLED: "green",
    Status.CANCELLED: "grey",
}


class Side(TextChoices):
    """What a capability has to do with an opportunity."""

    WANTED = "wanted", "Wanted"
    GAINED = "gained", "Gained"


# --- Applications ----------------------------------------------------------------------------------------------------


class ApplicationStatus(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Sent"
    SHORTLISTED = "shortlisted", "On the shortlist"
    RESERVE = "reserve", "In reserve"
    OFFERED = "offered", "Offered to you"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Offer declined"
    NOT_CHOSEN = "not_chosen", "Not chosen"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CALLED_OFF = "called_off", "The opportunity was cancelled"


_OUT = {ApplicationStatus.WITHDRAWN, ApplicationStatus.CALLED_OFF}
APPLICATION_MOVES = {
    ApplicationStatus.DRAFT: {ApplicationStatus.SUBMITTED, *_OUT},
    ApplicationStatus.SUBMITTED: {
        ApplicationStatus.SHORTLISTED,
        ApplicationStatus.RESERVE,
        ApplicationStatus.OFFERED,
        ApplicationStatus.NOT_CHOSEN,
        *_OUT,
    },
    ApplicationStatus.SHORTLISTED: {
        ApplicationStatus.RESERVE,
        ApplicationStatus.OFFERED,
        ApplicationStatus.NOT_CHOSEN,
        *_OUT,
    },
    ApplicationStatus.RESERVE: {
        ApplicationStatus.SHORTLISTED,
        ApplicationStatus.OFFERED,
        ApplicationStatus.NOT_CHOSEN,
        *_OUT,
    },
    ApplicationStatus.OFFERED: {ApplicationStatus.ACCEPTED, ApplicationStatus.DECLINED, *_OUT},
    ApplicationStatus.ACCEPTED: set(_OUT),
    ApplicationStatus.DECLINED: set(),
    ApplicationStatus.NOT_CHOSEN: set(),
    ApplicationStatus.WITHDRAWN: set(),
    ApplicationStatus.CALLED_OFF: set(),
}
LIVE = [status for status, moves in APPLICATION_MOVES.items() if moves]
WITH_HOST = [ApplicationStatus.SUBMITTED, ApplicationStatus.SHORTLISTED, ApplicationStatus.RESERVE]
CHOSEN = [ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED]  # what counts against the places
ENDED_WITH_REASON = [ApplicationStatus.DECLINED, ApplicationStatus.NOT_CHOSEN, ApplicationStatus.WITHDRAWN]
APPLICATION_COLOURS = {
    ApplicationStatus.DRAFT: "grey",
    ApplicationStatus.SUBMITTED: "yellow",
    ApplicationStatus.SHORTLISTED: "yellow",
    ApplicationStatus.RESERVE: "yellow",
    ApplicationStatus.OFFERED: "purple",
    ApplicationStatus.ACCEPTED: "green",
    ApplicationStatus.DECLINED: "grey",
    ApplicationStatus.NOT_CHOSEN: "red",
    ApplicationStatus.WITHDRAWN: "grey",
    ApplicationStatus.CALLED_OFF: "grey",
}


class EndReason(TextChoices):
    """Why an application came to nothing. Who says it is asked for the reasons of their side."""

    STRONGER = "stronger", "Other applications fitted better"
    CAPABILITY = "capability", "A capability that is wanted was not shown"
    GRADE = "grade", "The grade does not fit"
    DATES = "dates", "The dates do not fit"
    FILLED = "filled", "The place has gone to somebody else"
    RELEASE = "release", "My manager did not agree to release me"
    OFFERED_ELSEWHERE = "elsewhere", "Something else came up"
    PERSONAL = "personal", "Personal reasons"
    UNSAID = "unsaid", "I prefer not to say"
    OTHER = "other", "Another reason"


HOST_REASONS = [
    EndReason.STRONGER,
    EndReason.CAPABILITY,
    EndReason.GRADE,
    EndReason.DATES,
    EndReason.FILLED,
    EndReason.OTHER,
]
MEMBER_REASONS = [
    EndReason.RELEASE,
    EndReason.DATES,
    EndReason.OFFERED_ELSEWHERE,
    EndReason.PERSONAL,
    EndReason.UNSAID,
    EndReason.OTHER,
]


# --- Release ---------------------------------------------------------------------------------------------------------


class Stage(TextChoices):
    PRINCIPLE = "principle", "Release in principle"
    FIRM = "firm", "Firm release"


class Backfill(TextChoices):
    NONE = "none", "No backfill: the work waits or is shared out"
    COVER = "cover", "Somebody covers"
    RECRUIT = "recruit", "Somebody is recruited for the time"


# --- Agreement and placement -----------------------------------------------------------------------------------------


class Party(TextChoices):
    MEMBER = "member", "The member"
    HOME = "home", "Their own department"
    HOST = "host", "The host"


class VersionStatus(TextChoices):
    OPEN = "open", "To be signed"
    AGREED = "agreed", "Signed by all three"
    REPLACED = "replaced", "Replaced by a later version"


VERSION_MOVES = {
    VersionStatus.OPEN: {VersionStatus.AGREED, VersionStatus.REPLACED},
    VersionStatus.AGREED: {VersionStatus.REPLACED},
    VersionStatus.REPLACED: set(),
}
VERSION_COLOURS = {
    VersionStatus.OPEN: "yellow",
    VersionStatus.AGREED: "green",
    VersionStatus.REPLACED: "grey",
}


class PlacementStatus(TextChoices):
    AGREED = "agreed", "Agreed, not begun"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended, return not confirmed"
    RETURNED = "returned", "Returned"
    CALLED_OFF = "called_off", "Called off"


PLACEMENT_MOVES = {
    PlacementStatus.AGREED: {PlacementStatus.RUNNING, PlacementStatus.CALLED_OFF},
    PlacementStatus.RUNNING: {PlacementStatus.ENDED},
    PlacementStatus.ENDED: {PlacementStatus.RETURNED},
    PlacementStatus.RETURNED: set(),
    PlacementStatus.CALLED_OFF: set(),
}
PLACEMENT_COLOURS = {
    PlacementStatus.AGREED: "blue",
    PlacementStatus.RUNNING: "blue",
    PlacementStatus.ENDED: "yellow",
    PlacementStatus.RETURNED: "green",
    PlacementStatus.CALLED_OFF: "grey",
}
OVER = [PlacementStatus.ENDED, PlacementStatus.RETURNED]
REMIND_BEFORE = (30, 60, 90)  # days before the end of a placement


class EarlyEnd(TextChoices):
    """Why a placement ends before its day."""

    HOST = "host", "The work there has ended or changed"
    HOME = "home", "The own department needs them back"
    FIT = "fit", "It does not suit both sides"
    MOVE = "move", "They move to another job"
    PERSONAL = "personal", "Personal or health reasons"
    OTHER = "other", "Another reason"


class ReviewSide(TextChoices):
    MEMBER = "member", "The member"
    HOST = "host", "The host"
