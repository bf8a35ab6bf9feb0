"""What the learning pages show. Reading only."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone

from apps.core.words import hours_words
from apps.learning.content_data import COURSE
from apps.learning.judging import shuffled
from apps.learning.models import (
    A_DAY,
    Answer,
    Attempt,
    Course,
    Elsewhere,
    Page,
    PageRead,
    Question,
    Reflection,
    UnitContent,
)
from apps.learning.states import COUNTED, Needed


@dataclass(frozen=True)
class UnitProgress:
    """Where someone is in a unit: pages with whether they were read, the attempts, and what comes next."""

    content: UnitContent
    pages: list  # (page, is_read)
    attempts: list
    recent: list  # when tests of this unit were sent in within 24 hours, in whichever enrolment, oldest first
    passed: bool  # its test, or the unit by whatever it was

    @property
    def next_page(self):
        return next((page for page, is_read in self.pages if not is_read), None)

    @property
    def pages_read(self):
        return sum(1 for _, is_read in self.pages if is_read)

    @property
    def minutes_left(self):
        return sum(page.minutes for page, is_read in self.pages if not is_read)

    @property
    def open_attempt(self):
        return next((attempt for attempt in self.attempts if not attempt.submitted_at), None)

    @property
    def asked(self):
        """How many questions a test has."""
        live = self.content.live_questions or 0
        return min(self.content.draw or live, live)

    @property
    def hours_so_far(self):
        """Of learning elsewhere."""
        return self.content.hours_so_far or Decimal(0)

    @property
    def hours_words(self):
        """2 hours, or 2 of 3 hours where the unit needs so many."""
        needed, so_far = self.content.hours_elsewhere, hours_words(self.hours_so_far)
        return f"{so_far.partition(' ')[0]} of {hours_words(needed)}" if needed else so_far

    @property
    def has_hours(self):
        return self.hours_so_far >= self.content.hours_elsewhere

    @property
    def has_reflected(self):
        """Whether there was a conversation that counts as the unit says."""
        return any(status in COUNTED[Needed(self.content.reflection)] for status in self.content.reflections)

    @property
    def needs_reflection(self):
        return self.content.reflection != Needed.OPTIONAL and not self.has_reflected

    @property
    def needs_more(self):
        """Whether the unit needs something beside its test and assignment that is not there yet."""
        return self.needs_reflection or not self.has_hours

    @property
    def attempts_left(self):
        """How many more in these 24 hours."""
        return max(0, self.content.attempts - len(self.recent))

    @property
    def next_try_at(self):
        """When the next attempt becomes free; None while there is one."""
        return None if self.attempts_left else self.recent[len(self.recent) - self.content.attempts] + A_DAY


def progress_of(enrolled_unit):
    """None where the portal holds nothing to learn this unit with. `enrolled_unit` comes from for_page()."""
    content = _with_what_there_is(enrolled_unit).first()
    if content is None:
        return None
    read = set(PageRead.objects.filter(enrolled_unit=enrolled_unit).values_list("page", flat=True))
    attempts = list(Attempt.objects.at(enrolled_unit).order_by("-number"))
    since = timezone.now() - A_DAY
    return UnitProgress(
        content=content,
        pages=[(page, page.pk in read) for page in Page.objects.filter(content=content)],
        attempts=[attempt for attempt in attempts if attempt.enrolled_unit_id == enrolled_unit.pk],
        recent=sorted(a.submitted_at for a in attempts if a.submitted_at and a.submitted_at > since),
        passed=enrolled_unit.achieved or any(attempt.passed for attempt in attempts),
    )


def _with_what_there_is(enrolled_unit):
    """The learner's version of the content, with how many questions a test may ask, and what they have beside it."""
    live = Question.objects.live().filter(content=OuterRef("pk")).order_by().values("content")
    courses = Course.objects.filter(content=OuterRef("pk")).order_by("order")
    hours = Elsewhere.objects.at(enrolled_unit).counted().order_by().values("enrolled_unit__unit")
    return UnitContent.objects.for_learner(enrolled_unit).annotate(
        live_questions=Subquery(live.values(of=Count("pk"))),
        hours_so_far=Subquery(hours.values(of=Sum("hours"))),
        courses_elsewhere=ArraySubquery(courses.values(json=JSONObject(**{name: name for name in COURSE}))),
        reflections=ArraySubquery(Reflection.objects.at(enrolled_unit).kept().values("status")),
    )


def questions_of(attempt):
    """The attempt's questions in its order, each with the answer given or None."""
    given = {answer.question_id: answer for answer in Answer.objects.filter(attempt=attempt)}
    questions = Question.objects.in_bulk(attempt.questions)
    return [(questions[pk], given.get(pk)) for pk in attempt.questions]


def options_of(attempt, question):
    """(place, text) of each option, in the order in which this attempt shows them."""
    texts = [option["text"] for option in question.options]
    return [(place, texts[place]) for place in shuffled(range(len(texts)), attempt.pk, question.pk)]


def score_of(questions, pass_mark):
    """Of the questions that count, with their answers: (how many are right, how many there are, per cent, passed)."""
    counted = [(question, answer) for question, answer in questions if question.retired_at is None]
    right, of = sum(question.is_right(answer) for question, answer in counted), len(counted)
    return right, of, 100 * right // of if of else 0, bool(of) and 100 * right >= pass_mark * of
