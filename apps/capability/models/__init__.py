from apps.capability.models.assessment import Answer, Assessment, Cycle, ManagerView
from apps.capability.models.framework import (
    Capability,
    ExpectedLevel,
    Framework,
    FrameworkVersion,
    Level,
    Statement,
)
from apps.capability.models.outcome import AgreedLevel, Outcome

__all__ = [
    "AgreedLevel",
    "Answer",
    "Assessment",
    "Capability",
    "Cycle",
    "ExpectedLevel",
    "Framework",
    "FrameworkVersion",
    "Level",
    "ManagerView",
    "Outcome",
    "Statement",
]
