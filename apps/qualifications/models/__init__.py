from apps.qualifications.models.catalogue import Qualification, Suite, Unit
from apps.qualifications.models.enrolment import EnrolledUnit, Enrolment, UnitAchievement
from apps.qualifications.models.outcome import Outcome
from apps.qualifications.models.saved import SavedQualification
from apps.qualifications.models.study import StudyAgreement, StudyChange, StudyLog, StudyPlan

__all__ = [
    "EnrolledUnit",
    "Enrolment",
    "Outcome",
    "Qualification",
    "SavedQualification",
    "StudyAgreement",
    "StudyChange",
    "StudyLog",
    "StudyPlan",
    "Suite",
    "Unit",
    "UnitAchievement",
]
