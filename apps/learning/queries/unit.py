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
    def attempts_left(self):
        """How many more in these 24 hours."""
        return max(0, self.content.attempts - len(self.recent))

    @property
    def next_try_at(self):
        """When the next attempt becomes free; None while there is one."""
        return None if self.attempts_left else self.recent[len(self.recent) - self.content.attempts] + A_DAY


def progress_of(enrolled_unit):
    """None where the portal holds nothing to learn this unit with. `enrolled_unit` comes from for_page()."""
    content = UnitContent.objects.filter(unit=enrolled_unit.unit_id).first()
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


def questions_of(attempt):
    """The attempt's questions in its order, each with the answer given or None."""
    given = {answer.question_id: answer for answer in Answer.objects.filter(attempt=attempt)}
    questions = Question.objects.in_bulk(attempt.questions)
    return [(questions[pk], given.get(pk)) for pk in attempt.questions]
