from apps.qualifications.actions.achievement import achieve_unit, start_learning
from apps.qualifications.actions.catalogue import load_catalogue
from apps.qualifications.actions.decision import accept_changes, decide_study_time
from apps.qualifications.actions.enrolment import (
    choose_units,
    propose_study_time,
    say_purpose,
    start_enrolment,
    submit_enrolment,
    withdraw_enrolment,
)
from apps.qualifications.actions.reminders import remind_learners

__all__ = [
    "accept_changes",
    "achieve_unit",
    "choose_units",
    "decide_study_time",
    "load_catalogue",
    "propose_study_time",
    "remind_learners",
    "say_purpose",
    "start_enrolment",
    "start_learning",
    "submit_enrolment",
    "withdraw_enrolment",
]
