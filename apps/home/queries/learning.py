"""A person's own learning, with the step where they stopped."""

from dataclasses import dataclass

from django.db.models import JSONField, UUIDField
from django.db.models.expressions import RawSQL
from django.urls import reverse

from apps.qualifications.models import Enrolment

MOST_ENROLMENTS = 50  # nobody has as many; a page must not grow without end


FIELDS = [
    "status",
    "created_at",
    "task_id",
    *(f"qualification__{name}" for name in ("title", "slug", "level", "size", "suite_id")),
]


# SQL and not querysets within querysets: to build those takes longer than all else on the page together.
PLAN = """
    SELECT plan.{} FROM qualifications_studyplan plan
    WHERE plan.enrolment_id = qualifications_enrolment.id ORDER BY plan.version DESC LIMIT 1
"""
# A change of the study time that was agreed with changes, and waits for the member: its task.
CHANGED = """
    SELECT task.id FROM qualifications_studychange change JOIN approvals_task task ON task.id = change.task_id
    WHERE change.enrolment_id = qualifications_enrolment.id AND change.is_open AND task.status = 'changed'
"""
# An assignment that is not yet met, of a study in progress: the one to be sent again soonest.
REFERRED = """
    SELECT jsonb_build_object('pk', chosen.id, 'code', unit.code, 'by', work.resubmit_by)
    FROM learning_work work JOIN qualifications_enrolledunit chosen ON chosen.id = work.enrolled_unit_id
    JOIN qualifications_unit unit ON unit.id = chosen.unit_id
    WHERE chosen.enrolment_id = qualifications_enrolment.id AND work.status = 'referred'
    AND qualifications_enrolment.status = 'in_progress'
    ORDER BY work.resubmit_by LIMIT 1
"""
# Of a study in progress, the unit worked on last, or else the first, of those not achieved yet; its pages, with
# whether each was read; and the test that is open, with the questions asked and those answered.
STOPPED_AT = """
    SELECT jsonb_build_object(
        'pk', chosen.id, 'code', unit.code, 'title', unit.title, 'last', last.moment,
        'pages', ARRAY(
            SELECT jsonb_build_object('slug', page.slug, 'title', page.title, 'read', EXISTS (
                SELECT FROM learning_pageread done WHERE done.enrolled_unit_id = chosen.id AND done.page_id = page.id
            ))
            FROM learning_page page JOIN learning_unitcontent content ON content.id = page.content_id
            LEFT JOIN learning_unitstart start ON start.enrolled_unit_id = chosen.id
            WHERE content.unit_id = unit.id AND CASE WHEN start.id IS NULL THEN content.status = 'published'
                ELSE content.id = start.content_id END
            ORDER BY page."order"
        ),
        'passed', EXISTS (
            SELECT FROM learning_attempt attempt WHERE attempt.enrolled_unit_id = chosen.id AND attempt.passed
        ),
        'test', (
            SELECT jsonb_build_object('asked', attempt.questions, 'answered', ARRAY(
                SELECT answer.question_id FROM learning_answer answer
                WHERE answer.attempt_id = attempt.id AND (answer.chosen <> '{}' OR answer.text <> '')
            ))
            FROM learning_attempt attempt
            WHERE attempt.enrolled_unit_id = chosen.id AND attempt.submitted_at IS NULL
        )
    )
    FROM qualifications_enrolledunit chosen JOIN qualifications_unit unit ON unit.id = chosen.unit_id
    CROSS JOIN LATERAL (
        SELECT greatest(
            (SELECT max(read_at) FROM learning_pageread WHERE enrolled_unit_id = chosen.id),
            (SELECT max(started_at) FROM learning_attempt WHERE enrolled_unit_id = chosen.id),
            (SELECT max(answer.saved_at) FROM learning_answer answer
             JOIN learning_attempt attempt ON attempt.id = answer.attempt_id
             WHERE attempt.enrolled_unit_id = chosen.id)
        ) AS moment
    ) last
    WHERE chosen.enrolment_id = qualifications_enrolment.id AND qualifications_enrolment.status = 'in_progress'
    AND NOT EXISTS (
        SELECT FROM qualifications_unitachievement achieved
        WHERE achieved.member_id = qualifications_enrolment.member_id AND achieved.unit_id = unit.id
    )
    ORDER BY last.moment DESC NULLS LAST, unit.code LIMIT 1
"""


@dataclass(frozen=True)
class Step:
    """Where to go on: the unit, what comes next in it, and the page that shows it."""

    unit: str
    says: str
    href: str


def own_enrolments(member):
    """Newest first, each with `starts_on` and `ends_on` of the study time that counts, the task of a change that waits
    for the member, the assignment to be sent again, and where they stopped."""
    return list(
        Enrolment.objects.filter(member=member)
        .select_related("qualification")
        .only(*FIELDS)
        .annotate(
            starts_on=RawSQL(PLAN.format("starts_on"), []),
            ends_on=RawSQL(PLAN.format("ends_on"), []),
            referred=RawSQL(REFERRED, [], output_field=JSONField()),
            changed_task=RawSQL(CHANGED, [], output_field=UUIDField()),
            stopped_at=RawSQL(STOPPED_AT, [], output_field=JSONField()),
        )
        .order_by("-created_at", "pk")[:MOST_ENROLMENTS]
    )


def step_of(stopped_at):
    """The next question of a test that is open, else the next page, else the test."""
    unit = f"Unit {stopped_at['code']}: {stopped_at['title']}"
    return Step(unit, *_next(stopped_at["pk"], stopped_at["pages"], stopped_at["test"], stopped_at["passed"]))


def _next(pk, pages, test, passed):
    if test:
        asked = test["asked"]
        for number, question in enumerate(asked, 1):
            if question not in test["answered"]:
                return f"Question {number} of {len(asked)}", reverse("learning:question_answer", args=[pk, number])
        return "Check your answers and send the test in", reverse("learning:attempt_check", args=[pk])
    for number, page in enumerate(pages, 1):
        if not page["read"]:
            says = f"Page {number} of {len(pages)}: {page['title']}"
            return says, reverse("learning:page_read", args=[pk, page["slug"]])
    unit = reverse("learning:unit_detail", args=[pk])
    if passed:
        return "You have passed the test. See what else the unit asks for", unit
    return ("You have read all pages. Next is the test", unit) if pages else ("See what the unit asks for", unit)
