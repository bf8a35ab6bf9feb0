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
from apps.console.views.content import (
    content_compare,
    content_detail,
    content_discard,
    content_draft,
    content_list,
    content_page,
    content_preview,
    content_publish,
    content_retire,
    content_send_back,
    content_submit,
    content_test,
)
from apps.console.views.content_part import (
    assignment_edit,
    assignment_remove,
    content_edit,
    part_add,
    part_edit,
    part_list,
    part_move,
    part_remove,
)
from apps.console.views.dispute import dispute_detail, dispute_list
from apps.console.views.door import admin_login
from apps.console.views.feed import import_cancel, import_confirm, import_detail, import_list, import_upload
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
    "assignment_edit",
    "assignment_remove",
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
    "content_compare",
    "content_detail",
    "content_discard",
    "content_draft",
    "content_edit",
    "content_list",
    "content_page",
    "content_preview",
    "content_publish",
    "content_retire",
    "content_send_back",
    "content_submit",
    "content_test",
    "dispute_detail",
    "dispute_list",
    "finding_list",
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
    "part_add",
    "part_edit",
    "part_list",
    "part_move",
    "part_remove",
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
