"""Workers and sweeps at once do each job once, and none waits for another's work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction

from apps.core import jobs
from apps.core.models import Job, JobState
from apps.core.schedule import sweep
from tests.core.counting import (
    count,
    counted,
    enqueue,
    kinds,  # noqa: F401
    let_leases_run_out,
    states,
)
from tests.helpers import closing


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("payload", [{"number": 1}, {}])
def test_each_step_is_a_commit_of_its_own(payload):
    """Within another transaction a claim or an end could be rolled back, and nobody would know."""
    for step in [jobs.claim, jobs.settle, partial(jobs.run, Job(kind="count", payload=payload))]:
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            step()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_during_the_work():
    lockable = Job.objects.select_for_update(nowait=True)

    @jobs.handler("slow")
    def slow():
        assert not connection.in_atomic_block
        with ThreadPoolExecutor() as pool:
            pool.submit(closing(transaction.atomic(lockable.get))).result(timeout=5)

    jobs.enqueue("slow", key=1)
    sweep()
    assert Job.objects.get().last_error == ""
    assert states() == {(JobState.DONE, 1)}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_each_job_once():
    jobs.enqueue_many("count", {number: {"number": number} for number in range(60)})
    barrier = Barrier(2)

    @closing
    def sweeper(_):
        barrier.wait()
        sweep()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweeper, range(2)))
    assert counted() == list(range(60))
    assert states() == {(JobState.DONE, 1)}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_end_a_job_once():
    """Both have it, the first by a lease that ran out, and both come to its end in the same instant."""
    barrier = Barrier(2)

    @jobs.handler("meet")
    def meet(*, number):
        barrier.wait(timeout=5)
        return partial(count, number)

    for number in range(15):
        jobs.enqueue("meet", key=number, number=number)
        late = jobs.claim()
        let_leases_run_out()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(closing(jobs.run), [late, jobs.claim()]))
    assert counted() == list(range(15))
    assert states() == {(JobState.DONE, 2)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_job_is_being_taken_back_waits_and_changes_nothing():
    enqueue(1)
    job = jobs.claim()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            Job.objects.update(state=JobState.PENDING, lease=None, leased_until=None)
            late = pool.submit(closing(jobs.run), job)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.3)
        late.result(timeout=5)
    assert (counted(), states()) == ([], {(JobState.PENDING, 1)})


@pytest.mark.django_db(transaction=True)
def test_a_job_that_someone_is_claiming_is_passed_over():
    enqueue(1)
    with ThreadPoolExecutor() as pool, transaction.atomic():
        Job.objects.select_for_update().get()
        assert pool.submit(closing(jobs.claim)).result(timeout=5) is None


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_being_ended_is_not_taken_back(monkeypatch):
    """Even if its lease runs out in that instant."""

    @jobs.handler("slow")
    def slow(*, number):
        def effect():
            count(number)
            pool.submit(closing(sweep)).result(timeout=5)

        return effect

    monkeypatch.setattr(jobs, "LEASE", timedelta(0))
    jobs.enqueue("slow", key=1, number=1)
    with ThreadPoolExecutor() as pool:
        sweep()
    assert Job.objects.get().last_error == ""
    assert (counted(), states()) == ([1], {(JobState.DONE, 1)})
