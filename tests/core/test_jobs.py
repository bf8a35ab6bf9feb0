"""Work is done once or said to be failed or unknown, whatever happens to the workers."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from apps.core import jobs
from apps.core.models import AuditEvent, Heartbeat, Job, JobState
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from tests.core.counting import (
    count,
    counted,
    enqueue,
    kinds,  # noqa: F401
    let_leases_run_out,
    make_due,
    states,
)
from tests.helpers import assert_killed, closing, die
from tests.members.factories import MemberFactory, central_user


@pytest.fixture
def letters():
    """What the once-only kind "letter" has put in the post."""
    posted = []
    jobs.handler("letter", once_only=True)(lambda *, number: posted.append(number))
    return posted


# --- Handing over ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_occasion_twice_is_one_job_even_after_its_end():
    enqueue(1, 1)
    sweep()
    enqueue(1)
    sweep()
    assert counted() == [1]
    assert states() == {(JobState.DONE, 1)}


@pytest.mark.django_db
def test_the_same_key_of_another_kind_is_another_job():
    jobs.handler("other")(lambda *, number: partial(count, number + 100))
    enqueue(1)
    jobs.enqueue("other", key=1, number=1)
    sweep()
    assert counted() == [1, 101]


@pytest.mark.django_db
def test_a_thousand_jobs_are_one_statement(django_assert_num_queries):
    enqueue(500)
    with django_assert_num_queries(1):
        jobs.enqueue_many("count", {number: {"number": number} for number in range(1000)})
    assert Job.objects.count() == 1000


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_handed_over():
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        enqueue(1)
        raise ValueError("undone")
    sweep()
    assert counted() == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_occasions_at_once_wait_in_one_order():
    """In any order of asking: two that wait for each other would be a deadlock."""
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            enqueue(1)
            other = pool.submit(closing(jobs.enqueue_many), "count", {2: {"number": 2}, 1: {"number": 1}})
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
            enqueue(2)
        other.result(timeout=5)
    assert Job.objects.count() == 2


# --- Claiming and working --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_is_claimed_by_one_and_not_before_it_is_due():
    enqueue(1)
    job = Job.objects.get()
    Job.objects.update(available_at=timezone.now() + timedelta(minutes=1))
    assert jobs.claim() is None
    assert jobs.claim(job.pk) is None
    make_due()
    assert jobs.claim(job.pk) == job
    assert jobs.claim(job.pk) is None
    assert jobs.claim() is None


@pytest.mark.django_db
def test_the_job_that_waited_longest_is_next():
    enqueue(1, 2, 3)
    Job.objects.filter(key="2").update(available_at=timezone.now() - timedelta(hours=1))
    assert [jobs.claim().key for _ in range(3)] == ["2", "1", "3"]


@pytest.mark.django_db
def test_a_worker_goes_on_until_nothing_is_due(monkeypatch):
    monkeypatch.setattr(jobs, "WOKEN_AT_ONCE", 1)
    enqueue(*range(4))
    sweep()
    assert counted() == [0, 1, 2, 3]


@pytest.mark.django_db
def test_a_worker_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(jobs, "BUDGET", 0)
    enqueue(*range(3))
    last = Job.objects.get(key="2").pk
    jobs.work(last)
    assert counted() == [2]
    jobs.work(last)  # a message that was delivered twice does the next one
    assert counted() == [0, 2]


@pytest.mark.django_db
def test_a_sweep_wakes_no_more_workers_than_it_may(monkeypatch):
    monkeypatch.setattr(jobs, "WOKEN_AT_ONCE", 2)
    enqueue(*range(3))
    assert len(jobs.due()) == 2


@pytest.mark.django_db
def test_a_sweep_shows_that_it_ran():
    sweep()
    before = Heartbeat.objects.get(name=jobs.SWEEP).at
    sweep()
    assert Heartbeat.objects.get(name=jobs.SWEEP).at > before


@pytest.mark.django_db
def test_a_kind_that_nobody_here_knows_is_left_to_others():
    jobs.enqueue("of_the_next_release", key=1)
    assert not jobs.due()
    assert jobs.claim() is None
    Job.objects.update(state=JobState.CLAIMED, lease="0" * 32, leased_until=timezone.now())
    sweep()
    assert Job.objects.get().state == JobState.CLAIMED


@pytest.mark.django_db
def test_what_comes_too_late_is_not_done(letters):
    now = timezone.now()
    jobs.enqueue("letter", key=1, number=1, not_after=now - timedelta(minutes=1))
    jobs.enqueue("letter", key=2, number=2, not_after=now + timedelta(minutes=1))
    sweep()
    assert letters == [2]
    assert Job.objects.get(key="1").state == JobState.SUPPRESSED
    assert Job.objects.get(key="2").state == JobState.DONE


# --- Failing ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_poison_job_is_put_aside_after_five_attempts_and_others_go_on():
    @jobs.handler("poison")
    def poison():
        raise ValueError("no such thing")

    jobs.enqueue("poison", key=1)
    for wait in [1, 4, 16, 64]:
        sweep()
        sweep()
        job = Job.objects.get(kind="poison")
        assert (job.state, job.finished_at) == (JobState.PENDING, None)
        assert timedelta(minutes=wait, seconds=-5) < job.available_at - timezone.now() < timedelta(minutes=wait)
        make_due()
    enqueue(1)
    sweep()
    sweep()
    job = Job.objects.get(kind="poison")
    assert (job.state, job.attempts, job.last_error) == (JobState.FAILED, 5, "ValueError('no such thing')")
    assert job.finished_at
    assert counted() == [1]


@pytest.mark.django_db
def test_an_effect_that_breaks_leaves_nothing_behind():
    def effect():
        count(1)
        raise ValueError("no such thing")

    jobs.handler("half")(lambda: effect)
    jobs.enqueue("half", key=1)
    sweep()
    assert counted() == []
    assert states() == {(JobState.PENDING, 1)}


@pytest.mark.django_db
def test_a_failure_is_logged_without_what_the_error_said(caplog):
    @jobs.handler("tell")
    def tell():
        raise ValueError("Amara Okafor")

    jobs.enqueue("tell", key=1)
    with caplog.at_level(logging.ERROR):
        sweep()
    [record] = caplog.records
    assert record.getMessage() == "Job tell 1, attempt 1"


@pytest.mark.django_db
def test_a_lapsed_lease_makes_it_pending_and_the_next_worker_does_it():
    enqueue(1)
    jobs.claim()  # and the worker dies
    sweep()
    assert states() == {(JobState.CLAIMED, 1)}  # it might still be at work
    Job.objects.update(leased_until=timezone.now())
    sweep()
    assert states() == {(JobState.PENDING, 1)}
    assert "TimeoutError" in Job.objects.get().last_error
    assert counted() == []
    make_due()
    sweep()
    assert counted() == [1]
    assert states() == {(JobState.DONE, 2)}


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_is_put_aside():
    enqueue(1)
    for _ in range(jobs.ATTEMPTS):
        assert jobs.claim()
        let_leases_run_out()
    assert jobs.claim() is None
    assert states() == {(JobState.FAILED, 5)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["work", "effect", "after the effect"])
def test_a_killed_worker_leaves_a_whole_job_to_the_next(where, monkeypatch):
    enqueue(1)
    with monkeypatch.context() as patch:
        if where == "work":
            patch.setitem(jobs.HANDLERS, "count", die)
        elif where == "effect":
            patch.setitem(jobs.HANDLERS, "count", lambda *, number: die)
        else:
            patch.setattr(jobs, "_release", die)
        assert_killed(sweep)
    assert counted() == []
    assert states() == {(JobState.CLAIMED, 1)}
    let_leases_run_out()
    sweep()
    assert counted() == [1]
    assert states() == {(JobState.DONE, 2)}


@pytest.mark.django_db
@pytest.mark.parametrize("breaks", [False, True])
def test_a_worker_without_its_lease_changes_nothing(breaks):
    enqueue(1)
    late = jobs.claim()
    let_leases_run_out()
    if breaks:
        late.payload = {}  # its handler raises
    jobs.run(late)
    assert (counted(), states()) == ([], {(JobState.PENDING, 1)})
    again = jobs.claim()
    jobs.run(late)
    assert (counted(), states()) == ([], {(JobState.CLAIMED, 2)})
    jobs.run(again)
    jobs.run(late)
    assert (counted(), states()) == ([1], {(JobState.DONE, 2)})


@pytest.mark.django_db
def test_a_job_that_nobody_claimed_is_not_ended():
    enqueue(1)
    jobs.run(Job.objects.get())
    assert (counted(), states()) == ([], {(JobState.PENDING, 0)})


# --- Once only -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_letter_is_posted_once(letters):
    jobs.enqueue("letter", key=1, number=1)
    sweep()
    sweep()
    assert letters == [1]
    assert states() == {(JobState.DONE, 1)}


@pytest.mark.django_db
def test_a_letter_whose_lease_ran_out_is_unknown_for_good(letters):
    jobs.enqueue("letter", key=1, number=1)
    late = jobs.claim()  # and the worker hangs
    for _ in range(3):
        let_leases_run_out()
        sweep()
    assert letters == []
    jobs.run(late)
    assert letters == [1]  # the late worker posts it after all, and nobody else did
    assert states() == {(JobState.UNKNOWN, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state"), [(ConnectionResetError, JobState.UNKNOWN), (jobs.NotSent, JobState.PENDING)]
)
def test_a_letter_is_tried_again_only_if_it_certainly_stayed_here(error, state):
    @jobs.handler("letter", once_only=True)
    def post():
        raise error

    jobs.enqueue("letter", key=1)
    sweep()
    assert states() == {(state, 1)}


@pytest.mark.django_db
def test_a_letter_that_always_stays_here_fails_after_five_attempts():
    @jobs.handler("letter", once_only=True)
    def post():
        raise jobs.NotSent("the post is closed")

    jobs.enqueue("letter", key=1)
    for _ in range(jobs.ATTEMPTS + 1):
        sweep()
        make_due()
    assert states() == {(JobState.FAILED, 5)}


# --- Again, by a person ----------------------------------------------------------------------------------------------


@pytest.fixture
def failed():
    enqueue(1)
    now = timezone.now()
    Job.objects.update(state=JobState.FAILED, attempts=5, last_error="ValueError()", finished_at=now)
    return Job.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.FAILED, JobState.UNKNOWN])
def test_retry_gives_another_five_attempts(failed, state):
    Job.objects.update(state=state)
    central = central_user()
    jobs.retry(job=failed, by=central)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.finished_at) == (JobState.PENDING, 0, None)
    event = AuditEvent.objects.get()
    assert (event.event, event.by, event.subject_id) == ("job.retried", central, str(failed.pk))
    assert event.sentence == f"{central} started the job “count” again"
    sweep()
    assert counted() == [1]
    assert states() == {(JobState.DONE, 1)}


@pytest.mark.django_db
def test_retry_is_the_central_teams(failed):
    with pytest.raises(PermissionDenied):
        jobs.retry(job=failed, by=MemberFactory().user)
    assert states() == {(JobState.FAILED, 5)}
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.PENDING, JobState.CLAIMED, JobState.DONE, JobState.SUPPRESSED])
def test_retry_refuses_what_has_not_failed(failed, state):
    now = timezone.now()
    fields = {"state": state, "finished_at": now, "not_after": now}
    if state in (JobState.PENDING, JobState.CLAIMED):
        fields["finished_at"] = None
    if state == JobState.CLAIMED:
        fields |= {"lease": "0" * 32, "leased_until": now}
    Job.objects.update(**fields)
    with pytest.raises(RuleBroken, match="has not failed"):
        jobs.retry(job=failed, by=central_user())
    assert states() == {(state, 5)}
    assert not AuditEvent.objects.exists()


# --- Not yet ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_it_is_not_yet_time_for_waits_until_then_and_loses_no_attempt(letters):
    until = timezone.now() + timedelta(hours=8)

    def wait(*, number):
        raise jobs.NotYet(until)

    for kind in ("patient", "letter"):
        jobs.handler(kind, once_only=kind == "letter")(wait)
        jobs.enqueue(kind, key="1", number=1)
    for _ in range(jobs.ATTEMPTS + 1):
        Job.objects.update(available_at=timezone.now())
        sweep()
    for job in Job.objects.all():
        assert (job.state, job.attempts, job.available_at, job.lease, job.last_error) == (
            JobState.PENDING,
            0,
            until,
            None,
            "",
        )


@pytest.mark.django_db
def test_what_was_taken_away_meanwhile_is_not_put_off(letters):
    """Its lease ran out: another has it now, and this one may write nothing."""

    def wait(*, number):
        Job.objects.update(state=JobState.PENDING, lease=None, leased_until=None, attempts=3)
        raise jobs.NotYet(timezone.now() + timedelta(hours=8))

    jobs.handler("patient")(wait)
    jobs.enqueue("patient", key="1", number=1)
    jobs.run(jobs.claim())
    assert Job.objects.get().attempts == 3
