from apps.learning.models.assignment import Assignment, Criterion
from apps.learning.models.content import A_DAY, Answer, Attempt, Page, PageRead, Question, UnitContent
from apps.learning.models.marking import CriterionMark, Mark, MarkingNote, MarkingSuite, MarkingTask
from apps.learning.models.prior import PriorFile, PriorLearning, PriorUnit
from apps.learning.models.work import (
    Circumstances,
    DraftAnswer,
    DraftFile,
    Submission,
    SubmittedAnswer,
    SubmittedFile,
    Work,
)

__all__ = [
    "A_DAY",
    "Answer",
    "Assignment",
    "Attempt",
    "Circumstances",
    "Criterion",
    "CriterionMark",
    "DraftAnswer",
    "DraftFile",
    "Mark",
    "MarkingNote",
    "MarkingSuite",
    "MarkingTask",
    "Page",
    "PageRead",
    "PriorFile",
    "PriorLearning",
    "PriorUnit",
    "Question",
    "Submission",
    "SubmittedAnswer",
    "SubmittedFile",
    "UnitContent",
    "Work",
]
