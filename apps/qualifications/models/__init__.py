from apps.qualifications.models.catalogue import Qualification, Suite, Unit
from apps.qualifications.models.enrolment import EnrolledUnit, Enrolment, StudyPlan, UnitAchievement

__all__ = ["EnrolledUnit", "Enrolment", "Qualification", "StudyPlan", "Suite", "Unit", "UnitAchievement"]
