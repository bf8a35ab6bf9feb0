from apps.qualifications.views.catalogue import qualification_detail, qualification_list
from apps.qualifications.views.compare import qualification_compare, qualification_save, saved_list
from apps.qualifications.views.decision import (
    changes_accept,
    study_change_accept,
    study_change_appeal,
    study_change_decide,
    study_time_appeal,
    study_time_decide,
    study_times_decide,
)
from apps.qualifications.views.draft import (
    enrolment_check,
    enrolment_purpose,
    enrolment_start,
    enrolment_time,
    enrolment_units,
    time_check,
    units_check,
)
from apps.qualifications.views.enrolment import (
    enrolment_detail,
    enrolment_list,
    enrolment_withdraw,
    learning_start,
)
from apps.qualifications.views.outcome import outcome_answer, outcome_thanks
from apps.qualifications.views.study import (
    study_change_ask,
    study_change_withdraw,
    study_log_add,
    study_log_list,
    study_log_strike,
)

__all__ = [
    "changes_accept",
    "enrolment_check",
    "enrolment_detail",
    "enrolment_list",
    "enrolment_purpose",
    "enrolment_start",
    "enrolment_time",
    "enrolment_units",
    "enrolment_withdraw",
    "learning_start",
    "outcome_answer",
    "outcome_thanks",
    "qualification_compare",
    "qualification_detail",
    "qualification_list",
    "qualification_save",
    "saved_list",
    "study_change_accept",
    "study_change_appeal",
    "study_change_ask",
    "study_change_decide",
    "study_change_withdraw",
    "study_log_add",
    "study_log_list",
    "study_log_strike",
    "study_time_appeal",
    "study_time_decide",
    "study_times_decide",
    "time_check",
    "units_check",
]
