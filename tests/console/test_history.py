"""The history of made-up people: as the portal's own actions would have left it."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import resolve
from django.utils import timezone

from apps.approvals.models import Task
from apps.approvals.states import Status as Decision
from apps.capability.models import Answer as Said
from apps.capability.models import Assessment, FrameworkVersion
from apps.capability.states import AssessmentStatus
from apps.certificates.emails import certificate_ready
from apps.certificates.models import Certificate
from apps.console.population.assessments import make_assessments
from apps.console.population.history import Catalogue
from apps.console.population.stories import SINCE, STATUSES, Storyteller
from apps.core.models import AuditEvent, Job
from apps.learning.models import Answer, Attempt, PageRead
from apps.members.models import Member, Move
from apps.notifications.actions import send_message
from apps.notifications.models import Message
from apps.qualifications import combination
from apps.qualifications.models import Enrolment, Qualification, StudyPlan, UnitAchievement
from apps.qualifications.states import TAKEN_UP, Status

SIZE = 1500


@pytest.fixture(scope="module", autouse=True)
def population(django_db_setup, django_db_blocker):
    """Made once for all tests of this module, which only read; gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("make_population", members=SIZE, seed=11)
        yield
        transaction.set_rollback(True)


def enrolments(*statuses):
    rows = Enrolment.objects.for_list()
    return list(rows.filter(status__in=statuses) if statuses else rows)


def test_six_per_cent_took_something_up():
    people = Member.objects.filter(enrolments__status__in=TAKEN_UP).distinct().count()
    assert 0.045 * SIZE < people < 0.08 * SIZE


def test_there_is_every_status():
    assert set(Enrolment.objects.values_list("status", flat=True)) == set(STATUSES) == set(Status) - {Status.DEFERRED}


def test_what_was_chosen_makes_the_qualification_and_was_open_to_the_person():
    for enrolment in enrolments():
        chosen = [row.unit for row in enrolment.enrolled_units.all()]
        rule = enrolment.qualification.combination
        assert combination.gaps(rule, chosen) == [] and combination.foreign(rule, chosen) == []
        assert Qualification.objects.open_to(enrolment.member).filter(pk=enrolment.qualification_id).exists()


def test_it_is_completed_exactly_when_it_is_earned():
    for enrolment in enrolments():
        achieved = [row.unit for row in enrolment.enrolled_units.all() if row.achieved]
        is_earned = combination.gaps(enrolment.qualification.combination, achieved) == []
        assert is_earned == (enrolment.status == Status.COMPLETED)


def test_the_task_stands_as_the_enrolment_does():
    expected = {
        Status.SUBMITTED: {Decision.PENDING},
        Status.CHANGED: {Decision.CHANGED},
        Status.APPROVED: {Decision.APPROVED},
        Status.IN_PROGRESS: {Decision.APPROVED},
        Status.COMPLETED: {Decision.APPROVED},
        Status.DECLINED: {Decision.REFUSED},
        Status.DRAFT: {None},
        Status.WITHDRAWN: {None, Decision.WITHDRAWN, Decision.APPROVED},
    }
    for enrolment in enrolments():
        assert (enrolment.task.status if enrolment.task else None) in expected[enrolment.status]
    for task in Task.objects.select_related("requester__line_manager", "decided_by"):
        assert task.decided_by in (None, task.requester.line_manager.user)
        assert (
            task.decide_url == f"/enrolments/{task.enrolment.pk}/decide/" or str(task.enrolment.pk) in task.decide_url
        )
        assert len(task.facts) >= 7


def test_things_happened_one_after_another_and_not_in_the_future():
    now = timezone.now()
    for enrolment in enrolments():
        moments = [enrolment.member.claimed_at, enrolment.created_at]
        if enrolment.task:
            moments += [enrolment.task.asked_at, enrolment.task.decided_at or enrolment.task.asked_at]
        moments += [enrolment.completed_at or enrolment.withdrawn_at or now, now]
        assert moments == sorted(moments)
        assert now - enrolment.created_at < timedelta(days=SINCE + 5)
    days = [enrolment.created_at.date() for enrolment in enrolments()]
    assert len({(day.year, day.month) for day in days}) >= 17


