from apps.approvals.views.case import case_open
from apps.approvals.views.stand_in import stand_in_end, stand_in_list, stand_in_set
from apps.approvals.views.task import task_detail, task_list, task_next, tasks_together

__all__ = [
    "case_open",
    "stand_in_end",
    "stand_in_list",
    "stand_in_set",
    "task_detail",
    "task_list",
    "task_next",
    "tasks_together",
]
