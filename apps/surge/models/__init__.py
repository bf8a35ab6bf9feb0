from apps.surge.models.deployment import Deployment, DeploymentReview, Extension, Offer
from apps.surge.models.release import StandingRelease
from apps.surge.models.request import Line, SurgeRequest
from apps.surge.models.roster import Away, RosterEntry

__all__ = [
    "Away",
    "Deployment",
    "DeploymentReview",
    "Extension",
    "Line",
    "Offer",
    "RosterEntry",
    "StandingRelease",
    "SurgeRequest",
]
