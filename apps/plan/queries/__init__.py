from apps.plan.queries.plan import Plan, capabilities_missing, chosen_by, is_answered, plan_of, suggestion_of
from apps.plan.queries.suggestions import Suggestion, own_enrolments, suggestions_for

__all__ = [
    "Plan",
    "Suggestion",
    "capabilities_missing",
    "chosen_by",
    "is_answered",
    "own_enrolments",
    "plan_of",
    "suggestion_of",
    "suggestions_for",
]
