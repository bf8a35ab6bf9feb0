"""Writes stories as the rows that the portal's actions would have left, many at a time and with their own dates."""

from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from apps.approvals.models import Ladder, Task, Turn
from apps.approvals.states import Kind, Rung
from apps.approvals.states import Status as Decision
from apps.certificates.emails import certificate_ready
from apps.certificates.models import Certificate
from apps.console.population.accounts import make_accounts
from apps.console.population.stories import FIRST_TIME
from apps.core import jobs
from apps.core.models import AuditEvent
from apps.learning.models import Answer, Attempt, PageRead, UnitStart
from apps.members.calendar import add_working_days
from apps.notifications.models import Message
from apps.qualifications import eligibility
from apps.qualifications.actions.decision import SAYS
from apps.qualifications.documents import ask_facts, ask_title
from apps.qualifications.models import (
    EnrolledUnit,
    Enrolment,
    StudyAgreement,
    StudyLog,
    StudyPlan,
    UnitAchievement,
)
from apps.qualifications.models.study import MOST_LOGGED
from apps.qualifications.states import Status

WEEKS_LOGGED = 4  # of a study in progress: what was logged last
BY_TEST, ELSEWHERE = "passing its test", "an assessment by the awarding body"

# In the order in which rows refer to each other; with the date that would otherwise be that of the writing.
DATES = {
    Task: "asked_at",
    Turn: None,
    Certificate: "created_at",
    Enrolment: "created_at",
    EnrolledUnit: None,
    StudyPlan: "proposed_at",
    StudyAgreement: "agreed_at",
    StudyLog: "logged_at",
    UnitAchievement: None,
    UnitStart: None,
    PageRead: "read_at",
    Attempt: "started_at",
    Answer: None,
    Message: "created_at",
    AuditEvent: "at",
}


@transaction.atomic
def write_stories(stories, random):
    """Write everything of these stories. The members come with their line manager, who decided."""
    people = [person for story in stories for person in (story.member, story.member.line_manager)]
    make_accounts(people)
    ledger = Ledger(random)
    for story in stories:
        ledger.enter(story)
    ledger.write()


