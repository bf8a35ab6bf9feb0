from apps.learning.views.marking import appeal_decide, mark_check, marking_file, marking_list, submission_mark
from apps.learning.views.unit import (
    attempt_check,
    attempt_result,
    attempt_start,
    page_read,
    question_answer,
    unit_detail,
)
from apps.learning.views.work import (
    circumstances_ask,
    criterion_answer,
    file_download,
    file_remove,
    mark_appeal,
    submission_detail,
    work_detail,
    work_submit,
    work_withdraw,
)

__all__ = [
    "appeal_decide",
    "attempt_check",
    "attempt_result",
    "attempt_start",
    "circumstances_ask",
    "criterion_answer",
    "file_download",
    "file_remove",
    "mark_appeal",
    "mark_check",
    "marking_file",
    "marking_list",
    "page_read",
    "question_answer",
    "submission_detail",
    "submission_mark",
    "unit_detail",
    "work_detail",
    "work_submit",
    "work_withdraw",
]
