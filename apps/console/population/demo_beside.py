"""Beside tests, in the demonstration: a conversation to confirm, and learning elsewhere."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from apps.core import audit
from apps.learning.models import Elsewhere, Reflection
from apps.learning.states import PartnerKind, ReflectionStatus
from apps.qualifications.models import EnrolledUnit
from apps.qualifications.states import Status

LEARNT = (
    "That an answer of no can be good service. I used to say that the system will not let me. What people need is the "
    "reason, and what they can do now."
)
CHANGES = (
    "I end each call with three things: what I do, what they do, and when they hear. I will count for two weeks how "
    "many ring again about the same thing."
)
EVIDENCE = "Two hours beside a colleague who answers complaints. I have the notes of the four calls we talked about."


def make_demo_talk(team):
    """Of the manager's team, whoever has completed something asks him to confirm what they talked about."""
    units = EnrolledUnit.objects.filter(enrolment__member__in=team, enrolment__status=Status.COMPLETED)
    row = units.select_related("enrolment__member__user", "unit").order_by("unit__code").first()
    member, today = row.enrolment.member, timezone.localdate()
    talk = Reflection.objects.create(
        enrolled_unit=row,
        learner=member.user,
        partner_kind=PartnerKind.MANAGER,
        partner=member.line_manager.user,
        held_on=today - timedelta(days=4),
        learnt=LEARNT,
        changes=CHANGES,
        status=ReflectionStatus.ASKED,
    )
    says = f"wrote down a conversation about unit {row.unit} and asked {talk.partner} to confirm it"
    audit.record("reflection.recorded", subject=talk, by=member.user, says=says)
    course = Elsewhere.objects.create(
        enrolled_unit=row,
        title="Listening in on complaints",
        done_on=today - timedelta(days=20),
        hours=Decimal(2),
        evidence=EVIDENCE,
    )
    says = f"wrote down learning elsewhere for unit {row.unit}"
    audit.record("elsewhere.recorded", subject=course, by=member.user, says=says, hours="2")
