from datetime import timedelta
from itertools import islice, pairwise

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from apps.notifications.actions import send_messages
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications import emails
from apps.qualifications.models import Enrolment, StudyPlan

AT_ONCE = 500  # messages in a statement
SHOWN = ["ends_on", "enrolment__qualification__title", "enrolment__member__user__id"]  # all that a message says
REMIND_BEFORE = (1, 7, 30)  # days before the end of the study time


@transaction.atomic
def remind_learners(*, on):
    """Tell members that their study time ends in 30 days, in 7, tomorrow. Returns how many were told.

    It asks "not yet reminded for this occasion", not "exactly 7 days": what a missed night left out is caught up, and
    only the nearest reminder that is due goes out.
    """
    told = 0
    for nearer, step in pairwise((0, *REMIND_BEFORE)):
        due = StudyPlan.objects.agreed_and_ending(
            after=on + timedelta(days=nearer), until=on + timedelta(days=step)
        ).filter(~Exists(_messages(step)))
        shown = due.select_related("enrolment__qualification", "enrolment__member__user").only(*SHOWN)
        plans = shown.iterator(AT_ONCE)
        while some := list(islice(plans, AT_ONCE)):
            told += send_messages(letters=[_letter(plan, step, on) for plan in some])
    return told


def _letter(plan, step, on):
    letter = emails.study_ends(plan.enrolment, plan, (plan.ends_on - on).days)
    return plan.enrolment.member.user, f"{_before(step)}{plan.ends_on}", letter


def _before(step):
    return f"{step} days before "


def _messages(step):
    """Those of this step that went out for a plan: looking for them at once is quicker than trying to send each."""
    return Message.objects.filter(
        recipient=OuterRef("enrolment__member__user"),
        kind=Kind.STUDY_ENDS,
        object_type=Enrolment._meta.label,
        object_id=Cast(OuterRef("enrolment"), CharField()),
        occasion=Concat(Value(_before(step)), Cast(OuterRef("ends_on"), CharField())),
    )
