"""A question that was found bad: it is retired, and who was asked it is scored again without it."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from apps.core import audit, jobs
from apps.core.rules import RuleBroken, require
from apps.learning import emails, permissions
from apps.learning.actions.parts import achieve_by_parts
from apps.learning.models import Attempt, Question, Rescore, UnitContent
from apps.learning.queries import questions_of, score_of
from apps.notifications.actions import send_message
from apps.qualifications.models import EnrolledUnit

AT_ONCE = 100  # attempts in one transaction


@transaction.atomic
def retire_question(*, question, why, by):
    """Take a question out of the test for good, in every version that asks it alike. A worker scores again what was
    sent in with it.

    The versions are held while somebody sends a test in, so each result is of before or of after this moment.
    """
    question = Question.objects.select_related("content").get(pk=question.pk)
    list(UnitContent.objects.locked().filter(unit=question.content.unit_id).order_by("pk"))
    alike = list(Question.objects.alike(question).locked().order_by("pk"))
    question = next(one for one in alike if one.pk == question.pk)
    require(permissions.can_retire_question(by, question))
    if question.retired_at:
        raise RuleBroken("This question has been retired already.")
    alike = [one for one in alike if one.retired_at is None]
    asked_alone = Question.objects.live().filter(content__in=[one.content_id for one in alike]).order_by()
    counts = asked_alone.values("content").annotate(of=Count("pk")).values_list("of", flat=True)
    if 1 in counts:
        raise RuleBroken("This is the last question of a test. Publish others before you retire it.")
    at = timezone.now()
    for one in alike:
        one.retired_at, one.retired_by, one.retired_why = at, by, why
        one.save(update_fields=["retired_at", "retired_by", "retired_why"])
        _go_on(one, first=True)
    audit.record("question.retired", subject=question, by=by, says=f"retired question {question.code}", why=why)
    return question


def _go_on(question, *, first=False):
    """Hand over the next part of the work, if there is one. Its key says from which attempt on."""
    after = Attempt.objects.to_rescore(question).order_by("pk").values_list("pk", flat=True).first()
    if after or first:
        jobs.enqueue("rescore_attempts", key=f"{question.pk} {after or ''}", question=question.pk)


@transaction.atomic
def rescore_attempts(*, question):
    """Score some attempts again without a retired question. Nobody loses points or a pass; whoever gains one is told.

    Run twice it changes nothing: each attempt has one record for each question.
    """
    attempts = Attempt.objects.to_rescore(question).select_related("content", "enrolled_unit").locked()
    for attempt in attempts.order_by("pk")[:AT_ONCE]:
        _rescore(attempt, question)
    _go_on(question)


def _rescore(attempt, question):
    *_, score, passes = score_of(questions_of(attempt), attempt.content.pass_mark)
    record = Rescore.objects.create(
        attempt=attempt,
        question=question,
        score_before=attempt.score,
        score_after=max(score, attempt.score),
        passed_before=attempt.passed,
        passed_after=passes or attempt.passed,
    )
    attempt.score, attempt.passed = record.score_after, record.passed_after
    attempt.save(update_fields=["score", "passed"])
    change = {"question": question.code, "before": record.score_before, "after": record.score_after}
    audit.record("attempt.rescored", subject=attempt, by=None, says="scored a test again without a question", **change)
    if record.passed_after and not record.passed_before:
        enrolled_unit = EnrolledUnit.objects.for_page().get(pk=attempt.enrolled_unit_id)
        is_banked = enrolled_unit.achieved or achieve_by_parts(enrolled_unit=enrolled_unit, by=None)
        letter = emails.rescored(enrolled_unit, attempt, is_banked)
        send_message(recipient=enrolled_unit.enrolment.member.user, occasion="rescored", **letter)
