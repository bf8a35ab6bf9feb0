from django.db import models


class FeedImport(models.Model):
    """An HR feed that was applied: an older one is refused, and the same one again changes nothing."""

    as_of = models.DateField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    applied_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"HR feed of {self.as_of}"
