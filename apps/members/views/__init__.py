from apps.members.views.download import download_file, download_request
from apps.members.views.look import look_list
from apps.members.views.personal import (
    aims_change,
    consent_give,
    consent_list,
    consent_withdraw,
    interests_change,
    learning_needs_change,
)
from apps.members.views.proposal import (
    manager_check,
    manager_propose,
    proposal_confirm,
    proposal_decline,
    proposal_detail,
    proposal_withdraw,
)

__all__ = [
    "aims_change",
    "consent_give",
    "consent_list",
    "consent_withdraw",
    "download_file",
    "download_request",
    "interests_change",
    "learning_needs_change",
    "look_list",
    "manager_check",
    "manager_propose",
    "proposal_confirm",
    "proposal_decline",
    "proposal_detail",
    "proposal_withdraw",
]
