"""What the pages of an enrolment show: where it stands, its study time, the team meanwhile. Reading only."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import zip_longest

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from apps.members.models import Member
from apps.qualifications.models import StudyLog, StudyPlan
from apps.qualifications.models.study import weeks_between
from apps.qualifications.states import HOURS_IN_A_WORKING_DAY, LEARNING_DAYS


def logs_of(enrolment):
    """What was logged and counts, the latest day first."""
    return enrolment.study_logs.counted().order_by("-on", "-pk")


def open_change(enrolment):
    """The change of study time that waits for an answer, or None."""
    return enrolment.changes.filter(is_open=True).select_related("task", "enrolment").first()


def with_study_time(enrolments):
    """Each with its agreements, and `hours_logged`, for study_time_of() to read."""
    logs = StudyLog.objects.counted().filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    logged = Subquery(logs.annotate(sum=Sum("hours")).values("sum"))
    return enrolments.annotate(hours_logged=logged).prefetch_related("agreements__plan")


@dataclass(frozen=True)
class TimeSpent:
    """Hours of an enrolment: agreed over the whole study, logged so far, and left."""

    agreed: Decimal
    logged: Decimal

    @property
    def left(self):
        return max(self.agreed - self.logged, Decimal(0))


def study_time_of(enrolment):
    """What is agreed, logged and left. Reads what with_study_time() fetched, or asks for it."""
    if hasattr(enrolment, "hours_logged"):
        agreements, logged = enrolment.agreements.all(), enrolment.hours_logged
    else:
        agreements = enrolment.agreements.select_related("plan")
        logged = enrolment.study_logs.counted().aggregate(hours=Sum("hours"))["hours"]
    plans = sorted((row.plan for row in agreements), key=lambda plan: plan.version)
    return TimeSpent(_hours_agreed(plans), logged or Decimal(0))


def _hours_agreed(plans):
    """Each counts from its start until the next one begins."""
    agreed = Decimal(0)
    for plan, following in zip_longest(plans, plans[1:]):
        last = min(plan.ends_on, following.starts_on - timedelta(days=1)) if following else plan.ends_on
        agreed += plan.hours_a_week * weeks_between(plan.starts_on, last)
    return agreed


def learning_days_of(member):
    """Working days of learning logged in the last twelve months, to the half day: (spent, the yearly aim)."""
    since = timezone.localdate() - timedelta(days=365)
    hours = StudyLog.objects.counted().filter(member=member, on__gt=since).aggregate(hours=Sum("hours"))["hours"] or 0
    return round(float(hours) / HOURS_IN_A_WORKING_DAY * 2) / 2, LEARNING_DAYS


def team_fact(member, plan):
    """For a request's facts: the team in those weeks, if there is one."""
    words = team_in_those_weeks(member, plan)
    return [["Team in those weeks", words]] if words else []


def team_in_those_weeks(member, plan):
    """How many of the team have study time in the same weeks, for the manager to weigh. "" without a team.

    The requester reads it, too, so whoever is restricted is not counted.
    """
    if member.line_manager_id is None:
        return ""
    team = Member.objects.in_post().filter(line_manager=member.line_manager_id, restricted=False)
    team = team.exclude(pk=member.pk)
    if not (size := team.count()):
        return ""
    meanwhile = StudyPlan.objects.agreed().filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
    number = team.filter(pk__in=meanwhile.values("enrolment__member")).count()
    colleagues, have = "colleague" if size == 1 else "colleagues", "has" if 1 in (number, size) else "have"
    return f"{number} of {size} {colleagues} {have} study time in these weeks"
