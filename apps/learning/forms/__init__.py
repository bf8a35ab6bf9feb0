from apps.learning.forms.assignment import AppealForm, CircumstancesForm, CriterionForm
from apps.learning.forms.beside import ElsewhereForm, ReflectionAnswerForm, ReflectionForm
from apps.learning.forms.marking import AppealAnswerForm, CheckForm, MarkingForm, initial_of
from apps.learning.forms.prior import EvidenceForm, OwnEvidenceForm, PriorLearningForm, ReviewForm
from apps.learning.forms.test import answer_form

__all__ = [
    "AppealAnswerForm",
    "AppealForm",
    "CheckForm",
    "CircumstancesForm",
    "CriterionForm",
    "ElsewhereForm",
    "EvidenceForm",
    "MarkingForm",
    "OwnEvidenceForm",
    "PriorLearningForm",
    "ReflectionAnswerForm",
    "ReflectionForm",
    "ReviewForm",
    "answer_form",
    "initial_of",
]
