"""How the questions of a test do, from the latest tests that were sent in. No number points to a person."""

from collections import Counter
from dataclasses import dataclass
from statistics import StatisticsError, correlation

from django.db.models import Count, Q

from apps.learning.models import Answer, Attempt, Question, Rescore

LATEST = 1000  # attempts that are looked at
FEWEST = 20  # answers from which percentages are shown
ROUNDED_TO = 5
WEAK = 0.1  # a question that tells those who know from those who do not is above it


@dataclass(frozen=True)
class Item:
    """One question. `facility`: per cent who had it right; `discrimination`: from -1 to 1, whether those who did well
    in the rest had it right too. Both are None where too few were asked, or all answered alike."""

    question: Question
    asked: str
    facility: int | None = None
    discrimination: float | None = None
    answers: tuple = ()  # (text, how many, whether it is right)

    @property
    def is_doubtful(self):
        return self.discrimination is not None and self.discrimination < WEAK


def rounded(number):
    """How many, so that nobody can be counted out."""
    return f"fewer than {ROUNDED_TO}" if number < ROUNDED_TO else str(ROUNDED_TO * round(number / ROUNDED_TO))


def tests_of(contents):
    """The tests that there are, each with how many questions and how many of those are retired."""
    return (
        contents.released()
        .select_related("unit__suite")
        .annotate(
            questions_in_all=Count("questions"),
            retired=Count("questions", filter=Q(questions__retired_at__isnull=False)),
        )
        .order_by("unit__suite__code", "unit__code", "-version")
    )


def items_of(content):
    """Each question of a test, in the order of the bank."""
    attempts = list(Attempt.objects.submitted().filter(content=content).order_by("-submitted_at", "pk")[:LATEST])
    questions = list(content.questions.select_related("retired_by").order_by("order"))
    given = {(a.attempt_id, a.question_id): a for a in Answer.objects.filter(attempt__in=attempts)}
    by_pk = {question.pk: question for question in questions}
    marks = {
        attempt.pk: {pk: by_pk[pk].is_right(given.get((attempt.pk, pk))) for pk in attempt.questions if pk in by_pk}
        for attempt in attempts
    }
    return [_item(question, marks, given) for question in questions]


def _item(question, marks, given):
    asked = {attempt: row for attempt, row in marks.items() if question.pk in row}
    if len(asked) < FEWEST:
        return Item(question, f"fewer than {FEWEST}")
    answers = [given.get((attempt, question.pk)) for attempt in asked]
    right = sum(row[question.pk] for row in asked.values())
    return Item(
        question,
        rounded(len(asked)),
        facility=round(100 * right / len(asked)),
        discrimination=_discrimination(question.pk, asked.values()),
        answers=_typed(question, answers) if question.is_typed else _chosen(question, answers),
    )


def _discrimination(pk, rows):
    """The correlation of this question with the share of the others that were right."""
    pairs = [(row[pk], (sum(row.values()) - row[pk]) / (len(row) - 1)) for row in rows if len(row) > 1]
    try:
        return round(correlation([float(mark) for mark, _ in pairs], [rest for _, rest in pairs]), 2)
    except StatisticsError:
        return None


def _chosen(question, answers):
    counts = Counter(place for answer in answers if answer for place in answer.chosen)
    rows = [
        (option["text"], rounded(counts[place]), bool(option.get("correct")))
        for place, option in enumerate(question.options)
    ]
    return (*rows, ("No answer", rounded(sum(answer is None or answer.is_empty for answer in answers)), False))


def _typed(question, answers):
    """What was typed is not shown: it may be anything."""
    empty = sum(answer is None or answer.is_empty for answer in answers)
    right = sum(question.is_right(answer) for answer in answers)
    return (
        (", ".join(question.right_words), rounded(right), True),
        ("Another answer", rounded(len(answers) - right - empty), False),
        ("No answer", rounded(empty), False),
    )


def rescored_of(question):
    """How many results changed when it was retired: (scored again, passed after all), rounded."""
    found = Rescore.objects.filter(question=question).aggregate(
        all=Count("pk"), gained=Count("pk", filter=Q(passed_before=False, passed_after=True))
    )
    return rounded(found["all"]), rounded(found["gained"])


def asked_count(question):
    """How many tests that were sent in have asked it, rounded."""
    return rounded(Attempt.objects.submitted().asking(question).count())
