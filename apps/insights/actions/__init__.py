from apps.insights.actions.own import ask_summary, end_summary, end_view, save_view, send_summaries
from apps.insights.actions.published import export_figures, publish_figures
from apps.insights.actions.refresh import recount, refresh

__all__ = [
    "ask_summary",
    "end_summary",
    "end_view",
    "export_figures",
    "publish_figures",
    "recount",
    "refresh",
    "save_view",
    "send_summaries",
]