def test_a_plan_lies_around_the_study():
    for plan in StudyPlan.objects.select_related("enrolment"):
        assert plan.starts_on.weekday() == 0
        assert plan.weeks >= 6
        assert plan.version == 1 or plan.hours_a_week < plan.enrolment.plans.get(version=1).hours_a_week


def test_each_certificate_was_earned_and_its_document_is_to_be_made():
    completed = enrolments(Status.COMPLETED)
    assert completed
    for enrolment in completed:
        certificate = enrolment.certificate
        assert certificate.holder == enrolment.member and certificate.holder_name == enrolment.member.name
        assert certificate.title == enrolment.qualification.title
        assert [unit["code"] for unit in certificate.units] == [
            row.unit.code for row in enrolment.enrolled_units.all()
        ]
        assert certificate.awarded_on == timezone.localdate(enrolment.completed_at)
        assert certificate.number.startswith(f"ODP-{certificate.awarded_on.year}-") and not certificate.file
        job = Job.objects.get(kind="make_certificate", key=str(certificate.pk))
        assert job.payload == {"certificate": str(certificate.pk)}
    assert Certificate.objects.count() == len(completed) == Job.objects.count()


def test_nobody_gets_mail_about_it():
    """Who earned something was told then: when the document is made now, that is no news."""
    assert not Job.objects.exclude(kind="make_certificate").exists()
    told = {message.object_id: message for message in Message.objects.all()}
    for certificate in Certificate.objects.select_related("holder__user"):
        message = told.pop(str(certificate.pk))
        assert message.created_at == message.sent_at == message.read_at == certificate.created_at
        assert not send_message(recipient=certificate.holder.user, **certificate_ready(certificate))
    assert told == {}


def test_where_a_request_leads_there_is_a_page():
    tasks = Task.objects.all()
    assert tasks
    for task in tasks:
        for url in (task.decide_url, task.accept_url, task.withdraw_url, task.again_url):
            assert resolve(url)


def test_a_unit_with_a_test_was_achieved_by_it():
    rows = UnitAchievement.objects.select_related("unit", "member").filter(unit__contents__status="published")
    assert rows
    for banked in rows:
        attempts = Attempt.objects.filter(
            enrolled_unit__unit=banked.unit, enrolled_unit__enrolment__member=banked.member
        )
        last = attempts.order_by("number").last()
        assert (last.passed, timezone.localdate(last.submitted_at)) == (True, banked.achieved_on)
        assert all(not attempt.passed for attempt in attempts if attempt != last)
        assert banked.how == "passing its test"


def test_the_answers_give_the_score():
    failed = 0
    for attempt in Attempt.objects.select_related("content").prefetch_related("answers__question"):
        answers = list(attempt.answers.all())
        right = sum(answer.question.is_right(answer) for answer in answers)
        assert len(answers) == len(attempt.questions)
        assert attempt.score == 100 * right // len(answers)
        assert attempt.passed == (100 * right >= attempt.content.pass_mark * len(answers))
        assert attempt.started_at < attempt.submitted_at
        failed += not attempt.passed
    assert failed and Answer.objects.exists() and PageRead.objects.exists()


def test_every_step_is_in_the_audit_trail_with_its_day():
    for enrolment in enrolments(Status.COMPLETED, Status.DECLINED):
        lines = list(AuditEvent.objects.about(enrolment, enrolment.task))
        events = [line.event for line in lines]
        assert events[:3] == ["enrolment.started", "task.requested", "enrolment.submitted"]
        assert {"task.decided", "enrolment.decided"} <= set(events)
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert lines[0].at == enrolment.created_at and lines[0].by == enrolment.member.user
        assert ("enrolment.completed" in events) == (enrolment.status == Status.COMPLETED)


