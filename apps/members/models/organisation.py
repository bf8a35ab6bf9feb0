"""What the HR feed refers to by code. The codes are the keys: they are what every department's feed has in common."""

from django.db import models
from django.db.models import Q


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The tree is public: who works in it is not."""
        return self

    def departments(self):
        return self.filter(department=None).order_by("name")


class Organisation(models.Model):
    """A department, or an organisation within one. A department without organisations takes people directly."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    department = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="organisations")
    headcount = models.PositiveIntegerField(null=True, help_text="Operational Delivery, official statistics, rounded")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(department=models.F("code")), name="organisation_not_its_own_department"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def department_code(self):
        return self.department_id or self.code


class CodeList(models.Model):
    """A code, its words and how many people the official statistics count; "" is "not recorded"."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)
    headcount = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Grade(CodeList):
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order", "code"]


class Region(CodeList):
    pass


class JobFamily(models.Model):
    code = models.CharField(max_length=10, primary_key=True)
    title = models.CharField(max_length=200)

    def __str__(self):
        return self.title
