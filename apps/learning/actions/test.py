from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.core.words import time_words
from apps.learning import emails, permissions
from apps.learning.actions.reading import require_studying
from apps.learning.models import A_DAY, Answer, Attempt
from apps.learning.states import QuestionKind
from apps.notifications.actions import send_message
from apps.qualifications import actions as qualifications
from apps.qualifications.models import EnrolledUnit


@transaction.atomic
def start_attempt(*, enrolled_unit, by):
    """Begin the unit's test, or go on with the attempt that is open."""
    enrolled_unit = EnrolledUnit.objects.for_page().select_for_update(of=["self"]).get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    if open_attempt := enrolled_unit.attempts.open().first():
        return open_attempt
    content = enrolled_unit.unit.content
    recent = (
        enrolled_unit.attempts.submitted().filter(submitted_at__gt=timezone.now() - A_DAY).order_by("submitted_at")
    )
    if enrolled_unit.attempts.submitted().filter(passed=True).exists():
        raise RuleBroken("You have already passed this test.")
    if len(recent) >= content.attempts:
        again = recent[0].submitted_at + A_DAY
        raise RuleBroken(
            f"You have used your {content.attempts} attempts for now. You can try again from {time_words(again)} "
            "tomorrow. Until then you can read the pages again."
        )
    attempt = Attempt.objects.create(
        enrolled_unit=enrolled_unit,
        number=enrolled_unit.attempts.count() + 1,
        questions=list(content.questions.order_by("order").values_list("pk", flat=True)),
    )
    audit.record("attempt.started", subject=attempt, by=by, says=f"started the test of unit {enrolled_unit.unit}")
    return attempt


def _open(attempt, by):
    attempt = Attempt.objects.locked().select_related("enrolled_unit__enrolment__member").get(pk=attempt.pk)
    require(permissions.can_study(by, attempt.enrolled_unit))
    if attempt.submitted_at:
        raise RuleBroken("You have already sent in this test, so its answers cannot be changed.")
    return attempt


@transaction.atomic
def save_answer(*, attempt, question, chosen, by):
    """Keep one answer as it is given. `chosen`: the places of the options, counted from 0.

    No audit line: until it is sent in, an answer is the learner's own note.
    """
    attempt = _open(attempt, by)
    if question.pk not in attempt.questions:
        raise RuleBroken("That question is not part of this test.")
    if any(place >= len(question.options) for place in chosen):
        raise RuleBroken("Choose from the answers on the page.")
    if question.kind == QuestionKind.SINGLE and len(chosen) > 1:
        raise RuleBroken("Choose one answer only.")
    answer, _ = Answer.objects.update_or_create(
        attempt=attempt, question=question, defaults={"chosen": sorted(set(chosen))}
    )
    return answer


@transaction.atomic
def submit_attempt(*, attempt, by):
    """Send the test in. A question is right if exactly the right options are chosen; one left out is wrong.

    Passing banks the unit, and may complete the qualification.
    """
    attempt = _open(attempt, by)
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=attempt.enrolled_unit_id)
    content = enrolled_unit.unit.content
    given = {answer.question_id: answer.chosen for answer in attempt.answers.all()}
    questions = content.questions.filter(pk__in=attempt.questions)
    right = sum(1 for question in questions if given.get(question.pk) == question.right)
    attempt.score = 100 * right // len(attempt.questions)
    attempt.passed = 100 * right >= content.pass_mark * len(attempt.questions)
    attempt.submitted_at = timezone.now()
    attempt.save(update_fields=["score", "passed", "submitted_at"])
    says = f"{'passed' if attempt.passed else 'did not pass'} the test of unit {enrolled_unit.unit}"
    audit.record("attempt.submitted", subject=attempt, by=by, says=says, score=attempt.score)
    if attempt.passed:
        send_message(recipient=by, occasion="passed", **emails.unit_passed(enrolled_unit, attempt))
        qualifications.achieve_unit(
            member=enrolled_unit.enrolment.member, unit=enrolled_unit.unit, how="passing its test", by=by
        )
    return attempt
