from apps.learning.queries.allocation import eligible_for
from apps.learning.queries.beside import elsewhere_at, partner_of, reflections_at, reflections_for
from apps.learning.queries.marking import feedback_on, marks_here, place_of
from apps.learning.queries.prior import (
    claimable_units,
    claims_for,
    effect_of,
    evidence_to_add,
    linked_evidence,
    reviews_prior,
)
from apps.learning.queries.unit import UnitProgress, options_of, progress_of, questions_of, score_of
from apps.learning.queries.work import (
    answers_of,
    assignment_progress,
    criteria_of,
    current_mark,
    draft_of,
    marks_of,
)

__all__ = [
    "UnitProgress",
    "answers_of",
    "assignment_progress",
    "claimable_units",
    "claims_for",
    "criteria_of",
    "current_mark",
    "draft_of",
    "effect_of",
    "eligible_for",
    "elsewhere_at",
    "evidence_to_add",
    "feedback_on",
    "linked_evidence",
    "marks_here",
    "marks_of",
    "options_of",
    "partner_of",
    "place_of",
    "progress_of",
    "questions_of",
    "reflections_at",
    "reflections_for",
    "reviews_prior",
    "score_of",
]
