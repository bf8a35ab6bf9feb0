"""Conversations about a unit and learning elsewhere, as tests need them."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from apps.learning import actions
from apps.learning.models import PageRead, Rescore
from apps.learning.states import PartnerKind
from tests.learning.studying import attempt_at, enrolled_unit

TALK = {
    "partner_kind": PartnerKind.MANAGER,
    "held_on": date(2024, 11, 4),
    "learnt": "To say first what I can do.",
    "changes": "I ring before I write.",
}
COURSE = {
    "title": "Speaking on the telephone",
    "link": "https://www.example.com/course",
    "done_on": date(2024, 11, 5),
    "hours": Decimal("2.5"),
    "evidence": "A half-day course with a role play.",
}


def read_all(row):
    for page in row.unit.contents.get().pages.all():
        PageRead.objects.get_or_create(enrolled_unit=row, page=page)


def reflect(row, **fields):
    """All pages are read, and the conversation is written down."""
    read_all(row)
    return actions.record_reflection(enrolled_unit=row, by=row.enrolment.member.user, **TALK | fields)


def learn_elsewhere(row, **fields):
    return actions.record_elsewhere(enrolled_unit=row, by=row.enrolment.member.user, **COURSE | fields)


def rows_beside(member):
    """A conversation, a course elsewhere, and a test that was scored again."""
    row = enrolled_unit(member=member)
    attempt = attempt_at(row, right=3, submitted_at=timezone.now(), passed=True)
    scores = {"score_before": 75, "score_after": 100, "passed_before": True, "passed_after": True}
    rescore = Rescore.objects.create(attempt=attempt, question_id=attempt.questions[3], **scores)
    return [reflect(row), learn_elsewhere(row), rescore]
