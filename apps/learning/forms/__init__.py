from apps.learning.forms.assignment import AppealForm, CircumstancesForm, CriterionForm
from apps.learning.forms.marking import AppealAnswerForm, CheckForm, MarkingForm, initial_of
from apps.learning.forms.prior import EvidenceForm, PriorLearningForm, ReviewForm
from apps.learning.forms.test import AnswerForm, answer_form

__all__ = [
    "AnswerForm",
    "AppealAnswerForm",
    "AppealForm",
    "CheckForm",
    "CircumstancesForm",
    "CriterionForm",
    "EvidenceForm",
    "MarkingForm",
    "PriorLearningForm",
    "ReviewForm",
    "answer_form",
    "initial_of",
]
