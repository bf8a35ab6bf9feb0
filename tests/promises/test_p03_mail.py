"""P3: a message goes out at most once, and none is lost without a word."""

from collections import Counter

import pytest

from apps.core import jobs
from apps.core.models import Job, JobState
from apps.notifications.actions import send_message
from apps.notifications.emails import message_email
from apps.notifications.models import SEND_JOB, Message
from apps.notifications.states import Kind
from tests.approvals.factories import TaskFactory
from tests.members.factories import MemberFactory
from tests.promises.mail_sink import FATES, PATIENCE, mail_sink
from tests.promises.workers import Workers, states

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPS = 3  # each worker has one of its own: two beats at once do no harm
SENT = {JobState.DONE: {1}, JobState.UNKNOWN: {0, 1}, JobState.FAILED: {0}}


@pytest.fixture
def sink(settings):
    with mail_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, PATIENCE
        yield sink


@pytest.mark.parametrize(
    ("messages", "kills", "seconds"), [(60, 8, 90), pytest.param(1000, 100, 900, marks=pytest.mark.full)]
)
def test_a_message_goes_out_at_most_once_and_none_is_lost(sink, messages, kills, seconds, counts):
    write(sink, messages)
    with Workers(SWEEPS) as workers:
        workers.finish(hits=kills, seconds=seconds)
    fates = ", ".join(f"{number} {fate}" for fate, number in sorted(Counter(sink.fates.values()).items()))
    counts(f"{messages} messages, {workers.hits} workers killed at work; {states()}; {fates}")
    assert workers.hits == kills
    assert faults(sink) == []


def write(sink, number, fates=FATES):
    """Each to somebody else, as actions do it; twice, because an action may be tried again."""
    task = TaskFactory()
    for place, member in enumerate(MemberFactory.create_batch(number)):
        sink.fates[member.email] = fates[place % len(fates)]
        for _ in range(2):
            send_message(
                recipient=member.user,
                kind=Kind.DECISION_WAITING,
                about=task,
                occasion="asked",
                subject="A request waits for your decision",
                sentence="Somebody has asked.",
                link="/approvals/",
                link_text="Decide",
            )


def faults(sink):
    """Everything that is not as promised, a line for each."""
    found = []
    jobs_of = {job.key: job for job in Job.objects.filter(kind=SEND_JOB)}
    for message in Message.objects.select_related("recipient"):
        job = jobs_of[str(message.pk)]
        delivered = sink.deliveries[message_email(message).extra_headers["Message-ID"]]
        fate = sink.fates[message.recipient.email]
        if delivered not in SENT.get(job.state, set()):
            found.append(f"{fate}: delivered {delivered} times, and its job says {job.state}")
        if (message.sent_at is not None) != (job.state == JobState.DONE):
            found.append(f"{fate}: sent at {message.sent_at}, and its job says {job.state}")
    return found


def test_if_it_were_tried_again_blindly_some_would_go_out_twice(sink, monkeypatch):
    """The checker sees it: without the mark "once only" a doubt is taken for a failure."""
    monkeypatch.setattr(jobs, "ONCE_ONLY", set())
    write(sink, 3, ["dropped"])
    with Workers(SWEEPS) as workers:
        workers.finish(hits=0, seconds=60)
    assert faults(sink) == ["dropped: delivered 5 times, and its job says failed"] * 3
