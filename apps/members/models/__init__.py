from apps.members.models.absence import Absence
from apps.members.models.download import Download
from apps.members.models.feed import FeedImport
from apps.members.models.grant import Grant
from apps.members.models.look import Look
from apps.members.models.member import Member
from apps.members.models.move import Move
from apps.members.models.organisation import Grade, JobFamily, Organisation, Region
from apps.members.models.personal import Aims, Consent, LearningNeeds
from apps.members.models.proposal import ManagerProposal
from apps.members.models.upload import FeedUpload

__all__ = [
    "Absence",
    "Aims",
    "Consent",
    "Download",
    "FeedImport",
    "FeedUpload",
    "Grade",
    "Grant",
    "JobFamily",
    "LearningNeeds",
    "Look",
    "ManagerProposal",
    "Member",
    "Move",
    "Organisation",
    "Region",
]
