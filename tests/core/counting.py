"""A kind of job whose effect can be counted, for the tests of jobs."""

from functools import partial

import pytest
from django.utils import timezone

from apps.core import jobs
from apps.core.models import AuditEvent, Job, JobState


def count(number):
    """The effect of a job: a row that says that it happened."""
    AuditEvent.objects.create(event="counted", subject_type="number", subject_id=number, says=f"counted {number}")


def counted():
    return sorted(
        int(number) for number in AuditEvent.objects.filter(event="counted").values_list("subject_id", flat=True)
    )


def enqueue(*numbers):
    for number in numbers:
        jobs.enqueue("count", key=number, number=number)


def make_due():
    """The wait for the next try is over."""
    Job.objects.filter(state=JobState.PENDING).update(available_at=timezone.now())


def let_leases_run_out():
    """Whoever had a job is taken for dead, and it is due again."""
    Job.objects.filter(state=JobState.CLAIMED).update(leased_until=timezone.now())
    jobs.settle()
    make_due()


def states():
    return set(Job.objects.values_list("state", "attempts"))


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """One kind of job, "count", and those that a test adds."""
    monkeypatch.setattr(jobs, "HANDLERS", {})
    monkeypatch.setattr(jobs, "ONCE_ONLY", set())
    jobs.handler("count")(lambda *, number: partial(count, number))
