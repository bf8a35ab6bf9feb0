from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken
from apps.core.words import date_words, time_words
from apps.learning import emails
from apps.learning.actions.parts import achieve_by_parts
from apps.learning.actions.reading import require_studying
from apps.learning.models import Answer, Attempt
from apps.learning.queries import progress_of
from apps.learning.states import QuestionKind
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit


@transaction.atomic
def start_attempt(*, enrolled_unit, by):
    """Begin the unit's test, or go on with the attempt that is open."""
    enrolled_unit = EnrolledUnit.objects.for_page().select_for_update(of=["self"]).get(pk=enrolled_unit.pk)
    require_studying(enrolled_unit, by)
    progress = progress_of(enrolled_unit)
    if progress is None:
        raise RuleBroken("There is no test for this unit in the portal yet.")
    if progress.open_attempt:
        return progress.open_attempt
    if progress.passed:
        raise RuleBroken(
            f"You have already {'achieved' if enrolled_unit.achieved else 'passed the test of'} this unit."
        )
    if again := progress.next_try_at:
        raise RuleBroken(
            f"You have used your attempts for now. You can try again from {time_words(again)} on {date_words(again)}. "
            "Until then you can read the pages again."
        )
    attempt = Attempt.objects.create(
        enrolled_unit=enrolled_unit,
        number=len(progress.attempts) + 1,
        questions=list(progress.content.questions.order_by("order").values_list("pk", flat=True)),
    )
    audit.record("attempt.started", subject=attempt, by=by, says=f"started the test of unit {enrolled_unit.unit}")
    return attempt


def _open(attempt, by):
    attempt = Attempt.objects.locked().select_related("enrolled_unit__enrolment__member").get(pk=attempt.pk)
    require_studying(attempt.enrolled_unit, by)
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
    if not set(chosen) <= set(range(len(question.options))):
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

    Passing banks the unit, unless its assignment is needed too, and may complete the qualification.
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
        is_banked = achieve_by_parts(enrolled_unit=enrolled_unit, by=by)
        send_message(recipient=by, occasion="passed", **emails.unit_passed(enrolled_unit, attempt, is_banked))
    return attempt
