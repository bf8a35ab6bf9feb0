"""What becomes of tests afterwards, conversations about units, and learning elsewhere."""

from apps.home.queries.held.assignments import LEARNER, UNIT
from apps.home.queries.section import Section
from apps.learning.models import Elsewhere, Reflection, Rescore

SECTIONS = [
    Section(
        "Tests scored again without a question",
        Rescore,
        f"attempt__{LEARNER}",
        {
            "Unit": f"attempt__{UNIT}",
            "Attempt": "attempt__number",
            "Question": "question__text",
            "Per cent before": "score_before",
            "Per cent after": "score_after",
            "Passed before": "passed_before",
            "Passed after": "passed_after",
            "When": "rescored_at",
        },
    ),
    Section(
        "Your reflection conversations",
        Reflection,
        "learner",
        {
            "Unit": UNIT,
            "With": "partner_kind",
            "Whom you asked to confirm it": "partner__name",
            "On": "held_on",
            "What you learnt": "learnt",
            "What changes at work": "changes",
            "Where it stands": "status",
            "Written down": "recorded_at",
            "Answered": "answered_at",
            "What they said": "comment",
        },
    ),
    Section(
        "Your learning elsewhere",
        Elsewhere,
        LEARNER,
        {
            "Unit": UNIT,
            "Title": "title",
            "Link": "link",
            "On": "done_on",
            "Hours": "hours",
            "Evidence": "evidence",
            "File": "upload__name",
            "Written down": "recorded_at",
            "Removed": "struck_at",
        },
    ),
]
