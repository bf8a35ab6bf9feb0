from apps.qualifications.actions.achievement import achieve_unit, complete_earned, start_learning
from apps.qualifications.actions.catalogue import load_catalogue
from apps.qualifications.actions.decision import (
    accept_changes,
    appeal_study_time,
    decide_study_time,
    decide_study_times,
    reopen_study_time,
)
from apps.qualifications.actions.deferral import (
    defer_enrolment,
    extend_deferral,
    remind_returns,
    return_to_learning,
)
from apps.qualifications.actions.development import load_development
from apps.qualifications.actions.draft import (
    begin_change,
    begin_draft,
    discard_draft,
    edit_draft,
    publish_draft,
    send_back_draft,
    submit_draft,
)
from apps.qualifications.actions.enrolment import (
    choose_units,
    propose_study_time,
    say_purpose,
    start_enrolment,
    submit_enrolment,
    withdraw_enrolment,
)
from apps.qualifications.actions.offering import (
    add_offering,
    choose_offering,
    edit_offering,
    switch_offering,
)
from apps.qualifications.actions.outcome import answer_outcome, ask_outcomes
from apps.qualifications.actions.reminders import remind_learners
from apps.qualifications.actions.retire import reopen_qualification, retire_qualification
from apps.qualifications.actions.saved import save_qualification, unsave_qualification
from apps.qualifications.actions.study import (
    ask_study_change,
    log_study_time,
    strike_study_log,
    withdraw_study_change,
)
from apps.qualifications.actions.waiting import (
    follow_waiting_lists,
    join_waiting_list,
    leave_place,
    register_interest,
    take_place,
    tell_interested,
    withdraw_interest,
)
from apps.qualifications.actions.waiver import end_waiver, give_waiver

__all__ = [
    "accept_changes",
    "achieve_unit",
    "add_offering",
    "answer_outcome",
    "appeal_study_time",
    "ask_outcomes",
    "ask_study_change",
    "begin_change",
    "begin_draft",
    "choose_offering",
    "choose_units",
    "complete_earned",
    "decide_study_time",
    "decide_study_times",
    "defer_enrolment",
    "discard_draft",
    "edit_draft",
    "edit_offering",
    "end_waiver",
    "extend_deferral",
    "follow_waiting_lists",
    "give_waiver",
    "join_waiting_list",
    "leave_place",
    "load_catalogue",
    "load_development",
    "log_study_time",
    "propose_study_time",
    "publish_draft",
    "register_interest",
    "remind_learners",
    "remind_returns",
    "reopen_qualification",
    "reopen_study_time",
    "retire_qualification",
    "return_to_learning",
    "save_qualification",
    "say_purpose",
    "send_back_draft",
    "start_enrolment",
    "start_learning",
    "strike_study_log",
    "submit_draft",
    "submit_enrolment",
    "switch_offering",
    "take_place",
    "tell_interested",
    "unsave_qualification",
    "withdraw_enrolment",
    "withdraw_interest",
    "withdraw_study_change",
]
