from apps.members.actions.grants import end_grant, grant_first_central, grant_role
from apps.members.actions.organisations import load_job_families, load_organisations
from apps.members.actions.records import account_for, claim_record

__all__ = [
    "account_for",
    "claim_record",
    "end_grant",
    "grant_first_central",
    "grant_role",
    "load_job_families",
    "load_organisations",
]
