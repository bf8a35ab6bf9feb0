from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from apps.approvals.models import Task
from apps.approvals.models.task import posts_of
from apps.certificates.models import Certificate
from apps.core.rules import check_move
from apps.members.models import Member
from apps.qualifications.models.catalogue import Qualification, Unit
from apps.qualifications.models.offering import Offering
from apps.qualifications.models.version import QualificationVersion
from apps.qualifications.states import COLOURS, LIVE, MOVES, STUDYING, Status, WithdrawalReason


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those sent of one's reports, or of the reports of whom one stands in for; all for the central
        team."""
        if user.is_central:
            return self
        mine, own = Q(member__user=user), user.member_or_none
        return self.filter(mine | Q(member__line_manager__in=posts_of(own), task__isnull=False) if own else mine)

    def of(self, user):
        return self.filter(member__user=user)

    def live(self):
        return self.filter(status__in=LIVE)

    def studying(self):
        return self.filter(status__in=STUDYING)

    def with_all_units_achieved(self):
        """In progress, although every chosen unit is banked."""
        banked = UnitAchievement.objects.filter(member=OuterRef("enrolment__member"), unit=OuterRef("unit"))
        chosen = EnrolledUnit.objects.filter(enrolment=OuterRef("pk"))
        return self.filter(
            Exists(chosen), ~Exists(chosen.exclude(Exists(banked))), status=Status.IN_PROGRESS
        ).order_by("pk")

    def for_list(self):
        """Everything the list page shows: the enrolment, its units with what is achieved, its latest study plan."""
        return (
            self.select_related("member", "qualification__suite", "offering", "task", "certificate")
            .prefetch_related(
                Prefetch("enrolled_units", EnrolledUnit.objects.with_achievement()),
                "plans",
            )
            .order_by("-created_at", "pk")
        )

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Enrolment(models.Model):
    """A member's way to one qualification, from the first draft to the certificate."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="enrolments")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(
        QualificationVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="enrolments",
        help_text="As the qualification was when this was sent; a draft follows the newest",
    )
    offering = models.ForeignKey(Offering, models.PROTECT, null=True, editable=False, related_name="enrolments")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    purpose = models.TextField(max_length=2000, blank=True)
    eligibility = models.JSONField(default=list, help_text="The checks as they came out when it was sent")
    task = models.OneToOneField(Task, models.PROTECT, null=True, editable=False, related_name="enrolment")
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, editable=False, related_name="enrolment"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawal_reason = models.CharField(max_length=20, choices=WithdrawalReason, blank=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "qualification"], condition=Q(status__in=LIVE), name="enrolment_one_live_per_member"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.COMPLETED, completed_at__isnull=False, certificate__isnull=False)
                | ~Q(status=Status.COMPLETED) & Q(completed_at=None, certificate=None),
                name="enrolment_completed_has_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")
                | ~Q(status=Status.WITHDRAWN) & Q(withdrawn_at=None, withdrawal_reason=""),
                name="enrolment_withdrawn_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN]) | Q(task__isnull=False),
                name="enrolment_sent_has_a_task",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-created_at"], name="enrolment_by_member"),
            models.Index(
                fields=["completed_at"], condition=Q(status=Status.COMPLETED), name="enrolment_by_completion"
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.qualification}"

    def get_absolute_url(self):
        return reverse("qualifications:enrolment_detail", args=[self.pk])

    @property
    def task_urls(self):
        """The pages of this enrolment that its task leads to."""
        return {
            "decide_url": reverse("qualifications:study_time_decide", args=[self.pk]),
            "decide_many_url": reverse("qualifications:study_times_decide"),
            "accept_url": reverse("qualifications:changes_accept", args=[self.pk]),
            "withdraw_url": reverse("qualifications:enrolment_withdraw", args=[self.pk]),
            "appeal_url": reverse("qualifications:study_time_appeal", args=[self.pk]),
            "again_url": reverse("qualifications:enrolment_start", args=[self.qualification.slug]),
        }

    def move_to(self, status):
        check_move(MOVES, Status(self.status), status)
        self.status = status

    @property
    def rule(self):
        """The rule of combination that counts for it: as it was when it was sent."""
        return self.version.rule if self.version else self.qualification.combination

    @property
    def title(self):
        """What it is called on the certificate."""
        return self.version.data["title"] if self.version else self.qualification.title

    def as_they_count(self, units):
        return self.version.as_they_were(units) if self.version else units

    @property
    def colour(self):
        return COLOURS[Status(self.status)]

    @property
    def achieved_count(self):
        """How many of its units are achieved. Reads what for_list() fetched."""
        return sum(1 for row in self.enrolled_units.all() if row.achieved)

    @property
    def plan(self):
        """The study plan that counts: the last one proposed. Reads what for_list() fetched."""
        plans = self.plans.all()
        return max(plans, key=lambda plan: plan.version, default=None)


class EnrolledUnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Where one studies: one's own units."""
        return self.filter(enrolment__member__user=user)

    def with_achievement(self):
        """`achieved`: whether the unit is banked, by whichever enrolment."""
        banked = UnitAchievement.objects.filter(member=OuterRef("enrolment__member"), unit=OuterRef("unit"))
        return self.annotate(achieved=Exists(banked)).select_related("unit__suite").order_by("unit__code")

    def for_page(self):
        return self.with_achievement().select_related("enrolment__qualification", "enrolment__member")


class EnrolledUnit(models.Model):
    """A unit chosen within an enrolment: where it is read, practised and assessed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="enrolled_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    objects = EnrolledUnitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit"], name="enrolled_unit_once")]

    def __str__(self):
        return str(self.unit)

    def get_absolute_url(self):
        return reverse("learning:unit_detail", args=[self.pk])


class UnitAchievement(models.Model):
    """A unit achieved, once and for all: it counts towards every qualification of its suite."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="achievements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    achieved_on = models.DateField()
    how = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "unit"], name="unit_achieved_once")]

    def __str__(self):
        return f"{self.member}: {self.unit}"
