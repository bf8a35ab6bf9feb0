from apps.approvals.models.case import Case
from apps.approvals.models.ladder import Ladder
from apps.approvals.models.stand_in import StandIn
from apps.approvals.models.task import Task, count_for_decision_by
from apps.approvals.models.turn import Turn

__all__ = ["Case", "Ladder", "StandIn", "Task", "Turn", "count_for_decision_by"]
