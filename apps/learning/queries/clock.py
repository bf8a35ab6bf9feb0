"""Days that are given and counted: working days where the learner works, Monday to Friday."""

from math import ceil

from django.db.models import Exists
from django.utils import timezone

from apps.learning.models import GRACE
from apps.members.calendar import add_working_days, working_days_between
from apps.members.models import Consent, LearningNeeds
from apps.members.states import Adjustment, Purpose

CHECK_DAYS, APPEAL_DAYS = 5, 10
EXTRA_SHARE = 0.25  # of the time, for whoever has more of it as an adjustment and agreed that it is used
ASSESSORS, TESTS = Purpose.ADJUSTMENTS_ASSESSORS, Purpose.ADJUSTMENTS_TESTS


def days_after(day, number, member):
    return add_working_days(day, number, member.region_id or "")


def resubmit_by(member, days, *, on):
    """The last day on which it can be sent again, counted from `on`."""
    return days_after(on, days + extra_days(member, days), member)


def extra_days(member, days):
    return ceil(days * EXTRA_SHARE) if Adjustment.EXTRA_TIME in _adjustments(member, ASSESSORS) else 0


def minutes_for(member, content):
    """How long this person's test may last: for extra time a quarter more, and as much again for breaks."""
    agreed = _adjustments(member, TESTS)
    shares = sum(1 for adjustment in (Adjustment.EXTRA_TIME, Adjustment.BREAKS) if adjustment in agreed)
    return content.minutes and content.minutes + ceil(content.minutes * EXTRA_SHARE * shares)


def _adjustments(member, purpose):
    """They count only where their owner agreed that they are used for this, and nobody is told of them."""
    agreed = Consent.objects.live().filter(member=member, purpose=purpose)
    needs = LearningNeeds.objects.filter(Exists(agreed), member=member)
    return needs.values_list("adjustments", flat=True).first() or []


def is_over(work):
    """Whether it is too late to send it again. What reached the server before midnight is in time."""
    if work.resubmit_by is None or work.clock_stopped_on:
        return False
    return timezone.localdate(timezone.now() - GRACE) > work.resubmit_by


def resumed(work, member):
    """The last day, once the clock goes on today: the days on which it stood still are given back."""
    region = member.region_id or ""
    stood = working_days_between(work.clock_stopped_on, timezone.localdate(), region)
    return add_working_days(work.resubmit_by, stood, region)
