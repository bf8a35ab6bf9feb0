from apps.insights.views.export import figures_export
from apps.insights.views.own import summary_ask, summary_download, view_end, view_save, what_if_show
from apps.insights.views.pages import approvals, capability, moves, outcomes, overview, qualifications, uptake

__all__ = [
    "approvals",
    "capability",
    "figures_export",
    "moves",
    "outcomes",
    "overview",
    "qualifications",
    "summary_ask",
    "summary_download",
    "uptake",
    "view_end",
    "view_save",
    "what_if_show",
]
