from apps.insights.actions.published import export_figures, publish_figures
from apps.insights.actions.refresh import recount, refresh

__all__ = ["export_figures", "publish_figures", "recount", "refresh"]
