from django.db import models

from apps.qualifications.models.catalogue import Unit
from apps.qualifications.states import Provenance


class UnitCapability(models.Model):
    """That a unit develops a capability, whichever version of its framework: so it is named, and not pointed to."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="develops")
    framework = models.SlugField(max_length=50)
    capability = models.SlugField(max_length=100)
    provenance = models.CharField(max_length=20, choices=Provenance)

    class Meta:
        verbose_name_plural = "unit capabilities"
        constraints = [
            models.UniqueConstraint(fields=["unit", "framework", "capability"], name="unit_develops_a_capability_once")
        ]
        indexes = [models.Index(fields=["framework", "capability"], name="unit_by_capability")]

    def __str__(self):
        return f"{self.unit}: {self.framework}/{self.capability}"
