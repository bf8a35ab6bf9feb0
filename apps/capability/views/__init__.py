from apps.capability.views.assessment import (
    answer_give,
    assessment_detail,
    assessment_list,
    assessment_result,
    assessment_revise,
    assessment_share,
    assessment_start,
    assessment_withdraw,
    evidence_choose,
    evidence_download,
    evidence_read,
)
from apps.capability.views.conversation import outcome_answer, outcome_write, shared_list, view_give, views_send

__all__ = [
    "answer_give",
    "assessment_detail",
    "assessment_list",
    "assessment_result",
    "assessment_revise",
    "assessment_share",
    "assessment_start",
    "assessment_withdraw",
    "evidence_choose",
    "evidence_download",
    "evidence_read",
    "outcome_answer",
    "outcome_write",
    "shared_list",
    "view_give",
    "views_send",
]
