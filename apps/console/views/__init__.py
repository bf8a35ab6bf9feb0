from apps.console.views.bank import question_retire, test_detail, test_list
from apps.console.views.case import case_detail, case_list, case_take
from apps.console.views.certificate import (
    certificate_detail,
    certificate_list,
    certificate_reissue,
    certificate_revoke,
    finding_list,
)
from apps.console.views.claim import claim_detail, claim_download, claim_export, claim_list
from apps.console.views.cycle import cycle_list, cycle_open
from apps.console.views.dispute import dispute_detail, dispute_list
from apps.console.views.door import admin_login
from apps.console.views.feed import import_cancel, import_confirm, import_detail, import_list, import_upload
from apps.console.views.framework import (
    framework_compare,
    framework_detail,
    framework_list,
    framework_load,
    framework_publish,
)
from apps.console.views.grant import grant_check, grant_end, grant_give, grant_list
from apps.console.views.job import job_detail, job_list, job_retry
from apps.console.views.ladder import ladder_list, ladder_remove, ladder_set
from apps.console.views.message import message_detail, message_list
from apps.console.views.offering import offering_add, offering_change, offering_detail, offering_list
from apps.console.views.overview import health_deep, overview
from apps.console.views.person import person_detail, person_search
from apps.console.views.submission import (
    assessor_list,
    assessor_suites,
    circumstances_decide,
    circumstances_list,
    submission_allocate,
    submission_list,
)
from apps.console.views.waiver import waiver_end, waiver_give, waiver_list

__all__ = [
    "admin_login",
    "assessor_list",
    "assessor_suites",
    "case_detail",
    "case_list",
    "case_take",
    "certificate_detail",
    "certificate_list",
    "certificate_reissue",
    "certificate_revoke",
    "circumstances_decide",
    "circumstances_list",
    "claim_detail",
    "claim_download",
    "claim_export",
    "claim_list",
    "cycle_list",
    "cycle_open",
    "dispute_detail",
    "dispute_list",
    "finding_list",
    "framework_compare",
    "framework_detail",
    "framework_list",
    "framework_load",
    "framework_publish",
    "grant_check",
    "grant_end",
    "grant_give",
    "grant_list",
    "health_deep",
    "import_cancel",
    "import_confirm",
    "import_detail",
    "import_list",
    "import_upload",
    "job_detail",
    "job_list",
    "job_retry",
    "ladder_list",
    "ladder_remove",
    "ladder_set",
    "message_detail",
    "message_list",
    "offering_add",
    "offering_change",
    "offering_detail",
    "offering_list",
    "overview",
    "person_detail",
    "person_search",
    "question_retire",
    "submission_allocate",
    "submission_list",
    "test_detail",
    "test_list",
    "waiver_end",
    "waiver_give",
    "waiver_list",
]
