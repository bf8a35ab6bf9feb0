"""Everything that is held about a person, table by table: to be read as a document, or taken along as JSON.

A test walks through all tables that lead to a person: each is among these sections, or among what is left out.
"""

from django.db.models import Case, F, Value, When

from apps.approvals.models import Case as Question
from apps.approvals.models import StandIn, Task
from apps.core.models import AuditEvent
from apps.home.queries.held import (
    assignments,
    beside,
    capability,
    decisions,
    elsewhere,
    evidence,
    learning,
    messages,
    plan,
    prior,
    surge,
    who,
)
from apps.home.queries.section import Section
from apps.members.models import Grant, ManagerProposal


class History(Section):
    """What was done to anything of the person's, by whomever, the latest last."""

    def values(self, user):
        """One look at the index for each table: all in one condition would read the whole audit trail."""
        own = [section for section in SECTIONS if section.model is not AuditEvent]
        events = [
            AuditEvent.objects.filter(subject_type=section.model._meta.label, subject_id__in=section.keys(user))
            for section in own
        ]
        columns = self.fields | {"Who": _who(user)}
        first, *rest = [found.values_list(*columns.values()) for found in events]
        return first.union(*rest, all=True).order_by("at")


class Doings(Section):
    """What the person did to things that are somebody else's: the rest is in the history."""

    def of(self, user):
        events = super().of(user)
        for section in SECTIONS:
            if section.model is not AuditEvent:
                events = events.exclude(subject_type=section.model._meta.label, subject_id__in=section.keys(user))
        return events


# Whose history is shown with names on the pages of the portal: those are the names that the person has seen.
NAMED = [model._meta.label for model in (Task, Question, Grant, ManagerProposal, StandIn)]


def _who(user):
    return Case(
        When(by=user.pk, then=Value("You")),
        When(by=None, then=Value("The portal")),
        When(subject_type__in=NAMED, then=F("by__name")),
        default=Value("Somebody else"),
    )


SECTIONS = [
    *who.SECTIONS,
    *learning.SECTIONS,
    *beside.SECTIONS,
    *capability.SECTIONS,
    *assignments.SECTIONS,
    *prior.SECTIONS,
    *evidence.SECTIONS,
    *elsewhere.SECTIONS,
    *surge.SECTIONS,
    *plan.SECTIONS,
    *decisions.SECTIONS,
    *messages.SECTIONS,
]
HISTORY = History(
    "What happened to your data",
    AuditEvent,
    "",
    {"When": "at", "Who": "by__name", "What": "says", "Details": "details"},
)
DOINGS = Doings("What you did for others", AuditEvent, "by", {"When": "at", "What": "says"})
SECTIONS += [HISTORY, DOINGS]

