from apps.members.models.feed import FeedImport
from apps.members.models.grant import Grant
from apps.members.models.member import Member
from apps.members.models.organisation import Grade, JobFamily, Organisation, Region

__all__ = ["FeedImport", "Grade", "Grant", "JobFamily", "Member", "Organisation", "Region"]
