"""Study time: what is asked for, what is agreed, what is spent."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from apps.approvals.models import Task
from apps.members.models import Member
from apps.members.states import WORKING_DAYS
from apps.qualifications.models.enrolment import Enrolment
from apps.qualifications.states import STUDYING

LEAST_HOURS, MOST_HOURS = 0.5, 15  # hours a week
LEAST_LOGGED, MOST_LOGGED = 0.25, 12  # hours at a time


class StudyTime(models.Model):
    """Hours a week between two dates, on which days ("" is "as it comes"), and who covers meanwhile."""

    hours_a_week = models.DecimalField(
        max_digits=3, decimal_places=1, validators=[MinValueValidator(LEAST_HOURS), MaxValueValidator(MOST_HOURS)]
    )
    days = models.CharField(max_length=7, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cover = models.TextField(max_length=1000, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="%(class)s_ends_after_start"),
            models.CheckConstraint(
                condition=Q(hours_a_week__gte=LEAST_HOURS, hours_a_week__lte=MOST_HOURS),
                name="%(class)s_hours_in_reason",
            ),
            models.CheckConstraint(
                condition=Q(days="") | Q(days__regex=WORKING_DAYS), name="%(class)s_days_of_a_week"
            ),
        ]

    def __str__(self):
        return f"{self.hours_a_week} hours a week, {self.starts_on} to {self.ends_on}"

    @property
    def weeks(self):
        return weeks_between(self.starts_on, self.ends_on)

    @property
    def total_hours(self):
        return self.hours_a_week * self.weeks


def weeks_between(first, last):
    """Weeks begun from the first day to the last, both included; none if there is no day."""
    return max(0, -(-((last - first).days + 1) // 7))


class StudyPlanQuerySet(models.QuerySet):
    def agreed(self):
        """The plans that hold now: the last version of each, once it is agreed and until the study ends."""
        newer = StudyPlan.objects.filter(enrolment=OuterRef("enrolment"), version__gt=OuterRef("version"))
        return self.filter(~Exists(newer), enrolment__status__in=STUDYING)

    def agreed_and_ending(self, *, after, until):
        """Those that hold now and whose last day lies after the one and not after the other."""
        return (
            self.agreed()
            .filter(
                enrolment__member__user__isnull=False,
                ends_on__gt=after,
                ends_on__lte=until,
            )
            .order_by("pk")
        )


class StudyPlan(StudyTime):
    """The study time of an enrolment, as it is asked for and as it is changed: each change is a new version."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)

    objects = StudyPlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ends_on"], name="study_plan_by_end")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "version"], name="study_plan_one_per_version"),
            *StudyTime.Meta.constraints,
        ]


class StudyAgreement(models.Model):
    """A plan that was agreed: by whom, when, and until a later agreement took its place."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="agreements")
    plan = models.OneToOneField(StudyPlan, models.PROTECT, related_name="agreement")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(replaced_at=None), name="study_agreement_one_at_a_time"
            )
        ]

    def __str__(self):
        return str(self.plan)


class StudyChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the enrolments that one sees."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def for_page(self):
        return self.select_related("enrolment__qualification", "enrolment__member", "task").order_by("-asked_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class StudyChange(StudyTime):
    """Another study time asked for while one studies. Agreed, it becomes the next plan, under a new agreement."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="changes")
    why = models.TextField(max_length=1000)
    task = models.OneToOneField(Task, models.PROTECT, editable=False, related_name="study_change")
    asked_at = models.DateTimeField(auto_now_add=True)
    is_open = models.BooleanField(default=True, editable=False, help_text="Until it is agreed, refused or withdrawn")

    objects = StudyChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(is_open=True), name="study_change_one_open_per_enrolment"
            ),
            *StudyTime.Meta.constraints,
        ]

    def get_absolute_url(self):
        return self.enrolment.get_absolute_url()

    @property
    def task_urls(self):
        """The pages of this change that its task leads to."""
        return {
            "decide_url": reverse("qualifications:study_change_decide", args=[self.pk]),
            "decide_many_url": reverse("qualifications:study_times_decide"),
            "accept_url": reverse("qualifications:study_change_accept", args=[self.pk]),
            "withdraw_url": reverse("qualifications:study_change_withdraw", args=[self.pk]),
            "appeal_url": reverse("qualifications:study_change_appeal", args=[self.pk]),
            "again_url": reverse("qualifications:study_change_ask", args=[self.enrolment_id]),
        }


class StudyLogQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__member__user=user)

    def counted(self):
        """Without those that were entered by mistake."""
        return self.filter(struck_at=None)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class StudyLog(models.Model):
    """Hours that a member spent on a day. One entered by mistake is struck out, not deleted."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="study_logs")
    member = models.ForeignKey(Member, models.PROTECT, related_name="study_logs")
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)
    logged_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True, editable=False)

    objects = StudyLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=LEAST_LOGGED, hours__lte=MOST_LOGGED), name="study_log_hours_in_reason"
            )
        ]
        indexes = [models.Index(fields=["member", "on"], name="study_log_by_day")]

    def __str__(self):
        return f"{self.hours} hours on {self.on}"
