from apps.console.views.case import case_detail, case_list, case_take
from apps.console.views.dispute import dispute_detail, dispute_list
from apps.console.views.door import admin_login
from apps.console.views.feed import import_cancel, import_confirm, import_detail, import_list, import_upload
from apps.console.views.grant import grant_check, grant_end, grant_give, grant_list
from apps.console.views.job import job_detail, job_list, job_retry
from apps.console.views.ladder import ladder_list, ladder_remove, ladder_set
from apps.console.views.message import message_detail, message_list
from apps.console.views.overview import health_deep, overview
from apps.console.views.person import person_detail, person_search

__all__ = [
    "admin_login",
    "case_detail",
    "case_list",
    "case_take",
    "dispute_detail",
    "dispute_list",
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
    "overview",
    "person_detail",
    "person_search",
]
