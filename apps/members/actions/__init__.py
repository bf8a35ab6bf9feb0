from apps.members.actions.absences import book_absence, cancel_absence, change_absence
from apps.members.actions.downloads import remove_downloads, request_download, store_download
from apps.members.actions.feed import import_feed
from apps.members.actions.grants import end_grant, give_role, grant_first_central, grant_role
from apps.members.actions.looks import keep_looks
from apps.members.actions.organisations import load_job_families, load_organisations
from apps.members.actions.personal import (
    change_aims,
    change_interests,
    change_learning_needs,
    give_consent,
    withdraw_consent,
)
from apps.members.actions.proposals import (
    confirm_proposal,
    decline_proposal,
    propose_manager,
    settle_dispute,
    withdraw_proposal,
)
from apps.members.actions.records import account_for, claim_record
from apps.members.actions.uploads import (
    apply_upload,
    cancel_upload,
    confirm_upload,
    refuse_upload,
    remove_uploads,
    store_check,
    upload_feed,
)

__all__ = [
    "account_for",
    "apply_upload",
    "book_absence",
    "cancel_absence",
    "cancel_upload",
    "change_absence",
    "change_aims",
    "change_interests",
    "change_learning_needs",
    "claim_record",
    "confirm_proposal",
    "confirm_upload",
    "decline_proposal",
    "end_grant",
    "give_consent",
    "give_role",
    "grant_first_central",
    "grant_role",
    "import_feed",
    "keep_looks",
    "load_job_families",
    "load_organisations",
    "propose_manager",
    "refuse_upload",
    "remove_downloads",
    "remove_uploads",
    "request_download",
    "settle_dispute",
    "store_check",
    "store_download",
    "upload_feed",
    "withdraw_consent",
    "withdraw_proposal",
]
