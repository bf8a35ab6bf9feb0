from datetime import timedelta

from django.db import transaction

from apps.notifications.actions import send_message
from apps.qualifications import emails
from apps.qualifications.models import StudyPlan

REMIND_BEFORE = (1, 7, 30)  # days before the end of the study time


@transaction.atomic
def remind_learners(*, on):
    """Tell members that their study time ends in 30 days, in 7, tomorrow. Returns how many were told.

    It asks "not yet reminded for this occasion", not "exactly 7 days": what a missed night left out is caught up, and
    only the nearest reminder that is due goes out.
    """
    told = 0
    plans = StudyPlan.objects.agreed_and_ending(after=on, until=on + timedelta(days=max(REMIND_BEFORE)))
    for plan in plans.select_related("enrolment__qualification", "enrolment__member__user"):
        left = (plan.ends_on - on).days
        step = next(days for days in REMIND_BEFORE if left <= days)
        told += send_message(
            recipient=plan.enrolment.member.user,
            occasion=f"{step} days before {plan.ends_on}",
            **emails.study_ends(plan.enrolment, plan, left),
        )
    return told
