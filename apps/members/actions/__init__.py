from apps.members.actions.feed import import_feed
from apps.members.actions.grants import end_grant, grant_first_central, grant_role
from apps.members.actions.organisations import load_job_families, load_organisations
from apps.members.actions.records import account_for, claim_record

__all__ = [
    "account_for",
    "claim_record",
    "end_grant",
    "grant_first_central",
    "grant_role",
    "import_feed",
    "load_job_families",
    "load_organisations",
]
