from datetime import timedelta

from django.db.models import TextChoices


class Base(TextChoices):
    """Where the Surge and Rapid Response Team has its offices."""

    LONGBENTON = "longbenton", "Longbenton"
    MERRY_HILL = "merry_hill", "Merry Hill"
    PETERLEE = "peterlee", "Peterlee"


BASE_REGIONS = {Base.LONGBENTON: "NE", Base.MERRY_HILL: "WM", Base.PETERLEE: "NE"}


class Reach(TextChoices):
    """How far somebody goes for a deployment."""

    BASE = "base", "Only to my base"
    REGION = "region", "Anywhere in my region"
    ANYWHERE = "anywhere", "Anywhere in the UK"


# --- Requests --------------------------------------------------------------------------------------------------------


class RequestStatus(TextChoices):
    DRAFT = "draft", "Not sent yet"
    SUBMITTED = "submitted", "Waiting for a decision"
    APPROVED = "approved", "Agreed"
    PART = "part", "Agreed in part"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    STOOD_DOWN = "stood_down", "Stood down"
    OVER = "over", "Over"


REQUEST_MOVES = {
    RequestStatus.DRAFT: {RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN},
    RequestStatus.SUBMITTED: {
        RequestStatus.APPROVED,
        RequestStatus.PART,
        RequestStatus.REFUSED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.APPROVED: {RequestStatus.STOOD_DOWN, RequestStatus.OVER},
    RequestStatus.PART: {RequestStatus.STOOD_DOWN, RequestStatus.OVER},
    RequestStatus.REFUSED: set(),
    RequestStatus.WITHDRAWN: set(),
    RequestStatus.STOOD_DOWN: set(),
    RequestStatus.OVER: set(),
}
RUNNING = [RequestStatus.APPROVED, RequestStatus.PART]  # people are asked and sent
WRITABLE = [RequestStatus.DRAFT, RequestStatus.SUBMITTED]  # what is missing can still be added while it waits
RANKED = [RequestStatus.SUBMITTED, *RUNNING]
REQUEST_COLOURS = {
    RequestStatus.DRAFT: "grey",
    RequestStatus.SUBMITTED: "yellow",
    RequestStatus.APPROVED: "green",
    RequestStatus.PART: "green",
    RequestStatus.REFUSED: "red",
    RequestStatus.WITHDRAWN: "grey",
    RequestStatus.STOOD_DOWN: "grey",
    RequestStatus.OVER: "grey",
}


class RequestRefusal(TextChoices):
    """Why the steering group does not agree. "Other" is a reason only with a text that says which."""

    OTHERS_FIRST = "others_first", "Other requests come first"
    NOBODY = "nobody", "There is nobody free with these skills"
    NOT_SURGE = "not_surge", "It is not a peak or a crisis: it is work for permanent staff"
    INCOMPLETE = "incomplete", "Too much is missing to decide"
    OTHER = "other", "Another reason"


# --- Offers and deployments ------------------------------------------------------------------------------------------

ANSWER_WITHIN = timedelta(hours=24)


class OfferStatus(TextChoices):
    OFFERED = "offered", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Not answered in time"
    CALLED_OFF = "called_off", "Not needed any more"


OFFER_MOVES = {
    OfferStatus.OFFERED: {
        OfferStatus.ACCEPTED,
        OfferStatus.DECLINED,
        OfferStatus.EXPIRED,
        OfferStatus.CALLED_OFF,
    },
    OfferStatus.ACCEPTED: set(),
    OfferStatus.DECLINED: set(),
    OfferStatus.EXPIRED: set(),
    OfferStatus.CALLED_OFF: set(),
}
OFFER_COLOURS = {
    OfferStatus.OFFERED: "purple",
    OfferStatus.ACCEPTED: "green",
    OfferStatus.DECLINED: "grey",
    OfferStatus.EXPIRED: "red",
    OfferStatus.CALLED_OFF: "grey",
}


class DeclineReason(TextChoices):
    """Why somebody does not go. "Other" is a reason only with a text that says which."""

    PERSONAL = "personal", "Personal reasons"
    WORK = "work", "My own work cannot wait"
    PLACE = "place", "It is too far away"
    SHIFTS = "shifts", "I cannot work these shifts"
    UNSAID = "unsaid", "I would rather not say"
    OTHER = "other", "Another reason"


class DeploymentStatus(TextChoices):
    AGREED = "agreed", "Agreed"
    RUNNING = "running", "Under way"
    ENDED = "ended", "Ended"
    CALLED_OFF = "called_off", "Called off"


DEPLOYMENT_MOVES = {
    DeploymentStatus.AGREED: {DeploymentStatus.RUNNING, DeploymentStatus.CALLED_OFF},
    DeploymentStatus.RUNNING: {DeploymentStatus.ENDED},
    DeploymentStatus.ENDED: set(),
    DeploymentStatus.CALLED_OFF: set(),
}
ON_THE_WAY = [DeploymentStatus.AGREED, DeploymentStatus.RUNNING]
DEPLOYMENT_COLOURS = {
    DeploymentStatus.AGREED: "green",
    DeploymentStatus.RUNNING: "blue",
    DeploymentStatus.ENDED: "grey",
    DeploymentStatus.CALLED_OFF: "grey",
}


class EarlyEnd(TextChoices):
    """Why somebody comes back before the last day."""

    DOWN = "down", "The surge is over: it was stood down"
    HOME = "home", "Their own team needs them"
    PERSONAL = "personal", "Personal reasons"
    FIT = "fit", "It did not work out"


EARLY_RETURNS = [EarlyEnd.HOME, EarlyEnd.PERSONAL, EarlyEnd.FIT]  # what one person can say


class ExtensionStatus(TextChoices):
    ASKED = "asked", "Waiting for agreement"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Not agreed"
    LAPSED = "lapsed", "Not needed any more"


EXTENSION_MOVES = {
    ExtensionStatus.ASKED: {ExtensionStatus.AGREED, ExtensionStatus.DECLINED, ExtensionStatus.LAPSED},
    ExtensionStatus.AGREED: set(),
    ExtensionStatus.DECLINED: set(),
    ExtensionStatus.LAPSED: set(),
}
EXTENSION_COLOURS = {
    ExtensionStatus.ASKED: "yellow",
    ExtensionStatus.AGREED: "green",
    ExtensionStatus.DECLINED: "red",
    ExtensionStatus.LAPSED: "grey",
}


class Side(TextChoices):
    """Who says how a deployment went."""

    MEMBER = "member", "Who was deployed"
    HOST = "host", "The department that asked"
