from django.db import models


class Snapshot(models.Model):
    """The figures as published for one day, already rounded: page, chart and CSV read nothing else."""

    as_of = models.DateField(unique=True)
    published_at = models.DateTimeField(auto_now=True)
    figures = models.JSONField()

    def __str__(self):
        return f"Figures as of {self.as_of}"
