from apps.learning.actions.allocation import allocate_task, look_after_marking, set_marking_suites, tell_markers
from apps.learning.actions.assignment import load_assignment
from apps.learning.actions.bank import rescore_attempts, retire_question
from apps.learning.actions.beside import (
    confirm_reflection,
    decline_reflection,
    record_elsewhere,
    record_reflection,
    strike_elsewhere,
    withdraw_reflection,
)
from apps.learning.actions.circumstances import ask_circumstances, decide_circumstances
from apps.learning.actions.content import load_content
from apps.learning.actions.marking import (
    appeal_mark,
    confirm_mark,
    decide_appeal,
    mark_submission,
    overturn_mark,
    save_marking,
)
from apps.learning.actions.prior import (
    accept_exemptions,
    add_evidence,
    claim_prior_learning,
    decline_exemptions,
    link_evidence,
    remove_evidence,
    review_prior_learning,
    submit_prior_learning,
    unlink_evidence,
    withdraw_prior_learning,
)
from apps.learning.actions.reading import read_page
from apps.learning.actions.test import end_overdue_attempts, save_answer, start_attempt, submit_attempt
from apps.learning.actions.work import (
    add_work_file,
    remove_work_file,
    save_answer_to_criterion,
    submit_work,
    withdraw_work,
)

__all__ = [
    "accept_exemptions",
    "add_evidence",
    "add_work_file",
    "allocate_task",
    "appeal_mark",
    "ask_circumstances",
    "claim_prior_learning",
    "confirm_mark",
    "confirm_reflection",
    "decide_appeal",
    "decide_circumstances",
    "decline_exemptions",
    "decline_reflection",
    "end_overdue_attempts",
    "link_evidence",
    "load_assignment",
    "load_content",
    "look_after_marking",
    "mark_submission",
    "overturn_mark",
    "read_page",
    "record_elsewhere",
    "record_reflection",
    "remove_evidence",
    "remove_work_file",
    "rescore_attempts",
    "retire_question",
    "review_prior_learning",
    "save_answer",
    "save_answer_to_criterion",
    "save_marking",
    "set_marking_suites",
    "start_attempt",
    "strike_elsewhere",
    "submit_attempt",
    "submit_prior_learning",
    "submit_work",
    "tell_markers",
    "unlink_evidence",
    "withdraw_prior_learning",
    "withdraw_reflection",
    "withdraw_work",
]