class Ledger:
    """Collects the rows of many stories, by model."""

    def __init__(self, random):
        self.random = random
        self.rows = defaultdict(list)
        self.events = []
        self.checks = {}

    def enter(self, story):
        enrolment = self._enrolment(story)
        plans = self._plans(story, enrolment)
        if story.asked_at:
            enrolment.task = self._task(story, enrolment, plans[0])
            enrolment.version_id = story.qualification.version_id
            enrolment.eligibility = self._eligibility(story)
        if enrolment.task and enrolment.task.status == Decision.APPROVED:
            self._agreement(story, enrolment, plans[-1])
        if story.begun_at:
            self._study(story, enrolment)
        if story.status == Status.COMPLETED:
            enrolment.certificate = self._certificate(story)
        if story.status == Status.WITHDRAWN:
            self._event("enrolment.withdrawn", enrolment, story.member.user, story.finished_at, "withdrew")

    def write(self):
        self._number_certificates()
        with own_dates():
            for model in DATES:
                if model is not AuditEvent:
                    model.objects.bulk_create(self.rows[model], batch_size=2000)
            AuditEvent.objects.bulk_create([_audit_event(*event) for event in self.events], batch_size=2000)
        keys = [str(certificate.pk) for certificate in self.rows[Certificate]]
        jobs.enqueue_many("make_certificate", {key: {"certificate": key} for key in keys})

    # --- Rows -------------------------------------------------------------------------------------------------------

    def _add(self, row):
        self.rows[type(row)].append(row)
        return row

    def _event(self, event, subject, by, at, says, **details):
        self.events.append((event, subject, by, at, says, details))

    def _enrolment(self, story):
        is_over = story.status == Status.WITHDRAWN
        enrolment = Enrolment(
            member=story.member,
            qualification=story.qualification,
            status=story.status,
            purpose=story.purpose,
            created_at=story.started_at,
            completed_at=story.finished_at if story.status == Status.COMPLETED else None,
            withdrawn_at=story.finished_at if is_over else None,
            withdrawal_reason=story.withdrawal_reason,
        )
        self._add(enrolment)
        says = f"began to ask for the {story.qualification}"
        self._event("enrolment.started", enrolment, story.member.user, story.started_at, says)
        self.enrolled_units = {unit: self._add(EnrolledUnit(enrolment=enrolment, unit=unit)) for unit in story.units}
        return enrolment

    def _plans(self, story, enrolment):
        by, at = story.member.user, story.asked_at or story.started_at
        plans = [self._add(StudyPlan(enrolment=enrolment, version=1, proposed_by=by, proposed_at=at, **story.plan))]
        if story.agreed_plan:
            by, at = story.member.line_manager.user, story.decided_at
            agreed = StudyPlan(enrolment=enrolment, version=2, proposed_by=by, proposed_at=at, **story.agreed_plan)
            plans.append(self._add(agreed))
        return plans

    def _task(self, story, enrolment, plan):
        member, manager, status = story.member, story.member.line_manager, _task_status(story)
        task = Task(
            kind=Kind.STUDY_TIME,
            subject=story.qualification.code,
            title=ask_title(story.qualification, plan),
            facts=ask_facts(enrolment, plan, story.units),
            requester=member,
            requested_by=member.user,
            **enrolment.task_urls,
            status=status,
            asked_at=story.asked_at,
            decided_at=story.decided_at,
            decided_by=manager.user if story.decided_at else None,
            reason=story.reason,
            comment=story.comment,
        )
        self._add(task)
        self._turn(task, manager)
        self._event("task.requested", task, member.user, story.asked_at, f"asked {manager}")
        self._event("enrolment.submitted", enrolment, member.user, story.asked_at, "asked for study time")
        if story.decided_at:
            self._decision(story, enrolment, task)
        elif status == Decision.WITHDRAWN:
            self._event("task.withdrawn", task, member.user, story.finished_at, "withdrew the request")
        return task

    def _turn(self, task, manager):
        """Whose turn it was, or is."""
        begun_on = timezone.localdate(task.asked_at)
        due_on = add_working_days(begun_on, Ladder().step_up_after, manager.region_id, manager.working_days)
        self._add(
            Turn(
                task=task,
                rung=Rung.LINE,
                member=manager,
                asked=manager,
                begun_at=task.asked_at,
                due_on=due_on,
            )
        )

    def _agreement(self, story, enrolment, plan):
        """What was agreed, and some of the hours spent since."""
        by = story.member.line_manager.user
        self._add(StudyAgreement(enrolment=enrolment, plan=plan, agreed_by=by, agreed_at=story.decided_at))
        if story.status != Status.IN_PROGRESS:
            return
        for weeks_ago in range(WEEKS_LOGGED):
            at = timezone.now() - timedelta(weeks=weeks_ago, days=1)
            if at > story.begun_at:
                log = StudyLog(enrolment=enrolment, member=story.member, on=timezone.localdate(at), logged_at=at)
                log.hours = min(plan.hours_a_week, MOST_LOGGED)
                self._add(log)

    def _decision(self, story, enrolment, task):
        by, at = story.member.line_manager.user, story.decided_at
        decision = Decision.CHANGED if story.agreed_plan else Decision(task.status)
        says = {
            Decision.APPROVED: "agreed",
            Decision.CHANGED: "agreed with changes",
            Decision.REFUSED: f"did not agree: {task.get_reason_display().lower()}",
        }[decision]
        self._event("task.decided", task, by, at, says, decision=decision, reason=story.reason)
        self._event("enrolment.decided", enrolment, by, at, SAYS[decision], decision=decision)
        if decision == Decision.CHANGED and task.status == Decision.APPROVED:
            by, at = story.member.user, at + timedelta(minutes=40)
            self._event("task.changes_accepted", task, by, at, "accepted the changes")
            self._event("enrolment.changes_accepted", enrolment, by, at, "accepted the changed study time")

    def _eligibility(self, story):
        """The checks as they came out. They are the same for everybody of a department and region."""
        key = story.qualification.pk, story.member.organisation.department_code, story.member.region_id
        if key not in self.checks:
            self.checks[key] = eligibility.as_data(eligibility.checks(story.qualification, story.member))
        return self.checks[key]

    def _study(self, story, enrolment):
        user = story.member.user
        self._event("enrolment.begun", enrolment, user, story.begun_at, "started learning")
        for unit, at in story.achieved.items():
            how = ELSEWHERE
            if content := next((one for one in unit.contents.all() if one.is_published), None):
                how = BY_TEST
                start = UnitStart(enrolled_unit=self.enrolled_units[unit], content=content, started_at=story.begun_at)
                self._add(start)
                self._read(self.enrolled_units[unit], content, story.begun_at, at)
                self._pass_test(self.enrolled_units[unit], content, story.begun_at, at, user)
            achieved_on = timezone.localdate(at)
            banked = UnitAchievement(member=story.member, unit=unit, achieved_on=achieved_on, how=how)
            self._event("unit.achieved", self._add(banked), user, at, f"achieved unit {unit} by {how}")
        if story.status == Status.COMPLETED:
            says = f"completed the {story.qualification}"
            self._event("enrolment.completed", enrolment, user, story.finished_at, says)

    def _read(self, enrolled_unit, content, begun_at, until):
        for page in content.pages.all():
            read_at = begun_at + (until - begun_at) * self.random.uniform(0, 0.9)
            self._add(PageRead(enrolled_unit=enrolled_unit, page=page, read_at=read_at))

    def _pass_test(self, enrolled_unit, content, begun_at, at, user):
        """Most pass at the first attempt; some need a second one, some days later."""
        attempts = [(at, True)]
        if at - begun_at > timedelta(days=6) and self.random.random() > FIRST_TIME:
            attempts.insert(0, (at - timedelta(days=self.random.randint(2, 5)), False))
        for number, (submitted_at, passes) in enumerate(attempts, 1):
            self._attempt(enrolled_unit, content, number, submitted_at, passes, user)

    def _attempt(self, enrolled_unit, content, number, submitted_at, passes, user):
        bank = list(content.questions.all())
        drawn = set(self.random.sample(bank, min(content.draw or len(bank), len(bank))))
        questions = [question for question in bank if question in drawn]
        needed = -(-content.pass_mark * len(questions) // 100)
        right = self.random.randint(needed, len(questions)) if passes else self.random.randint(needed // 2, needed - 1)
        attempt = Attempt(
            enrolled_unit=enrolled_unit,
            content=content,
            number=number,
            questions=[question.pk for question in questions],
            started_at=submitted_at - timedelta(minutes=self.random.randint(8, 25)),
            submitted_at=submitted_at,
            score=100 * right // len(questions),
            passed=passes,
        )
        self._add(attempt)
        known = set(self.random.sample(range(len(questions)), right))
        for place, question in enumerate(questions):
            said = _said(question, is_right=place in known)
            self._add(Answer(attempt=attempt, question=question, saved_at=submitted_at, **said))
        says = f"{'passed' if passes else 'did not pass'} the test of unit {enrolled_unit.unit}"
        self._event("attempt.submitted", attempt, user, submitted_at, says, score=attempt.score)

    def _certificate(self, story):
        qualification = story.qualification
        certificate = Certificate(
            holder=story.member,
            holder_name=story.member.name,
            title=qualification.title,
            level=qualification.level,
            awarding_body=qualification.suite.awarding_body,
            units=[{"code": unit.code, "title": unit.title} for unit in story.units],
            awarded_on=timezone.localdate(story.finished_at),
            created_at=story.finished_at,
        )
        return self._add(certificate)

    def _number_certificates(self):
        """The database gives the numbers, as for any other certificate; the earliest come first."""
        certificates = sorted(self.rows[Certificate], key=lambda certificate: certificate.created_at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('certificates_number') FROM generate_series(1, %s)", [len(certificates)])
            numbers = [number for (number,) in cursor.fetchall()]
        for certificate, number in zip(certificates, numbers, strict=True):
            certificate.number = f"ODP-{certificate.awarded_on.year}-{number:06}"
            self._tell_holder(certificate)
            by, says = certificate.holder.user, f"awarded certificate {certificate.number}"
            self._event("certificate.awarded", certificate, by, certificate.created_at, says)

    def _tell_holder(self, certificate):
        """They were told when it happened: the document that a worker makes now is no news to them."""
        letter, at = certificate_ready(certificate), certificate.created_at
        del letter["about"]
        self._add(
            Message(
                recipient=certificate.holder.user,
                object_type=certificate._meta.label,
                object_id=str(certificate.pk),
                created_at=at,
                sent_at=at,
                read_at=at,
                **letter,
            )
        )


def _task_status(story):
    if story.status == Status.WITHDRAWN:
        return Decision.APPROVED if story.decided_at else Decision.WITHDRAWN
    return {
        Status.SUBMITTED: Decision.PENDING,
        Status.CHANGED: Decision.CHANGED,
        Status.DECLINED: Decision.REFUSED,
    }.get(story.status, Decision.APPROVED)


def _said(question, *, is_right):
    """An answer to it."""
    if question.is_typed:
        return {"text": question.right_words[0].removesuffix(question.unit).strip() if is_right else "0"}
    wrong = [place for place in range(len(question.options)) if place not in question.right]
    return {"chosen": question.right if is_right else wrong[:1]}


def _audit_event(event, subject, by, at, says, details):
    return AuditEvent(
        event=event,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        by=by,
        at=at,
        says=says,
        details=details,
    )


@contextmanager
def own_dates():
    """Rows are written with the dates they bring, where otherwise they would get that of the writing."""
    fields = [model._meta.get_field(name) for model, name in DATES.items() if name]
    for field in fields:
        field.auto_now_add = False
    try:
        yield
    finally:
        for field in fields:
            field.auto_now_add = True
