from apps.insights.queries.capability import CapabilityPage, capability_rows
from apps.insights.queries.outcome import OutcomePage, outcome_rows
from apps.insights.queries.page import page_rows
from apps.insights.queries.pages import TITLES, figures_page, needed
from apps.insights.queries.survey import survey_block
from apps.insights.queries.uptake import TABLES, Page, csv_rows, find_scope, own_tops
from apps.insights.queries.whatif import what_if

__all__ = [
    "TABLES",
    "TITLES",
    "CapabilityPage",
    "OutcomePage",
    "Page",
    "capability_rows",
    "csv_rows",
    "figures_page",
    "find_scope",
    "needed",
    "outcome_rows",
    "own_tops",
    "page_rows",
    "survey_block",
    "what_if",
]
