from apps.certificates.actions.certificate import (
    award_certificate,
    next_number,
    reissue_certificate,
    remake_certificate,
    revoke_certificate,
    store_certificate,
)
from apps.certificates.actions.claim import export_claims
from apps.certificates.actions.share import end_share, share_record
from apps.certificates.actions.upkeep import begin_check, report_faults, report_files, report_uncertified

__all__ = [
    "award_certificate",
    "begin_check",
    "end_share",
    "export_claims",
    "next_number",
    "reissue_certificate",
    "remake_certificate",
    "report_faults",
    "report_files",
    "report_uncertified",
    "revoke_certificate",
    "share_record",
    "store_certificate",
]
