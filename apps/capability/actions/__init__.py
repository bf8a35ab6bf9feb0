from apps.capability.actions.assessment import (
    choose_evidence,
    revise_assessment,
    save_answer,
    share_assessment,
    start_assessment,
    withdraw_assessment,
)
from apps.capability.actions.conversation import (
    confirm_outcome,
    propose_outcome,
    return_outcome,
    save_outcome,
    save_view,
    send_views,
)
from apps.capability.actions.cycle import invite_to_cycles, open_cycle, remind_of_cycles
from apps.capability.actions.framework import load_framework, publish_framework

__all__ = [
    "choose_evidence",
    "confirm_outcome",
    "invite_to_cycles",
    "load_framework",
    "open_cycle",
    "propose_outcome",
    "publish_framework",
    "remind_of_cycles",
    "return_outcome",
    "revise_assessment",
    "save_answer",
    "save_outcome",
    "save_view",
    "send_views",
    "share_assessment",
    "start_assessment",
    "withdraw_assessment",
]
