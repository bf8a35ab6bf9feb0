"""What happened, counted: the cube that figures are made of. True numbers, shown to nobody as they are."""

from django.db import models

from apps.members.models import Member

NO_DAYS = -1


class Dimensions(models.Model):
    """What a fact is of: who did it by where they are now, what it was about, when, how it went, how long it took."""

    what = models.CharField(max_length=20)
    organisation = models.CharField(max_length=20)
    region = models.CharField(max_length=10, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    thing = models.CharField(max_length=40, blank=True, help_text="Code of what it was about")
    detail = models.CharField(max_length=20, blank=True, help_text="How it went, or why")
    month = models.DateField(help_text="The first day of the month in which it happened")
    days = models.IntegerField(default=NO_DAYS, help_text="How long it took; of a decision, Monday to Friday")

    class Meta:
        abstract = True


class Fact(Dimensions):
    """One thing that happened to one person, worked out from the records and the audit trail.

    A copy, kept so that a change to the records of one person changes the numbers by as much, and no more is counted.
    """

    member = models.ForeignKey(
        Member, models.CASCADE, null=True, related_name="+", help_text="None: an opportunity, which is nobody's"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=0, help_text="Pounds or hours")

    def __str__(self):
        return f"{self.what} of {self.month:%B %Y}"


class Tally(Dimensions):
    """How many facts there are that are alike in everything but whose they are."""

    number = models.IntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["what", "organisation", "month", "thing", "detail", "grade", "region", "days"],
                name="tally_one_for_what_is_alike",
            )
        ]

    def __str__(self):
        return f"{self.number} {self.what} of {self.month:%B %Y}"


class Watermark(models.Model):
    """How far the audit trail has been counted. There is one.

    Lines of the trail are numbered when they are written and seen when they are committed, so that a lower number can
    come to light later than a higher one. What is younger than `noted_at` is therefore looked at again.
    """

    counted = models.BigIntegerField(default=0, help_text="Every line up to here is in the numbers")
    noted = models.BigIntegerField(default=0, help_text="The last line there was at that moment")
    noted_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    recounted_at = models.DateTimeField(null=True)
    differed = models.PositiveIntegerField(default=0, help_text="Facts that the last recount found to be otherwise")

    def __str__(self):
        return f"Counted up to {self.counted}"
