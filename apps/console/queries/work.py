"""Jobs, and messages with what became of them. Reading only."""

from django.db.models import BigIntegerField, Count, Q
from django.db.models.functions import Cast

from apps.core.models import Job, JobState
from apps.notifications.models import DIGEST_JOB, SEND_JOB
from apps.notifications.states import How

RETRIABLE = [JobState.FAILED, JobState.UNKNOWN]
MAIL_JOBS = [SEND_JOB, DIGEST_JOB]
NOT_SENT = [JobState.FAILED, JobState.UNKNOWN, JobState.SUPPRESSED]
JOB_COLOURS = {
    JobState.PENDING: "grey",
    JobState.CLAIMED: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.UNKNOWN: "purple",
    JobState.SUPPRESSED: "grey",
}
# What the state of the job that mails a message says about the message.
DELIVERY = {
    JobState.PENDING: "Waiting to be sent",
    JobState.CLAIMED: "Being sent",
    JobState.DONE: "Sent",
    JobState.FAILED: "Not sent",
    JobState.UNKNOWN: "May have gone out",
    JobState.SUPPRESSED: "Not sent, came too late",
}
# What one can narrow the list of messages to: (what it is called in the address, its words).
DELIVERY_CHOICES = [
    ("sent", "Sent"),
    ("waiting", "Waiting to be sent"),
    ("not_sent", "Not sent, or nobody knows"),
]


def job_states():
    """[(state, its words, how many)]; the finished ones are not counted, for they only grow."""
    rows = Job.objects.exclude(state=JobState.DONE).order_by().values_list("state").annotate(Count("pk"))
    counts = dict(rows)
    return [(state, state.label, None if state == JobState.DONE else counts.get(state, 0)) for state in JobState]


def jobs_of(jobs, *, state):
    """Newest first, those in one state where that is asked for."""
    return (jobs.filter(state=state) if state else jobs).order_by("-pk")


def kind_words(job):
    """send_message is "Send message"."""
    return job.kind.replace("_", " ").capitalize()


def messages_of(messages, *, kind="", delivery="", email=""):
    """Newest first, narrowed to a kind, to what became of the mail, to one person."""
    if kind:
        messages = messages.filter(kind=kind)
    if email:
        messages = messages.filter(recipient__email=email.lower())
    if delivery == "sent":
        messages = messages.filter(sent_at__isnull=False)
    elif delivery:
        states = NOT_SENT if delivery == "not_sent" else [JobState.PENDING, JobState.CLAIMED]
        key = Cast("key", BigIntegerField())
        jobs = Job.objects.filter(state__in=states)
        of_jobs = Q(pk__in=jobs.filter(kind=SEND_JOB).values(message=key))
        of_jobs |= Q(digest__in=jobs.filter(kind=DIGEST_JOB).values(digest=key))
        messages = messages.filter(
            of_jobs | Q(how=How.DIGEST, digest=None, read_at=None) if delivery == "waiting" else of_jobs
        )
    return messages.with_delivery().select_related("recipient").order_by("-pk")


def delivery_of(message, state):
    """(words, colour) for what became of the mail, from the state of its job; old jobs may be gone."""
    if message.how == How.HERE:
        return "No email, as they chose", "grey"
    if message.how == How.DIGEST and message.digest_id is None:
        return ("Read before the daily email", "grey") if message.read_at else ("Waiting for the daily email", "grey")
    if message.how == How.DIGEST and state is not None:
        return f"{DELIVERY[state]}, in the daily email", JOB_COLOURS[state]
    if state is None:
        return ("Sent", "green") if message.sent_at else ("No email", "grey")
    return DELIVERY[state], JOB_COLOURS[state]


def job_of(message):
    """The job that mails a message, by itself or in the mail of the day."""
    if message.digest_id:
        return Job.objects.filter(kind=DIGEST_JOB, key=str(message.digest_id)).first()
    return Job.objects.filter(kind=SEND_JOB, key=str(message.pk)).first()


def message_of(job, messages):
    """The message that a job mails, of a mail of the day the first; or None."""
    which = {SEND_JOB: Q(pk=job.payload.get("message")), DIGEST_JOB: Q(digest=job.payload.get("digest"))}
    if job.kind not in which:
        return None
    return messages.filter(which[job.kind]).select_related("recipient__member").order_by("pk").first()


# What one can narrow the list of questions to, by the name in the address.
