"""What waits for a person. Every page shows the numbers in its navigation: one query, two on the home page
of whoever decides."""

from dataclasses import dataclass

from django.db.models import Count, Window
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Task
from apps.approvals.queries import decisions_of
from apps.approvals.states import CaseStatus
from apps.learning.queries import marks_here
from apps.learning.states import ReflectionStatus, TaskStatus

# SQL and not querysets within querysets: every page pays for building them.
UNREAD = "SELECT count(*) FROM notifications_message WHERE recipient_id = accounts_user.id AND read_at IS NULL"
OPEN_CASES = "SELECT count(*) FROM approvals_case WHERE status = %s"
MARKING = "SELECT count(*) FROM learning_markingtask WHERE holder_id = accounts_user.id AND status = %s"
QUESTION = """
    SELECT question.id::text FROM qualifications_outcome question
    JOIN members_member asked ON asked.id = question.asked_id
    WHERE asked.user_id = accounts_user.id AND question.answered_at IS NULL ORDER BY question.asked_at LIMIT 1
"""
REFLECTIONS = "SELECT count(*) FROM learning_reflection WHERE partner_id = accounts_user.id AND status = %s"
# The managers for whom one answers today.
STOOD_IN_FOR = """
    SELECT standing.manager_id
    FROM approvals_standin standing JOIN members_member deputy ON deputy.id = standing.deputy_id
    WHERE deputy.user_id = accounts_user.id
      AND standing.ended_at IS NULL AND %s BETWEEN standing.starts_on AND standing.ends_on
"""
STANDS_IN = f"SELECT EXISTS ({STOOD_IN_FOR})"
# Self-assessments of one's reports to be read, and what the other one wrote down to be agreed to.
TALKS = f"""
    SELECT count(*) FROM (
        SELECT id, user_id FROM members_member WHERE user_id = accounts_user.id
        UNION
        SELECT id, user_id FROM members_member WHERE line_manager_id = ANY(ARRAY(
            SELECT id FROM members_member WHERE user_id = accounts_user.id UNION ALL {STOOD_IN_FOR}
        ))
    ) about
    JOIN capability_assessment assessment ON assessment.member_id = about.id AND assessment.status = 'shared'
    CROSS JOIN LATERAL (
        SELECT outcome.written_by_id FROM capability_outcome outcome
        WHERE outcome.assessment_id = assessment.id AND outcome.status = 'proposed'
        UNION ALL SELECT NULL LIMIT 1
    ) written
    WHERE CASE
        WHEN about.user_id = accounts_user.id THEN written.written_by_id <> accounts_user.id
        ELSE written.written_by_id = about.user_id OR NOT EXISTS (
            SELECT FROM capability_managerview sent
            WHERE sent.assessment_id = assessment.id AND sent.sent_at IS NOT NULL
        ) END
"""  # noqa: S608
# A place on a start date that somebody waited for: the one to be answered soonest.
OFFERED = """
    SELECT json_build_object('pk', place.id, 'title', qualification.title, 'until', place.until)
    FROM qualifications_place place JOIN members_member member ON member.id = place.member_id
    JOIN qualifications_offering offering ON offering.id = place.offering_id
    JOIN qualifications_qualification qualification ON qualification.id = offering.qualification_id
    WHERE member.user_id = accounts_user.id AND place.status = 'offered' AND place.until > %s
    ORDER BY place.until LIMIT 1
"""
# What a person is asked about working elsewhere, what must be answered soonest first.
ELSEWHERE = """
    SELECT json_agg(json_build_object('kind', kind, 'pk', pk, 'title', title, 'until', until) ORDER BY until)
    FROM (
        SELECT 'surge_offer' AS kind, offer.id AS pk, request.title, offer.answer_by AS until
        FROM surge_offer offer JOIN members_member member ON member.id = offer.member_id
        JOIN surge_line line ON line.id = offer.line_id JOIN surge_surgerequest request ON request.id = line.request_id
        WHERE member.user_id = accounts_user.id AND offer.status = 'offered' AND offer.answer_by > %s
        UNION ALL
        SELECT 'placement_offer', application.id, opportunity.title, NULL
        FROM secondments_application application JOIN members_member member ON member.id = application.member_id
        JOIN secondments_opportunity opportunity ON opportunity.id = application.opportunity_id
        WHERE member.user_id = accounts_user.id AND application.status = 'offered'
        UNION ALL
        SELECT 'agreement', agreement.id, opportunity.title, NULL
        FROM secondments_application application JOIN members_member member ON member.id = application.member_id
        JOIN secondments_opportunity opportunity ON opportunity.id = application.opportunity_id
        JOIN secondments_agreement agreement ON agreement.application_id = application.id
        JOIN secondments_agreementversion version ON version.agreement_id = agreement.id
        WHERE member.user_id = accounts_user.id AND version.status = 'open' AND NOT EXISTS (
            SELECT FROM secondments_signature signed
            WHERE signed.version_id = version.id AND signed.user_id = accounts_user.id
        )
    ) waits
"""


