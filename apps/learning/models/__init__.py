from apps.learning.models.assignment import Assignment, Criterion
from apps.learning.models.attempt import A_DAY, GRACE, Answer, Attempt, Rescore
from apps.learning.models.beside import Elsewhere, Reflection
from apps.learning.models.content import Course, Page, PageRead, Question, UnitContent, UnitStart
from apps.learning.models.marking import CriterionMark, Mark, MarkingNote, MarkingSuite, MarkingTask
from apps.learning.models.prior import PriorEvidence, PriorFile, PriorLearning, PriorUnit
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
    "GRACE",
    "Answer",
    "Assignment",
    "Attempt",
    "Circumstances",
    "Course",
    "Criterion",
    "CriterionMark",
    "DraftAnswer",
    "DraftFile",
    "Elsewhere",
    "Mark",
    "MarkingNote",
    "MarkingSuite",
    "MarkingTask",
    "Page",
    "PageRead",
    "PriorEvidence",
    "PriorFile",
    "PriorLearning",
    "PriorUnit",
    "Question",
    "Reflection",
    "Rescore",
    "Submission",
    "SubmittedAnswer",
    "SubmittedFile",
    "UnitContent",
    "UnitStart",
    "Work",
]
