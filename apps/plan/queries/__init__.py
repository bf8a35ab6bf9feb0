from apps.plan.queries.options import Options, options_of
from apps.plan.queries.plan import Plan, capabilities_missing, chosen_by, is_answered, plan_of, suggestion_of
from apps.plan.queries.suggestions import Suggestion, own_enrolments, suggestions_for

__all__ = [
    "Options",
    "Plan",
    "Suggestion",
    "capabilities_missing",
    "chosen_by",
    "is_answered",
    "options_of",
    "own_enrolments",
    "plan_of",
    "suggestion_of",
    "suggestions_for",
]