@dataclass(frozen=True)
class Waiting:
    """How many messages are not read, questions to the central team, pieces of work to mark, requests to decide;
    whether somebody reports to the person, or to a manager whom they stand in for; and the oldest question whether a
    qualification helped at work."""

    unread: int
    is_manager: bool
    cases: int = 0
    marking: int = 0
    reflections: int = 0  # conversations that somebody asks the person to confirm
    talks: int = 0  # self-assessments to read or agree to, where a page asked for it
    offered: dict | None = None  # a place, where a page asked for it
    elsewhere: list | None = None  # about working elsewhere, where a page asked for it
    decisions: int = 0
    question: str | None = None
    longest: tuple = ()  # of the decisions those that have waited longest, where a page asked for them


def waiting_for(user, *, longest=0):
    """Read once for each request's user: the page asks first, and its navigation shows what was read then."""
    if not hasattr(user, "_waiting"):
        user._waiting = _read(user, longest)
    return user._waiting


def _read(user, longest):
    has_role = user.is_central or user.has_role(Role.HEAD_OF_PROFESSION)
    today, now = timezone.localdate(), timezone.now()
    asked = {
        "unread": (UNREAD, []),
        "question": (QUESTION, []),
        "reflections": (REFLECTIONS, [ReflectionStatus.ASKED]),
        "stands_in": (STANDS_IN, [today]),
    }
    if user.is_central:
        asked["cases"] = OPEN_CASES, [CaseStatus.OPEN]
    if marks_here(user):
        asked["marking"] = MARKING, [TaskStatus.ALLOCATED]
    if longest:
        asked |= {"talks": (TALKS, [today]), "offered": (OFFERED, [now]), "elsewhere": (ELSEWHERE, [now])}
    elif has_role or user.has_reports:
        asked["decisions"] = decisions_of(user)
    found = _columns(user, asked)
    found["is_manager"] = found.pop("stands_in") or user.has_reports
    if "decisions" not in found and (found["is_manager"] or has_role):
        tasks = Task.objects.for_decision_by(user)
        if longest:
            found["longest"] = _longest(tasks, longest)
            found["decisions"] = found["longest"][0].of if found["longest"] else 0
        else:  # they stand in, and have no team of their own
            found["decisions"] = tasks.count()
    return Waiting(**found)


def _columns(user, asked):
    """{name: value} of {name: (SQL, parameters)}. Not as a queryset: on every page that would take as long again."""
    columns = ", ".join(f"({sql}) AS of_{name}" for name, (sql, _) in asked.items())
    parameters = [value for _, values in asked.values() for value in values]
    sql = f"SELECT id, {columns} FROM accounts_user WHERE id = %s"  # noqa: S608
    row = User.objects.raw(sql, [*parameters, user.pk])[0]
    return {name: getattr(row, f"of_{name}") for name in asked}


def _longest(tasks, number):
    """Each with `of`, how many there are in all, and `due_on`, until when an answer is in time."""
    return tuple(tasks.for_inbox().annotate(of=Window(Count("pk")))[:number])