# What leads to a person and is not here, with the reason: by table, or by the field that leads there.
OTHERS = "It is about somebody else, who can see it. What you did is under “What you did for others”."
FRAMEWORK = (
    "A framework is the same for everybody. That you loaded or published one is under “What you did for others”."
)
LEFT_OUT = {
    "admin.LogEntry": "Nothing is ever in it: the data pages of the central team change nothing.",
    "account.EmailConfirmation": "Secrets for signing in.",
    "socialaccount.SocialToken": "Secrets for signing in.",
    "members.Member.line_manager": "The records of those who report to you are theirs.",
    "members.Grant.given_by": OTHERS,
    "members.Grant.ended_by": OTHERS,
    "members.FeedUpload": "An HR feed is about everybody. What it says of you is your HR record.",
    "members.Look.by": "The pages that you opened about others: each of them sees it.",
    "members.ManagerProposal.former": OTHERS,
    "members.ManagerProposal.confirmed_by": OTHERS,
    "members.ManagerProposal.settled_by": OTHERS,
    "approvals.Task.requested_by": "It is always the requester, whose requests are here.",
    "approvals.Task.decided_by": OTHERS,
    "approvals.Case.opened_by": "It is the requester, whose questions are here, or nobody.",
    "approvals.Case.owner": OTHERS,
    "approvals.Case.closed_by": OTHERS,
    "approvals.Turn.member": OTHERS,
    "approvals.Turn.asked": OTHERS,
    "approvals.StandIn.set_by": OTHERS,
    "certificates.Certificate.revoked_by": OTHERS,
    "capability.Cycle": "It asks a whole department. That you opened one is under “What you did for others”.",
    "capability.FrameworkVersion": FRAMEWORK,
    "capability.Level": FRAMEWORK,
    "capability.Capability": FRAMEWORK,
    "capability.Statement": FRAMEWORK,
    "capability.ExpectedLevel": FRAMEWORK,
    "capability.ManagerView.by": OTHERS,
    "capability.Outcome.written_by": OTHERS,
    "capability.Outcome.answered_by": OTHERS,
    "certificates.ClaimExport": "When your certificates were claimed from the awarding body is shown with each.",
    "certificates.Finding": "Whether the portal has kept its documents well. It says nothing of you.",
    "qualifications.StudyPlan.proposed_by": OTHERS,
    "qualifications.StudyAgreement.agreed_by": OTHERS,
    "learning.UnitContent": "What is learnt in a unit. What you did to it is under “What you did for others”.",
    "learning.Page": "A page to read. It says nothing of you.",
    "learning.Course": "A course on another site. It says nothing of you.",
    "learning.Assignment": "What an assignment asks for. It says nothing of you.",
    "learning.Criterion": "What an assignment asks for. It says nothing of you.",
    "learning.Question": "A question of a test. That you retired it is under “What you did for others”.",
    "learning.Reflection.partner": OTHERS,
    "qualifications.CatalogueDraft": "A draft of the catalogue. What you did is under “What you did for others”.",
    "qualifications.Qualification": "What there is to take. It says nothing of you.",
    "qualifications.Offering": "A start date. The places that you have or had on it are here.",
    "qualifications.QualificationVersion": "A qualification as it was published. It says nothing of you.",
    "qualifications.Waiver.given_by": OTHERS,
    "qualifications.Waiver.ended_by": OTHERS,
    "insights.Fact": "A copy of dates that are here, without your name, to count with.",
    "insights.SavedView": "Pages of figures by names that you gave them: you see them on the first page of insights.",
    "insights.Subscription": "Whether you are sent the monthly summary: you see it on the first page of insights.",
    "learning.Circumstances.decided_by": OTHERS,
    "learning.PriorLearning.reviewed_by": OTHERS,
    "learning.Mark.assessor": OTHERS,
    "learning.MarkingTask.holder": OTHERS,
    "learning.MarkingTask.marked_by": OTHERS,
    "secondments.Opportunity": "Work that an organisation offers. That you run it is under “Opportunities you run”.",
    "secondments.OpportunityCapability": "What an opportunity wants and gives. It says nothing of you.",
    "secondments.Host.added_by": OTHERS,
    "secondments.Guest.invited_by": OTHERS,
    "secondments.Submission.submitted_by": "It is always whoever applied, whose applications are here.",
    "secondments.AgreementVersion.written_by": OTHERS,
    "secondments.AgreementVersion.excepted_by": OTHERS,
    "secondments.PlacementReview.written_by": OTHERS,
    "surge.Line": "Whom a department asks for. It says nothing of you.",
    "surge.SurgeRequest.decided_by": OTHERS,
    "surge.Extension.asked_by": OTHERS,
    "surge.Extension.manager": OTHERS,
    "surge.DeploymentReview.written_by": OTHERS,
    "learning.MarkingNote": "Notes that somebody makes while marking. What they decide is here, with its feedback.",
}


def everything_about(user):
    """(title, rows as {label: value}) of each table; the rows are read as they are asked for."""
    return ((section.title, section.rows(user)) for section in SECTIONS)


def latest_about(user, most):
    """(title, the latest rows, whether there are more than that)."""
    for section in SECTIONS:
        rows = section.latest(user, most + 1)
        yield section.title, rows[-most:], len(rows) > most
