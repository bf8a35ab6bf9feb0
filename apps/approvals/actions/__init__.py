from apps.approvals.actions.case import answer_case, open_case, take_case
from apps.approvals.actions.ladder import remove_ladder, set_ladder
from apps.approvals.actions.stand_in import end_stand_in, set_stand_in
from apps.approvals.actions.task import (
    accept_changes,
    call_off_request,
    decide,
    decide_many,
    request_again,
    request_approval,
    withdraw_request,
)
from apps.approvals.actions.turn import follow_routes

__all__ = [
    "accept_changes",
    "answer_case",
    "call_off_request",
    "decide",
    "decide_many",
    "end_stand_in",
    "follow_routes",
    "open_case",
    "remove_ladder",
    "request_again",
    "request_approval",
    "set_ladder",
    "set_stand_in",
    "take_case",
    "withdraw_request",
]
