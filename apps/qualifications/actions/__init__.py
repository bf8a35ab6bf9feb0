from apps.qualifications.actions.achievement import achieve_unit, complete_earned, start_learning
from apps.qualifications.actions.catalogue import load_catalogue
from apps.qualifications.actions.decision import (
    accept_changes,
    appeal_study_time,
    decide_study_time,
    decide_study_times,
    reopen_study_time,
)
from apps.qualifications.actions.enrolment import (
    choose_units,
    propose_study_time,
    say_purpose,
    start_enrolment,
    submit_enrolment,
    withdraw_enrolment,
)
from apps.qualifications.actions.outcome import answer_outcome, ask_outcomes
from apps.qualifications.actions.reminders import remind_learners
from apps.qualifications.actions.saved import save_qualification, unsave_qualification
from apps.qualifications.actions.study import (
    ask_study_change,
    log_study_time,
    strike_study_log,
    withdraw_study_change,
)

__all__ = [
    "accept_changes",
    "achieve_unit",
    "answer_outcome",
    "appeal_study_time",
    "ask_outcomes",
    "ask_study_change",
    "choose_units",
    "complete_earned",
    "decide_study_time",
    "decide_study_times",
    "load_catalogue",
    "log_study_time",
    "propose_study_time",
    "remind_learners",
    "reopen_study_time",
    "save_qualification",
    "say_purpose",
    "start_enrolment",
    "start_learning",
    "strike_study_log",
    "submit_enrolment",
    "unsave_qualification",
    "withdraw_enrolment",
    "withdraw_study_change",
]
