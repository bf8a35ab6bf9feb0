"""Whom to ask whether a completed qualification helped at work. Reading only."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.members.states import EmploymentStatus
from apps.qualifications.models import Enrolment, Outcome
from apps.qualifications.states import Side, Status

ASK_AFTER = timedelta(weeks=13)  # three months: what was learnt has met everyday work
ASK_UNTIL = timedelta(weeks=26)  # whoever was away is asked on return, but nobody about a time long past


def to_ask(side, on):
    """Completed enrolments that nobody of this side was asked about yet, where there is somebody at work to ask."""
    at_work = {"member__status": EmploymentStatus.IN_POST}
    if side == Side.MANAGER:
        at_work["member__line_manager__status"] = EmploymentStatus.IN_POST
    asked = Outcome.objects.filter(enrolment=OuterRef("pk"), side=side)
    completed = Enrolment.objects.filter(
        status=Status.COMPLETED,
        completed_at__gte=_midnight(on - ASK_UNTIL),
        completed_at__lt=_midnight(on - ASK_AFTER + timedelta(days=1)),
    )
    return completed.filter(~Exists(asked), **at_work).order_by("pk")


def _midnight(day):
    """When the day begins in London."""
    return timezone.make_aware(datetime.combine(day, time()))
