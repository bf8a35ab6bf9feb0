from apps.learning.models import Answer, Attempt, UnitContent, UnitStart
from apps.qualifications.states import Status
from tests.learning.factories import UnitContentFactory
from tests.qualifications.factories import enrolment_in


def enrolled_unit(status=Status.IN_PROGRESS, code="1", **fields):
    """A unit that somebody studies, with two pages and a test of four questions."""
    row = enrolment_in(status, **fields).enrolled_units.get(unit__code=code)
    if not row.unit.contents.exists():
        UnitContentFactory(unit=row.unit)
    return row


def attempt_at(row, *, right=None, submitted_at=None, passed=False):
    """An attempt at the test; `right`: how many questions are answered well, the first ones."""
    content = UnitContent.objects.published().get(unit=row.unit)
    questions = list(content.questions.order_by("order"))
    UnitStart.objects.get_or_create(enrolled_unit=row, defaults={"content": content})
    attempt = Attempt.objects.create(
        enrolled_unit=row,
        content=content,
        number=row.attempts.count() + 1,
        questions=[question.pk for question in questions],
        submitted_at=submitted_at,
        score=submitted_at and 25 * (right or 0),
        passed=passed if submitted_at else None,
    )
    for question in questions[: right or 0]:
        Answer.objects.create(attempt=attempt, question=question, chosen=question.right)
    return attempt
