from apps.capability.models.framework import (
    Capability,
    ExpectedLevel,
    Framework,
    FrameworkVersion,
    Level,
    Statement,
)

__all__ = ["Capability", "ExpectedLevel", "Framework", "FrameworkVersion", "Level", "Statement"]
