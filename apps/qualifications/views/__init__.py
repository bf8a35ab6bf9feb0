from apps.qualifications.views.catalogue import qualification_detail, qualification_list
from apps.qualifications.views.decision import study_time_decide
from apps.qualifications.views.draft import (
    enrolment_check,
    enrolment_purpose,
    enrolment_start,
    enrolment_time,
    enrolment_units,
    units_check,
)
from apps.qualifications.views.enrolment import (
    changes_accept,
    enrolment_detail,
    enrolment_list,
    enrolment_withdraw,
    learning_start,
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
    "qualification_detail",
    "qualification_list",
    "study_time_decide",
    "units_check",
]
