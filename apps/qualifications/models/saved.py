from django.db import models

from apps.members.models import Member
from apps.qualifications.models.catalogue import Qualification


class SavedQualification(models.Model):
    """A qualification put aside to come back to: nobody else sees it, and nothing follows from it."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="saved_qualifications")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="saved_by")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "qualification"], name="qualification_saved_once")]

    def __str__(self):
        return f"{self.member}: {self.qualification}"
