import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.core.models import AuditEvent, Job, JobState
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db

LEASE = "0" * 32


# --- Jobs ------------------------------------------------------------------------------------------------------------


def test_one_job_for_each_kind_and_key():
    Job.objects.create(kind="count", key="1")
    Job.objects.create(kind="count", key="2")
    Job.objects.create(kind="other", key="1")
    with pytest.raises(IntegrityError, match="job_one_per_kind_and_key"):
        Job.objects.create(kind="count", key="1")


@pytest.mark.parametrize(
    ("state", "lease", "times"),
    [
        (JobState.PENDING, LEASE, []),
        (JobState.PENDING, None, ["leased_until"]),
        (JobState.PENDING, None, ["finished_at"]),
        (JobState.CLAIMED, None, []),
        (JobState.CLAIMED, LEASE, []),
        (JobState.CLAIMED, None, ["leased_until"]),
        (JobState.CLAIMED, LEASE, ["leased_until", "finished_at"]),
        (JobState.DONE, None, []),
        (JobState.DONE, LEASE, ["finished_at"]),
        (JobState.DONE, None, ["leased_until", "finished_at"]),
        (JobState.FAILED, None, []),
        (JobState.UNKNOWN, None, []),
        (JobState.SUPPRESSED, None, []),
        ("lost", None, []),
        ("lost", None, ["finished_at"]),
    ],
)
def test_the_state_of_a_job_fits_its_lease_and_times(state, lease, times):
    now = timezone.now()
    fields = {"state": state, "lease": lease, "last_error": "x", "not_after": now, **dict.fromkeys(times, now)}
    with pytest.raises(IntegrityError, match="job_state_fits_its_lease_and_times"):
        Job.objects.create(kind="count", key="1", **fields)


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.UNKNOWN])
def test_a_failed_or_unknown_job_says_why(state):
    with pytest.raises(IntegrityError, match="job_failed_or_unknown_says_why"):
        Job.objects.create(kind="count", key="1", state=state, finished_at=timezone.now())


def test_a_suppressed_job_had_a_limit():
    with pytest.raises(IntegrityError, match="job_suppressed_had_a_limit"):
        Job.objects.create(kind="count", key="1", state=JobState.SUPPRESSED, finished_at=timezone.now())


def test_the_constraints_hold_for_sql_too():
    Job.objects.create(kind="count", key="1")
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="job_state_fits_its_lease_and_times"):
        cursor.execute("UPDATE core_job SET state = 'done'")


def test_jobs_are_visible_to_the_central_team_alone():
    Job.objects.create(kind="count", key="1")
    assert Job.objects.visible_to(central_user()).count() == 1
    assert not Job.objects.visible_to(MemberFactory().user).exists()


# --- Audit trail -----------------------------------------------------------------------------------------------------


def event(subject, by=None, says="did it"):
    label = subject._meta.label
    return AuditEvent.objects.create(event="noted", subject_type=label, subject_id=subject.pk, by=by, says=says)


def test_history_is_of_the_things_asked_for_oldest_first():
    one, two, other = UserFactory(), UserFactory(), UserFactory()
    wanted = [event(two), event(one), event(two)]
    event(other)
    AuditEvent.objects.create(event="noted", subject_type="core.Job", subject_id=one.pk, says="is another thing")
    assert list(AuditEvent.objects.about(one, two)) == wanted
    assert not AuditEvent.objects.about().exists()


def test_a_line_reads_as_a_sentence():
    person = UserFactory(name="Priya Shah")
    assert event(person, by=person, says="asked for study time").sentence == "Priya Shah asked for study time"
    assert event(person, says="made the document").sentence == "The portal made the document"


def test_who_is_named_in_the_audit_trail_is_not_deleted():
    person = UserFactory()
    event(person, by=person)
    with pytest.raises(IntegrityError):
        person.delete()
