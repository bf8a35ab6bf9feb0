from apps.capability.actions.framework import load_framework, publish_framework

__all__ = ["load_framework", "publish_framework"]
