from urllib.parse import urlencode
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from apps.capability.models import Capability
from apps.core.rules import check_move
from apps.members.models import Member
from apps.plan.states import COLOURS, MOVES, DeclineReason, DropReason, Status
from apps.qualifications.models import Enrolment, Qualification, Unit, UnitAchievement
from apps.qualifications.states import Status as EnrolmentStatus

MOST_OPEN = 30  # actions of one person at once: nobody does more


class PlanActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A plan is its member's alone."""
        return self.filter(member__user=user)

    def open(self):
        return self.filter(status=Status.CHOSEN)

    def achieved(self):
        """To do still, though the unit is achieved or the qualification completed."""
        units = UnitAchievement.objects.filter(member=OuterRef("member"), unit=OuterRef("unit"))
        completed = Enrolment.objects.filter(
            member=OuterRef("member"), qualification=OuterRef("qualification"), status=EnrolmentStatus.COMPLETED
        )
        return self.open().filter(Exists(units) | Exists(completed))

    def for_page(self):
        """What comes first by its date, and what has none at the end."""
        related = ["member", "unit__suite", "qualification", "capability__version__framework"]
        return self.select_related(*related).order_by(F("due_on").asc(nulls_last=True), "added_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class PlanAction(models.Model):
    """Something that a member chose to do: take a unit or a qualification, or what they say in their own words.

    `because` is the reason as it was when they chose it; `capability` the one it develops, in the version of then.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="plan_actions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    qualification = models.ForeignKey(Qualification, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.CHOSEN, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    drop_reason = models.CharField(max_length=20, choices=DropReason, blank=True, editable=False)

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(qualification=None), name="plan_action_is_one_thing"),
            models.CheckConstraint(condition=~Q(title=""), name="plan_action_has_a_title"),
            models.CheckConstraint(
                condition=Q(status=Status.CHOSEN, done_at=None, dropped_at=None, drop_reason="")
                | Q(status=Status.DONE, done_at__isnull=False, dropped_at=None, drop_reason="")
                | Q(status=Status.DROPPED, done_at=None, dropped_at__isnull=False) & ~Q(drop_reason=""),
                name="plan_action_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["member", "unit"], condition=Q(status=Status.CHOSEN), name="plan_action_unit_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["member", "qualification"],
                condition=Q(status=Status.CHOSEN),
                name="plan_action_qualification_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["member", "title"],
                condition=Q(status=Status.CHOSEN, unit=None, qualification=None),
                name="plan_action_own_words_once_at_a_time",
            ),
        ]

    def __str__(self):
        return f"Plan action {self.pk}"

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status

    @property
    def colour(self):
        return COLOURS[Status(self.status)]

    @property
    def is_own(self):
        """In the member's own words."""
        return not self.unit_id and not self.qualification_id

    @property
    def is_late(self):
        return self.status == Status.CHOSEN and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def href(self):
        """Where it can be done; "" for what is in the member's own words."""
        if self.qualification_id:
            return self.qualification.get_absolute_url()
        catalogue = reverse("qualifications:qualification_list")
        return f"{catalogue}?{urlencode({'q': self.unit.title[:100]})}" if self.unit_id else ""


class NotInterestedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(member__user=user)

    def live(self):
        return self.filter(withdrawn_at=None)

    def for_list(self):
        return self.select_related("unit", "qualification").order_by("-said_at", "-pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class NotInterested(models.Model):
    """That a member does not want something suggested, and why, until they take it back."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="not_interested")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    qualification = models.ForeignKey(Qualification, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, choices=DeclineReason)
    said_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = NotInterestedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "not interested"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, qualification__isnull=False) | Q(unit__isnull=False, qualification=None),
                name="not_interested_in_one_thing",
            ),
            models.UniqueConstraint(
                fields=["member", "unit"], condition=Q(withdrawn_at=None), name="not_interested_in_a_unit_once"
            ),
            models.UniqueConstraint(
                fields=["member", "qualification"],
                condition=Q(withdrawn_at=None),
                name="not_interested_in_a_qualification_once",
            ),
        ]

    def __str__(self):
        return f"Not interested {self.pk}"

    @property
    def title(self):
        """Of what it is about."""
        return f"Unit {self.unit}" if self.unit else self.qualification.title
