from apps.insights.views.export import figures_export
from apps.insights.views.pages import approvals, capability, moves, outcomes, overview, qualifications, uptake

__all__ = [
    "approvals",
    "capability",
    "figures_export",
    "moves",
    "outcomes",
    "overview",
    "qualifications",
    "uptake",
]
