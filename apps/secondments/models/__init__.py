from apps.secondments.models.agreement import Agreement, AgreementVersion, Signature
from apps.secondments.models.application import Application, Statement, Submission
from apps.secondments.models.approach import Approach
from apps.secondments.models.guest import Guest
from apps.secondments.models.opportunity import Host, Opportunity, OpportunityCapability
from apps.secondments.models.placement import Placement, PlacementReview
from apps.secondments.models.release import Release
from apps.secondments.models.search import Alert, SavedSearch

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Alert",
    "Application",
    "Approach",
    "Guest",
    "Host",
    "Opportunity",
    "OpportunityCapability",
    "Placement",
    "PlacementReview",
    "Release",
    "SavedSearch",
    "Signature",
    "Statement",
    "Submission",
]
