from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from apps.members.models import Member
from apps.qualifications.models.enrolment import Enrolment
from apps.qualifications.states import Helped, Side


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever was asked, and nobody else: an answer is never shown with a name."""
        return self.filter(asked__user=user)

    def for_page(self):
        return self.select_related("enrolment__qualification", "enrolment__member", "asked")

    def counted(self):
        """How many gave each answer, as {qualification, side, helped, number}: true counts, for insights to protect.

        Restricted people are in no count.
        """
        return (
            self.filter(answered_at__isnull=False, enrolment__member__restricted=False, asked__restricted=False)
            .values("side", "helped", qualification=F("enrolment__qualification__code"))
            .annotate(number=Count("pk"))
            .order_by("qualification", "side", "helped")
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Outcome(models.Model):
    """One short question three months after a qualification was completed, and its answer: did it help at work?

    The learner is asked, and whoever is their line manager at that time. A later manager could not compare.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, db_index=False, related_name="outcomes")
    side = models.CharField(max_length=10, choices=Side)
    asked = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    helped = models.CharField(max_length=10, choices=Helped, blank=True, editable=False)
    changed = models.TextField(max_length=1000, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "side"], name="outcome_one_answer_per_side"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False, helped__in=Helped.values)
                | Q(answered_at=None, helped="", changed=""),
                name="outcome_answered_says_whether_it_helped",
            ),
        ]
        indexes = [models.Index(fields=["asked", "asked_at"], name="outcome_by_whom_it_asked")]

    def __str__(self):
        return f"Did it help? Asked of {self.get_side_display().lower()}"

    def get_absolute_url(self):
        return reverse("qualifications:outcome_answer", args=[self.pk])

    @property
    def is_learner(self):
        return self.side == Side.LEARNER

    @property
    def is_answered(self):
        return self.answered_at is not None
