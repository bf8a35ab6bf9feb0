from typing import NamedTuple

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a message is about. People choose by kind what also comes by email."""

    DECISION_WAITING = "decision_waiting", "A decision waits for you"
    DECISION_MADE = "decision_made", "A decision about your request"
    CASE = "case", "Your question to the central team"
    REQUEST_SENT = "request_sent", "Your request was sent"
    STUDY_ENDS = "study_ends", "Your study time ends soon"
    PLACE = "place", "A place on a start date"
    INTEREST = "interest", "A qualification that you asked about opens"
    BREAK_ENDS = "break_ends", "Your break from a qualification ends"
    UNIT_PASSED = "unit_passed", "You passed a unit"
    TEST = "test", "The result of a test has changed, or its time was up"
    REFLECTION = "reflection", "A reflection conversation"
    ASSIGNMENT = "assignment", "Your assignment"
    MARKING = "marking", "Work to mark"
    PRIOR_LEARNING = "prior_learning", "Your prior learning"
    CAPABILITY = "capability", "A conversation about capabilities"
    CAPABILITY_CYCLE = "capability_cycle", "Your department asks you where you stand"
    CERTIFICATE_READY = "certificate_ready", "Your certificate is ready"
    CERTIFICATE_CHANGED = "certificate_changed", "Your certificate was replaced or revoked"
    DID_IT_HELP = "did_it_help", "Whether a qualification helped at work"
    STAND_IN = "stand_in", "You stand in for a manager"
    OPPORTUNITY = "opportunity", "An opportunity that you run or publish"
    NEW_OPPORTUNITIES = "new_opportunities", "New opportunities that fit a search of yours"
    APPROACH = "approach", "A host who found you asks you to look at an opportunity"
    APPLICATION = "application", "Your application to work elsewhere"
    APPLICANT = "applicant", "An application to your opportunity"
    PLACEMENT = "placement", "An agreement or a placement"
    SURGE_OFFER = "surge_offer", "You are asked to help in a surge"
    SURGE = "surge", "A surge request or deployment"
    TEAM_STUDY = "team_study", "Study in your team pauses, goes on or stops"
    LINE_CHANGED = "line_changed", "Who reports to whom has changed"
    CONTENT = "content", "Content that you drafted"
    DOWNLOAD_READY = "download_ready", "The copy of your data is ready"
    CATALOGUE_DRAFT = "catalogue_draft", "Your draft for the catalogue"
    UPLOAD = "upload", "A file that you added was removed"
    INSIGHTS = "insights", "The monthly summary of figures"
    RETIRED = "retired", "A qualification that you began to ask for closes"


class Properties(NamedTuple):
    """Statutory: cannot be switched off. Urgent: is mailed at once, at night and on days off too."""

    statutory: bool = False
    urgent: bool = False


PROPERTIES = {
    Kind.DECISION_WAITING: Properties(statutory=True),
    Kind.UPLOAD: Properties(statutory=True),
    Kind.DECISION_MADE: Properties(statutory=True),
    Kind.STAND_IN: Properties(statutory=True),
    Kind.OPPORTUNITY: Properties(statutory=True),
    Kind.NEW_OPPORTUNITIES: Properties(),
    Kind.APPROACH: Properties(),
    Kind.APPLICATION: Properties(statutory=True),
    Kind.APPLICANT: Properties(),
    Kind.PLACEMENT: Properties(statutory=True),
    Kind.SURGE_OFFER: Properties(statutory=True, urgent=True),
    Kind.SURGE: Properties(statutory=True, urgent=True),
    Kind.CASE: Properties(statutory=True),
    Kind.ASSIGNMENT: Properties(statutory=True),
    Kind.PRIOR_LEARNING: Properties(statutory=True),
    Kind.MARKING: Properties(),
    Kind.TEST: Properties(),
    Kind.REFLECTION: Properties(),
    Kind.CERTIFICATE_CHANGED: Properties(statutory=True),
    Kind.REQUEST_SENT: Properties(),
    Kind.STUDY_ENDS: Properties(),
    Kind.PLACE: Properties(statutory=True),
    Kind.INTEREST: Properties(),
    Kind.BREAK_ENDS: Properties(),
    Kind.UNIT_PASSED: Properties(),
    Kind.CAPABILITY: Properties(),
    Kind.CAPABILITY_CYCLE: Properties(),
    Kind.CERTIFICATE_READY: Properties(),
    Kind.DID_IT_HELP: Properties(),
    Kind.TEAM_STUDY: Properties(),
    Kind.LINE_CHANGED: Properties(),
    Kind.CONTENT: Properties(),
    Kind.DOWNLOAD_READY: Properties(),
    Kind.CATALOGUE_DRAFT: Properties(),
    Kind.INSIGHTS: Properties(),
    Kind.RETIRED: Properties(statutory=True),
}
STATUTORY = [kind for kind in Kind if PROPERTIES[kind].statutory]
CHOSEN = [kind for kind in Kind if not PROPERTIES[kind].statutory]


class How(TextChoices):
    """How a message reaches somebody, beside being in the portal."""

    NOW = "now", "By email, straight away"
    DIGEST = "digest", "In one email a day"
    HERE = "here", "Only here in the portal"
