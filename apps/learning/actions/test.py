from datetime import timedelta
from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken
from apps.core.words import date_words, time_words
from apps.learning import emails
from apps.learning.actions.parts import achieve_by_parts
from apps.learning.actions.reading import RENEWED, begin_unit, hold, require_studying
from apps.learning.judging import number_in
from apps.learning.models import Answer, Attempt
from apps.learning.queries import progress_of, questions_of, score_of
from apps.learning.queries.clock import minutes_for
from apps.learning.states import QuestionKind
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit

DRAW = SystemRandom()  # nobody foresees which questions come


@transaction.atomic
def start_attempt(*, enrolled_unit, by):
    """Begin the unit's test, or go on with the attempt that is open."""
    enrolled_unit = (
        EnrolledUnit.objects.for_page().select_for_update(of=["self"], no_key=True).get(pk=enrolled_unit.pk)
    )
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
    now, content = timezone.now(), begin_unit(enrolled_unit)
    if content.pk != progress.content.pk:
        raise RuleBroken(RENEWED)
    bank = list(content.questions.live().order_by("order").values_list("pk", flat=True))
    drawn = set(DRAW.sample(bank, progress.asked))
    attempt = Attempt.objects.create(
        enrolled_unit=enrolled_unit,
        content=content,
        number=len(progress.attempts) + 1,
        questions=[pk for pk in bank if pk in drawn],
        ends_at=content.minutes and now + timedelta(minutes=minutes_for(enrolled_unit.enrolment.member, content)),
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
def save_answer(*, attempt, question, by, chosen=(), text=""):
    """Keep one answer as it is given. `chosen`: the places of the options, counted from 0; `text`: what was typed.

    No audit line: until it is sent in, an answer is the learner's own note.
    """
    attempt = _open(attempt, by)
    if attempt.is_over:
        raise RuleBroken(
            f"The time of this test was up at {time_words(attempt.ends_at)}, so this answer could not be saved. What "
            "you saved before counts."
        )
    if question.pk not in attempt.questions:
        raise RuleBroken("That question is not part of this test.")
    if (question.is_typed and chosen) or (text and not question.is_typed):
        raise RuleBroken("That is not how this question is answered.")
    if not set(chosen) <= set(range(len(question.options))):
        raise RuleBroken("Choose from the answers on the page.")
    if question.kind == QuestionKind.SINGLE and len(chosen) > 1:
        raise RuleBroken("Choose one answer only.")
    if question.kind == QuestionKind.NUMERIC and text and number_in(text, question.unit) is None:
        raise RuleBroken("Enter a number.")
    answer, _ = Answer.objects.update_or_create(
        attempt=attempt, question=question, defaults={"chosen": sorted(set(chosen)), "text": text}
    )
    return answer


@transaction.atomic
def submit_attempt(*, attempt, by):
    """Send the test in, also after its time is up: what was saved counts. One left out is wrong.

    Passing banks the unit, unless more is needed for it, and may complete the qualification.
    """
    return _finish(_open(attempt, by), by)


def _finish(attempt, by):
    """Score it. The row is locked; `by` is None where it was the clock that ended it."""
    enrolled_unit = EnrolledUnit.objects.for_page().get(pk=attempt.enrolled_unit_id)
    pass_mark = hold(attempt.content_id).pass_mark
    *_, attempt.score, attempt.passed = score_of(questions_of(attempt), pass_mark)
    attempt.submitted_at = timezone.now()
    attempt.save(update_fields=["score", "passed", "submitted_at"])
    says = f"{'passed' if attempt.passed else 'did not pass'} the test of unit {enrolled_unit.unit}"
    if by is None:
        outcome = "passed" if attempt.passed else "not passed"
        says = f"sent in the test of unit {enrolled_unit.unit} when its time was up: {outcome}"
    audit.record("attempt.submitted", subject=attempt, by=by, says=says, score=attempt.score)
    learner = enrolled_unit.enrolment.member.user
    if attempt.passed:
        is_banked = achieve_by_parts(enrolled_unit=enrolled_unit, by=by)
        send_message(recipient=learner, occasion="passed", **emails.unit_passed(enrolled_unit, attempt, is_banked))
    elif by is None:
        send_message(recipient=learner, occasion="time_up", **emails.time_up(enrolled_unit, attempt))
    return attempt


# --- By the clock ----------------------------------------------------------------------------------------------------


def end_overdue_attempts():
    """Score the tests whose time is over and that nobody has sent in, each in a transaction of its own."""
    return sum(_end_overdue(pk) for pk in Attempt.objects.overdue().order_by("ends_at").values_list("pk", flat=True))


@transaction.atomic
def _end_overdue(pk):
    attempt = Attempt.objects.locked().overdue().filter(pk=pk).first()
    if attempt:
        _finish(attempt, None)
    return attempt is not None
