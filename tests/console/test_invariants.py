"""Each check sees what it is for, and all hold where everything was done by actions."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.approvals.models import Turn
from apps.approvals.states import Status as Decision
from apps.console import actions, invariants
from apps.core.models import Job, JobState
from apps.core.schedule import sweep
from apps.members.models import Absence, Grant, Member
from apps.qualifications.actions import decide_study_time, start_learning, submit_enrolment
from apps.qualifications.models import Enrolment, Offering, StudyAgreement
from apps.qualifications.states import Status
from apps.secondments.models import Application, Release
from apps.surge.models import Line, StandingRelease
from tests.approvals.factories import StandInFactory, TaskFactory
from tests.certificates.factories import CertificateFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import PlaceFactory, enrolment_in
from tests.secondments.factories import offered, sent
from tests.surge.factories import asked_release, deployed


@pytest.fixture
def world(db):
    """One who waits, one who studies, one who was refused; their manager; the central team."""
    GrantFactory()
    manager = MemberFactory()
    for decision in (None, Decision.APPROVED, Decision.REFUSED):
        member = MemberFactory(line_manager=manager)
        enrolment = submit_enrolment(enrolment=enrolment_in(Status.DRAFT, member=member), by=member.user)
        if decision:
            said = {"reason": "cover", "comment": "Ask again."} if decision == Decision.REFUSED else {}
            decide_study_time(asked=enrolment, decision=decision, by=manager.user, **said)
        if decision == Decision.APPROVED:
            start_learning(enrolment=enrolment, by=member.user)
    return manager


def test_all_hold_where_actions_did_it(world):
    assert invariants.broken() == []
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue() == f"All {len(invariants.CHECKS)} checks hold.\n"


def nobody_is_there(manager):
    Grant.objects.all().delete()
    Member.objects.filter(pk=manager.pk).update(status="absent")


def the_central_team_is_inactive(manager):
    User.objects.filter(grants__isnull=False).update(is_active=False)
    Member.objects.filter(pk=manager.pk).update(status="absent")


def a_turn_was_lost(manager):
    Turn.objects.open().delete()


def a_decision_left_no_line(manager):
    TaskFactory(refused=True)


def an_enrolment_went_ahead(manager):
    Enrolment.objects.filter(status=Status.SUBMITTED).update(status=Status.DECLINED)


def an_agreement_was_lost(manager):
    StudyAgreement.objects.all().delete()


def a_certificate_is_left(manager):
    CertificateFactory()


def a_break_was_lost(manager):
    Enrolment.objects.filter(status=Status.IN_PROGRESS).update(status=Status.DEFERRED)


def a_place_was_not_counted(manager):
    PlaceFactory()
    Offering.objects.update(taken=0)


def the_line_goes_round(manager):
    below = MemberFactory(line_manager=MemberFactory(line_manager=manager))
    Member.objects.filter(pk=manager.pk).update(line_manager=below)


def a_place_was_offered_twice(manager):
    second = sent(offered(member=MemberFactory(line_manager=manager)).opportunity)
    Application.objects.filter(pk=second.pk).update(status="offered")


def a_release_was_forgotten(manager):
    sent(member=MemberFactory(line_manager=manager))
    Release.objects.update(is_open=False)


def a_standing_release_was_forgotten(manager):
    asked_release(MemberFactory(line_manager=manager))
    StandingRelease.objects.update(is_open=False)


def a_line_was_filled_twice(manager):
    deployed()
    Line.objects.update(granted=0)


def the_days_were_called_off(manager):
    deployed()
    Absence.objects.update(cancelled_at=timezone.now())


def there_is_a_chain(manager):
    StandInFactory(manager=StandInFactory(manager=MemberFactory()).deputy)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (nobody_is_there, "waits on nobody"),
        (the_central_team_is_inactive, "waits on nobody"),
        (a_turn_was_lost, "has no turn"),
        (a_decision_left_no_line, "no line in the audit trail"),
        (an_enrolment_went_ahead, "is declined and its request is not refused"),
        (an_agreement_was_lost, "has no agreement"),
        (a_certificate_is_left, "belongs to no completed enrolment"),
        (a_break_was_lost, "and its break do not agree"),
        (a_place_was_not_counted, "has miscounted its places"),
        (the_line_goes_round, "is above themselves"),
        (there_is_a_chain, "is part of a chain"),
        (a_place_was_offered_twice, "more people chosen than places"),
        (a_release_was_forgotten, "and its request do not agree"),
        (a_standing_release_was_forgotten, "standing release"),
        (a_line_was_filled_twice, "more people than were agreed"),
        (the_days_were_called_off, "has no days booked"),
    ],
)
def test_what_is_broken_is_said(world, break_it, said):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    break_it(world)
    lines = invariants.broken()
    assert lines and any(said in line for line in lines), lines
    out = StringIO()
    with pytest.raises(CommandError, match=f"{len(lines)} broken"):
        call_command("check_invariants", stdout=out)
    assert out.getvalue().splitlines() == lines


def test_no_line_names_a_person(world):
    nobody_is_there(world)
    names = [name for pair in Member.objects.values_list("given_name", "family_name") for name in pair]
    assert not [name for line in invariants.broken() for name in names if name in line]


@pytest.mark.django_db(transaction=True)
def test_what_the_night_finds_is_a_failed_job(settings):
    """Beat asks every quarter of an hour, and it is done once a day."""
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere"
    TaskFactory()
    for _ in range(2):
        actions.check_data(on=date(2026, 11, 27))
    sweep()
    job = Job.objects.get(kind="check_invariants")
    assert (job.state, job.attempts) == (JobState.PENDING, 1)
    assert "waits on nobody" in job.last_error
