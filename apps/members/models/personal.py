"""What people say of themselves: it is theirs to write, to change and to take back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.members.models.member import Member
from apps.members.states import BEING_FOUND, Adjustment, HowFar, NextMove, Purpose, When, Work

TEXT_LENGTH = 1000


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and nobody else's: there is no role that reads these."""
        return self.filter(member__user=user)


class Aims(models.Model):
    """What interests somebody, and where they want to go from here: five short questions, each of which can wait."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="aims")
    interests = models.TextField(max_length=TEXT_LENGTH, blank=True)
    next_move = models.CharField(max_length=20, choices=NextMove, blank=True)
    when = models.CharField(max_length=20, choices=When, blank=True)
    work = ArrayField(models.CharField(max_length=20, choices=Work), default=list, blank=True)
    how_far = models.CharField(max_length=20, choices=HowFar, blank=True)
    help_wanted = models.TextField(max_length=TEXT_LENGTH, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "aims"
        constraints = [models.CheckConstraint(condition=Q(work__contained_by=Work.values), name="aims_work_is_known")]

    def __str__(self):
        return f"Aims of {self.member_id}"

    @property
    def work_words(self):
        return [Work(code).label for code in self.work]


class LearningNeeds(models.Model):
    """What somebody needs to learn well. Who may read it beside them is said by their consents, use by use."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="learning_needs")
    needs = models.TextField(max_length=TEXT_LENGTH, blank=True)
    adjustments = ArrayField(models.CharField(max_length=20, choices=Adjustment), default=list, blank=True)
    other_adjustments = models.TextField(max_length=TEXT_LENGTH, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "learning needs"
        constraints = [
            models.CheckConstraint(
                condition=Q(adjustments__contained_by=Adjustment.values), name="learning_needs_adjustments_are_known"
            )
        ]

    def __str__(self):
        return f"Learning needs of {self.member_id}"

    @property
    def adjustment_words(self):
        return [Adjustment(code).label for code in self.adjustments]


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; the central team sees who agreed to be found, not who agreed to share adjustments."""
        own = Q(member__user=user)
        return self.filter(own | Q(purpose__in=BEING_FOUND)) if user.is_central else self.filter(own)

    def live(self):
        return self.filter(withdrawn_at=None)

    def for_list(self):
        return self.order_by("-given_at", "-pk")


class Consent(models.Model):
    """That somebody agreed to one purpose, from when until when. Given again, it is another row."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=30, choices=Purpose)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose"], condition=Q(withdrawn_at=None), name="consent_one_live_per_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.member_id}"
