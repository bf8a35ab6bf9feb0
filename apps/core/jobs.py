"""Work handed over as a row: an action enqueues it, a worker claims it, works with nothing locked, and ends it.

Claim and end are short commits of their own. A claim is a lease under a token; a worker that lost it meanwhile cannot
end the job. So it may happen that two do the work, never that both have an effect.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.models import Heartbeat, Job, JobState
from apps.core.rules import RuleBroken, require

ATTEMPTS = 5
LEASE = timedelta(minutes=3)  # longer than the hard time limit of a task: whoever had it is dead
BUDGET = 30  # seconds for which a worker goes on; leaves the last job as many before the soft time limit
SWEEP = "sweep"
WOKEN_AT_ONCE = 50  # messages, not jobs: at least as many as there are worker processes

HANDLERS: dict[str, Callable] = {}
ONCE_ONLY: set[str] = set()
logger = logging.getLogger(__name__)


class NotSent(Exception):
    """For a once-only handler to raise: certainly nothing went out, so it may be tried again."""


class NotYet(Exception):
    """For a handler to raise before it has done anything: it is not the time for it until then. No attempt is lost."""

    def __init__(self, until):
        super().__init__(until)
        self.until = until


def handler(kind, *, once_only=False):
    """Name the function that does this kind of job.

    It takes ids and does the slow work in no transaction. What it returns, an action with its arguments, is called in
    the commit that ends the job. It may be run again from the start, unless it is once-only: mail, where nobody can
    look up afterwards whether it went out.
    """

    def register(function):
        HANDLERS[kind] = function
        if once_only:
            ONCE_ONLY.add(kind)
        return function

    return register


def enqueue(kind, *, key, not_after=None, **ids):
    """Hand work over inside the action's transaction. The key names the occasion; asking twice makes one job."""
    enqueue_many(kind, {key: ids}, not_after=not_after)


def enqueue_many(kind, ids_by_key, *, not_after=None):
    """The same for many occasions, a thousand in a statement: {key: {"enrolment": 7}, …}."""
    rows = [Job(kind=kind, key=key, payload=ids, not_after=not_after) for key, ids in sorted(ids_by_key.items())]
    Job.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


@transaction.atomic
def retry(*, job, by):
    """A person gives a failed job another five attempts; one that may have gone out, knowing what that means."""
    require(by.is_central)
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.state not in (JobState.FAILED, JobState.UNKNOWN):
        raise RuleBroken("This job is not waiting for anybody: it has not failed.")
    row.attempts, row.available_at = 0, timezone.now()
    _release(row, JobState.PENDING)
    audit.record("job.retried", subject=row, by=by, says=f"started the job “{row.kind}” again", key=row.key)
    return row


def waiting(kind, name):
    """The ids under this name in the jobs of a kind that are not finished."""
    jobs = Job.objects.filter(kind=kind, state__in=[JobState.PENDING, JobState.CLAIMED])
    return set(jobs.values_list(f"payload__{name}", flat=True))


def show_life():
    """Beat, the broker and a worker are there: without them nobody calls this. /health/deep looks at it."""
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": timezone.now()})


def due():
    """The jobs to wake workers for."""
    return _known().due().values_list("pk", flat=True)[:WOKEN_AT_ONCE]


@transaction.atomic(durable=True)
def settle():
    """Take back the jobs whose worker died."""
    for row in _known().lapsed().locked():
        _failed(row, TimeoutError("The lease ran out."))


def work(pk):
    """Do this job, then whichever is due next, until none is or the time is over."""
    until = monotonic() + BUDGET
    job = claim(pk) or claim()
    while job:
        run(job)
        job = claim() if monotonic() < until else None


@transaction.atomic(durable=True)
def claim(pk=None):
    """Lease this job, or the next one, if it is due and nobody else is taking it."""
    jobs = _known().due().locked()
    job = (jobs.filter(pk=pk) if pk else jobs).first()
    if job:
        job.state, job.attempts = JobState.CLAIMED, job.attempts + 1
        job.lease, job.leased_until = uuid4(), timezone.now() + LEASE
        job.save(update_fields=["state", "attempts", "lease", "leased_until"])
    return job


def run(job):
    """Do a claimed job: first the work, then its effect and the end of the job in one commit."""
    try:
        late = job.not_after and job.not_after < timezone.now()
        effect = None if late else HANDLERS[job.kind](**job.payload)
        with transaction.atomic(durable=True):
            if row := _held(job):
                if effect:
                    effect()
                _release(row, JobState.SUPPRESSED if late else JobState.DONE)
    except NotYet as postponed:
        with transaction.atomic(durable=True):
            if row := _held(job):
                row.available_at, row.attempts = postponed.until, row.attempts - 1
                _release(row, JobState.PENDING)
    except Exception as error:
        with transaction.atomic(durable=True):
            if row := _held(job):
                _failed(row, error)


def _known():
    """Only what has a handler here: during a release the old workers leave the new kinds to the new ones."""
    return Job.objects.filter(kind__in=list(HANDLERS))


def _held(job):
    """Its row, locked, if it is still ours. If the lease ran out and it was taken away, nothing may be written."""
    return Job.objects.select_for_update().filter(pk=job.pk, state=JobState.CLAIMED, lease=job.lease).first()


def _failed(row, error):
    """Try again in 1, 4, 16 and 64 minutes; after the last attempt it stays failed, for a person to see.

    What is once-only and may have gone out is unknown at once, for a person to see and decide.
    """
    logger.error("Job %s, attempt %s", row, row.attempts, exc_info=error)
    row.last_error = repr(error)
    if row.kind in ONCE_ONLY and not isinstance(error, NotSent):
        _release(row, JobState.UNKNOWN)
    elif row.attempts >= ATTEMPTS:
        _release(row, JobState.FAILED)
    else:
        row.available_at = timezone.now() + timedelta(minutes=4 ** (row.attempts - 1))
        _release(row, JobState.PENDING)


def _release(row, state):
    """Give up the claim. Whatever is not pending again is finished."""
    row.state, row.lease, row.leased_until = state, None, None
    row.finished_at = None if state == JobState.PENDING else timezone.now()
    row.save(update_fields=["state", "attempts", "available_at", "lease", "leased_until", "last_error", "finished_at"])
