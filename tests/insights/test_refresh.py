"""The numbers of what happened: put right for whom something happened to, and counted anew each night."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from apps.console import invariants
from apps.core import audit
from apps.core.models import AuditEvent
from apps.insights import actions
from apps.insights.models import Fact, Tally
from apps.qualifications.models import StudyLog
from apps.qualifications.states import Status
from apps.surge.models import Deployment
from tests.insights.factories import make_departments
from tests.members.factories import GradeFactory, MemberFactory
from tests.qualifications.factories import QualificationFactory, enrolment_in
from tests.surge.factories import deployed, line_of, rostered

pytestmark = pytest.mark.django_db
MONTH = datetime(2026, 10, 1, tzinfo=UTC).date()


@pytest.fixture
def office():
    return make_departments()["HO"]


def somebody(office, **fields):
    return MemberFactory(organisation=office, grade=GradeFactory(code="AO"), **fields)


def said(subject, event):
    audit.record(event, subject=subject, by=None, says="did")


def tallies(**which):
    """{(what, detail): number}"""
    rows = Tally.objects.filter(number__gt=0, **which).values_list("what", "detail", "number")
    found = {}
    for what, detail, number in rows:
        found[what, detail] = found.get((what, detail), 0) + number
    return found


def test_the_way_to_a_certificate_is_counted_where_its_person_works(office):
    enrolment = enrolment_in(Status.COMPLETED, member=somebody(office), qualification=QualificationFactory(code="Q1"))
    said(enrolment, "enrolment.begun")
    said(enrolment, "enrolment.completed")
    actions.refresh()
    assert tallies(organisation="HO", grade="AO", thing="Q1").keys() >= {("started", ""), ("completed", "")}
    assert tallies(what="decided") == {("decided", "agreed"): 1}


@pytest.mark.parametrize(
    ("status", "what", "detail"),
    [
        (Status.SUBMITTED, "waiting", ""),
        (Status.DECLINED, "refused", "cover"),
        (Status.WITHDRAWN, "withdrawn", "work"),
    ],
)
def test_what_came_of_a_request_is_counted_with_its_reason(office, status, what, detail):
    enrolment_in(status, member=somebody(office))
    actions.recount()
    assert tallies(what=what) == {(what, detail): 1}


def test_restricted_people_are_in_no_number(office):
    enrolment_in(Status.SUBMITTED, member=somebody(office, restricted=True))
    actions.recount()
    assert not Fact.objects.exists()
    assert not Tally.objects.exists()


def test_a_place_of_a_surge_is_open_until_somebody_accepts_it():
    line, member = line_of(people=3), rostered().member
    actions.recount()  # what factories have done is in no trail
    say_decided = {"what": "surge", "organisation": line.request.organisation_id}
    said(line.request, "surge_request.decided")
    actions.refresh()
    assert tallies(**say_decided) == {("surge", "open"): 3}
    deployment = deployed(line, member)
    actions.refresh()
    assert tallies(**say_decided) == {("surge", "open"): 2, ("surge", "filled"): 1}
    assert set(Tally.objects.filter(detail="filled", number=1).values_list("days", flat=True)) == {0}
    Deployment.objects.filter(pk=deployment.pk).update(status="called_off", freed=True, early_why="home")
    said(deployment, "deployment.called_off")
    actions.refresh()
    assert tallies(**say_decided) == {("surge", "open"): 3}
    assert actions.recount() == 0


def test_working_days_leave_out_the_weekend_and_months_begin_in_london(office):
    friday, tuesday = datetime(2026, 10, 30, 9, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        task = enrolment_in(Status.APPROVED, member=somebody(office)).task
    task.decided_at = tuesday
    task.save()
    actions.recount()
    [row] = Tally.objects.filter(what="decided")
    assert (row.days, f"{row.month}") == (2, "2026-11-01")
    with time_machine.travel(datetime(2026, 9, 30, 23, 30, tzinfo=UTC), tick=False):  # half past midnight in London
        enrolment_in(Status.SUBMITTED, member=somebody(office))
    actions.recount()
    assert Tally.objects.get(what="waiting").month == MONTH


def test_hours_of_study_add_up_without_those_struck_out(office):
    member = somebody(office)
    enrolment = enrolment_in(Status.IN_PROGRESS, member=member)
    for hours in ("1.5", "2"):
        StudyLog.objects.create(enrolment=enrolment, member=member, on=MONTH, hours=Decimal(hours))
    StudyLog.objects.create(enrolment=enrolment, member=member, on=MONTH, hours=3, struck_at=timezone.now())
    actions.recount()
    assert Tally.objects.get(what="hours").amount == Decimal("3.5")


def test_a_change_moves_the_numbers_of_its_person_only(office, django_assert_max_num_queries):
    other = enrolment_in(Status.SUBMITTED, member=somebody(office))
    moving = enrolment_in(Status.SUBMITTED, member=somebody(office))
    actions.recount()
    kept = Fact.objects.filter(member=other.member).values_list("pk", flat=True)
    before = set(kept)
    moving.task.status, moving.task.decided_at, moving.task.decided_by = "approved", timezone.now(), other.member.user
    moving.task.save()
    said(moving.task, "task.decided")
    with django_assert_max_num_queries(25):
        assert actions.refresh() == 1
    assert tallies(what="waiting") == {("waiting", ""): 1}
    assert tallies(what="decided") == {("decided", "agreed"): 1}
    assert set(kept) == before


def test_whoever_moves_takes_along_what_they_did(office):
    member = somebody(office)
    enrolment_in(Status.SUBMITTED, member=member)
    actions.recount()
    member.organisation_id = "HMPPS"
    member.save()
    said(member, "member.moved")
    actions.refresh()
    assert set(Tally.objects.filter(number__gt=0).values_list("organisation", flat=True)) == {"HMPPS"}


def test_refreshed_twice_is_refreshed_once_and_the_same_as_counted_anew(office):
    for status in (Status.SUBMITTED, Status.DECLINED, Status.IN_PROGRESS):
        enrolment = enrolment_in(status, member=somebody(office))
        said(enrolment, "enrolment.begun")
        actions.refresh()
    actions.refresh()
    kept = tallies()
    assert actions.recount() == 0
    assert tallies() == kept


def test_what_is_committed_late_is_still_counted(office):
    """A line that was numbered before another comes to light after that one was counted."""
    actions.refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('core_auditevent', 'id'))")
        [number] = cursor.fetchone()
    said(enrolment_in(Status.SUBMITTED, member=somebody(office)), "enrolment.submitted")
    actions.refresh()
    late = enrolment_in(Status.SUBMITTED, member=somebody(office))
    AuditEvent.objects.create(
        pk=number,
        event="enrolment.submitted",
        subject_type="qualifications.Enrolment",
        subject_id=late.pk,
        says="asked",
    )
    actions.refresh()
    assert tallies(what="waiting") == {("waiting", ""): 2}


def test_a_number_that_was_changed_by_hand_is_found_at_night_and_raises_an_alarm(office):
    enrolment_in(Status.SUBMITTED, member=somebody(office))
    actions.recount()
    assert list(invariants.figures_out_of_step()) == []
    Fact.objects.update(thing="other")
    assert actions.recount() > 0
    [line] = invariants.figures_out_of_step()
    assert "otherwise" in line
    assert actions.recount() == 0
    assert list(invariants.figures_out_of_step()) == []


def test_a_completion_that_the_audit_trail_has_not_heard_of_is_found(office):
    actions.recount()
    enrolment = enrolment_in(Status.COMPLETED, member=somebody(office))
    said(enrolment, "enrolment.begun")
    actions.refresh()
    assert actions.recount() == 1
    said(enrolment, "enrolment.completed")
    actions.refresh()
    assert actions.recount() == 0


@pytest.mark.django_db(transaction=True)
def test_two_refreshers_at_once_count_everything_once(counts):
    office = make_departments()["HO"]
    actions.refresh()
    for _ in range(3):
        said(enrolment_in(Status.SUBMITTED, member=somebody(office)), "enrolment.submitted")
    barrier, errors = threading.Barrier(4), []

    def work():
        try:
            barrier.wait()
            actions.refresh()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert tallies(what="asked") == {("asked", ""): 3}
    counts("4 refreshers of the figures at once")
