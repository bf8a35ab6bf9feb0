from apps.qualifications.models.catalogue import Qualification, Suite, Unit
from apps.qualifications.models.deferral import Deferral
from apps.qualifications.models.development import UnitCapability
from apps.qualifications.models.draft import CatalogueDraft
from apps.qualifications.models.enrolment import EnrolledUnit, Enrolment, UnitAchievement
from apps.qualifications.models.offering import Interest, Offering, Place
from apps.qualifications.models.outcome import Outcome
from apps.qualifications.models.saved import SavedQualification
from apps.qualifications.models.standing import Standing, standing_of
from apps.qualifications.models.study import StudyAgreement, StudyChange, StudyLog, StudyPlan
from apps.qualifications.models.version import QualificationVersion
from apps.qualifications.models.waiver import Waiver

__all__ = [
    "CatalogueDraft",
    "Deferral",
    "EnrolledUnit",
    "Enrolment",
    "Interest",
    "Offering",
    "Outcome",
    "Place",
    "Qualification",
    "QualificationVersion",
    "SavedQualification",
    "Standing",
    "StudyAgreement",
    "StudyChange",
    "StudyLog",
    "StudyPlan",
    "Suite",
    "Unit",
    "UnitAchievement",
    "UnitCapability",
    "Waiver",
    "standing_of",
]