def test_rows_made_afterwards_have_the_date_of_their_making():
    enrolment = enrolments(Status.DRAFT)[0]
    again = Enrolment(member=enrolment.member, qualification=enrolment.qualification, status=Status.DRAFT)
    before = timezone.now()
    again.pk, again.created_at = enrolment.pk, before - timedelta(days=9)
    assert Enrolment._meta.get_field("created_at").pre_save(again, True) >= before


@pytest.mark.parametrize("seed", range(5))
def test_every_open_qualification_has_a_way_to_choose_units(seed):
    random = Random(seed)
    teller, catalogue = Storyteller(random), Catalogue(random)
    assert len(catalogue.open) > 15
    for qualification in catalogue.open:
        chosen = teller.choose_units(qualification)
        assert combination.gaps(qualification.combination, chosen) == []


# --- Self-assessments ------------------------------------------------------------------------------------------------


def test_most_people_have_said_where_they_stand_and_most_of_it_was_agreed():
    assessed = Assessment.objects.values("member").distinct().count()
    assert 0.5 * SIZE < assessed < 0.9 * SIZE
    found = Counter(Assessment.objects.values_list("status", flat=True))
    assert set(found) == set(AssessmentStatus)
    assert found[AssessmentStatus.AGREED] > found.total() / 2
    assert 6 < Said.objects.count() / SIZE < 8.5


def test_what_was_shared_says_something_of_each_capability_at_a_level_of_its_own_framework():
    capabilities = {
        version.pk: version.capabilities.count()
        for version in FrameworkVersion.objects.prefetch_related("capabilities")
    }
    for assessment in Assessment.objects.exclude(status=AssessmentStatus.PRIVATE).prefetch_related(
        "answers__level", "answers__capability"
    )[:300]:
        answers = assessment.answers.all()
        assert len(answers) == capabilities[assessment.version_id]
        for answer in answers:
            assert answer.is_given and answer.capability.version_id == assessment.version_id
            assert answer.level is None or answer.level.version_id == assessment.version_id


def test_what_was_agreed_is_confirmed_by_the_member_and_has_its_line():
    agreed = Assessment.objects.filter(status=AssessmentStatus.AGREED).select_related("member__line_manager")
    for assessment in agreed.prefetch_related("outcomes__levels", "answers")[:300]:
        [outcome] = assessment.outcomes.all()
        assert outcome.answered_by_id == assessment.member.user_id
        assert outcome.written_by_id == assessment.member.line_manager.user_id
        assert len(outcome.levels.all()) == len(assessment.answers.all())
        events = [event.event for event in AuditEvent.objects.about(assessment)]
        assert events == ["assessment.started", "assessment.shared", "assessment.agreed"]


def test_the_same_seed_gives_the_same_answers():
    """Whoever is made up again answers again as before: neither the order nor the time of writing decides."""
    member = Member.objects.filter(assessments__status=AssessmentStatus.AGREED).order_by("staff_number").first()
    before = list(_answers_of(member))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in ("agreedlevel", "outcome", "answer", "assessment"):
                cursor.execute(f"DELETE FROM capability_{table}")
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        make_assessments(seed=11, among=Member.objects.filter(pk=member.pk))
        again = list(_answers_of(member))
        transaction.set_rollback(True)
    assert before == again != []


def _answers_of(member):
    answers = Said.objects.filter(assessment__member=member).order_by("assessment__started_at", "capability")
    return answers.values_list("capability__code", "level__order", "ticked", "example")


def test_people_came_from_the_grade_below():
    moves = Move.objects.select_related("from_grade", "to_grade", "member")
    assert 0.08 * SIZE < len(moves) < 0.2 * SIZE
    for move in moves:
        assert move.to_grade_id == move.member.grade_id and move.from_grade.order < move.to_grade.order
