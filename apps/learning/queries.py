"""What the learning pages show. Reading only."""

from dataclasses import dataclass

from django.utils import timezone

from apps.learning.models import A_DAY, Answer, Attempt, Page, PageRead, Question, UnitContent


@dataclass(frozen=True)
class UnitProgress:
    """Where someone is in a unit: pages with whether they were read, the attempts, and what comes next."""

    content: UnitContent
    pages: list  # (page, is_read)
    attempts: list
    passed: bool

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
    def attempts_left(self):
        """How many more in these 24 hours."""
        since = timezone.now() - A_DAY
        used = sum(1 for attempt in self.attempts if attempt.submitted_at and attempt.submitted_at > since)
        return max(0, self.content.attempts - used)

    @property
    def next_try_at(self):
        since = timezone.now() - A_DAY
        recent = [a.submitted_at for a in self.attempts if a.submitted_at and a.submitted_at > since]
        return min(recent) + A_DAY if recent and not self.attempts_left else None


def progress_of(enrolled_unit):
    """None where the portal holds nothing to learn this unit with."""
    content = UnitContent.objects.filter(unit=enrolled_unit.unit_id).first()
    if content is None:
        return None
    read = set(PageRead.objects.filter(enrolled_unit=enrolled_unit).values_list("page", flat=True))
    attempts = list(Attempt.objects.filter(enrolled_unit=enrolled_unit).order_by("-number"))
    pages = [(page, page.pk in read) for page in Page.objects.filter(content=content)]
    return UnitProgress(content, pages, attempts, any(attempt.passed for attempt in attempts))


def questions_of(attempt):
    """The attempt's questions in its order, each with the answer given or None."""
    given = {answer.question_id: answer for answer in Answer.objects.filter(attempt=attempt)}
    questions = Question.objects.in_bulk(attempt.questions)
    return [(questions[pk], given.get(pk)) for pk in attempt.questions]
