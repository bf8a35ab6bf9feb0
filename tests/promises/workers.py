"""Worker processes that are killed while they work, as by a machine that goes down."""

import os
import random
import time
from datetime import timedelta
from multiprocessing import get_context
from signal import SIGKILL

from django.db import connection
from django.utils import timezone

from apps.core import jobs
from apps.core.models import Job, JobState
from apps.core.schedule import sweep

fork = get_context("fork")
LONG = timedelta(seconds=15)  # for one job: whoever still has it is dead
LAST_CHANCE = (
    jobs.ATTEMPTS - 1
)  # a job that has failed so often is left in peace: after the next it would be put aside


class Workers:
    """Several processes, each with a sweep of its own as if there were as many beats. Time is made to pass for them.

    `hits` counts the kills that caught a worker with a job in its hands.
    """

    def __init__(self, number, seed=2026):
        self.number, self.chance, self.hits, self.taken = number, random.Random(seed), 0, 0
        self.workers = []

    def __enter__(self):
        self.workers = [self._start() for _ in range(self.number)]
        return self

    def __exit__(self, *error):
        for process, _ in self.workers:
            process.kill()
            process.join()

    def _start(self):
        connection.close()  # a connection is one process's own
        at_work_on = fork.Value("q", 0)
        process = fork.Process(target=_work_for_ever, args=[at_work_on], daemon=True)
        process.start()
        return process, at_work_on

    def finish(self, *, hits, taken=0, seconds):
        """Let them work until nothing is left to do, and meanwhile kill `hits` of them at work.

        `taken` times a lease runs out although the worker is alive: it comes late, to a job that is another's.
        """
        until = time.monotonic() + seconds
        while Job.objects.filter(state__in=[JobState.PENDING, JobState.CLAIMED]).exists():
            assert time.monotonic() < until, f"Not done in {seconds} seconds: {states()}"
            if self.hits < hits:
                self._kill_one()
            elif self.taken < taken:
                self._take_from_one()
            else:
                time.sleep(0.05)
                self._let_old_leases_run_out()
            Job.objects.filter(state=JobState.PENDING).update(available_at=timezone.now())

    def _kill_one(self):
        place = self.chance.randrange(self.number)
        process, at_work_on = self.workers[place]
        if not self._wait_for_work(at_work_on):
            return
        time.sleep(self.chance.uniform(0, 0.1))
        os.kill(process.pid, SIGKILL)
        process.join()
        self.hits += self._let_lease_run_out(at_work_on.value)
        self.workers[place] = self._start()

    def _take_from_one(self):
        _, at_work_on = self.chance.choice(self.workers)
        if self._wait_for_work(at_work_on):
            self.taken += self._let_lease_run_out(at_work_on.value)

    def _wait_for_work(self, at_work_on):
        until = time.monotonic() + 1
        while time.monotonic() < until:
            pk = at_work_on.value
            if pk and Job.objects.filter(pk=pk, attempts__lt=LAST_CHANCE).exists():
                return True
            time.sleep(0.002)
        return False

    def _let_lease_run_out(self, pk):
        return Job.objects.filter(pk=pk, state=JobState.CLAIMED).update(leased_until=timezone.now())

    def _let_old_leases_run_out(self):
        """Of a worker that was killed after it had claimed a job and before it could say so."""
        claimed_by = timezone.now() + jobs.LEASE - LONG
        Job.objects.filter(state=JobState.CLAIMED, leased_until__lt=claimed_by).update(leased_until=timezone.now())


def _work_for_ever(at_work_on):
    claim = jobs.claim

    def claim_and_tell(pk=None):
        job = claim(pk)
        at_work_on.value = job.pk if job else 0
        return job

    jobs.claim = claim_and_tell
    while True:
        sweep()
        time.sleep(0.02)


def states():
    """How many jobs are in each state, as words."""
    counted = {}
    for state in Job.objects.values_list("state", flat=True):
        counted[state] = counted.get(state, 0) + 1
    return ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
