from apps.insights.queries.capability import CapabilityPage, capability_rows
from apps.insights.queries.outcome import OutcomePage, outcome_rows
from apps.insights.queries.uptake import TABLES, Page, csv_rows, find_scope, own_tops

__all__ = [
    "TABLES",
    "CapabilityPage",
    "OutcomePage",
    "Page",
    "capability_rows",
    "csv_rows",
    "find_scope",
    "outcome_rows",
    "own_tops",
]
