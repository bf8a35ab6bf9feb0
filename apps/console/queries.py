"""What the console shows. Reading only."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count, F, Min, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from apps.approvals.models import Case
from apps.core.jobs import SWEEP
from apps.core.models import AuditEvent, Heartbeat, Job, JobState
from apps.insights.models import Snapshot
from apps.members.models import FeedImport
from apps.notifications.models import SEND_JOB

ROWS_A_PAGE = 50
COUNTED_TO = 1000
LATE = timedelta(minutes=10)  # the sweep runs every few seconds: what has been due for longer is not being done

RETRIABLE = [JobState.FAILED, JobState.UNKNOWN]
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


class LongPaginator(Paginator):
    """Goes no further than a thousand rows: nobody reads page 400, and counting millions takes seconds."""

    @cached_property
    def _counted(self):
        return self.object_list.order_by()[: COUNTED_TO + 1].count()

    @property
    def count(self):
        return min(self._counted, COUNTED_TO)

    @property
    def count_words(self):
        return f"More than {COUNTED_TO:,}" if self._counted > COUNTED_TO else str(self.count)


def page_of(rows, number):
    return LongPaginator(rows, ROWS_A_PAGE).get_page(number)


def overview():
    """What waits for the central team, how much and since when; when the portal last had data from outside."""
    cases = Case.objects.open().aggregate(open=Count("pk"), open_since=Min("opened_at"))
    failed, unknown, unsent = Q(state=JobState.FAILED), Q(state=JobState.UNKNOWN), Q(kind=SEND_JOB, state__in=NOT_SENT)
    late = Q(state=JobState.PENDING, available_at__lt=timezone.now() - LATE)
    jobs = Job.objects.exclude(state=JobState.DONE).aggregate(
        **_number_and_since("failed", failed, "finished_at"),
        **_number_and_since("unknown", unknown, "finished_at"),
        **_number_and_since("late", late, "available_at"),
        **_number_and_since("unsent", unsent, "finished_at"),
    )

    def waiting(what, name, query, found, key):
        href = f"{reverse(name)}?{query}"
        return {"what": what, "href": href, "number": found[key], "since": found[f"{key}_since"]}

    return {
        "waiting": [
            waiting("Questions to answer", "console:case_list", "status=open", cases, "open"),
            waiting("Jobs that failed", "console:job_list", "state=failed", jobs, "failed"),
            waiting("Emails that may or may not have gone out", "console:job_list", "state=unknown", jobs, "unknown"),
            waiting("Jobs that should have been done by now", "console:job_list", "state=pending", jobs, "late"),
            waiting("Messages not sent", "console:message_list", "delivery=not_sent", jobs, "unsent"),
        ],
        "feed": FeedImport.objects.order_by("-as_of", "-pk").first(),
        "figures": Snapshot.objects.order_by("-as_of").values("as_of", "published_at").first(),
    }


def _number_and_since(name, which, moment):
    return {name: Count("pk", filter=which), f"{name}_since": Min(moment, filter=which)}


def health():
    """What a monitor asks: whether work is being done, and whether any waits for a person."""
    sweep = Heartbeat.objects.filter(name=SWEEP).first()
    return {"swept_at": sweep and sweep.at} | Job.objects.exclude(state=JobState.DONE).aggregate(
        oldest_due=Min("available_at", filter=Q(state=JobState.PENDING, available_at__lte=timezone.now())),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
        unknown=Count("pk", filter=Q(state=JobState.UNKNOWN)),
    )


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
        jobs = Job.objects.filter(kind=SEND_JOB, state__in=states)
        messages = messages.filter(pk__in=jobs.values(message=Cast("key", BigIntegerField())))
    return messages.with_delivery().select_related("recipient").order_by("-pk")


def delivery_of(message, state):
    """(words, colour) for what became of the mail, from the state of its job; old jobs may be gone."""
    if state is None:
        return ("Sent", "green") if message.sent_at else ("No email", "grey")
    return DELIVERY[state], JOB_COLOURS[state]


def job_of(message):
    """The job that mails a message."""
    return Job.objects.filter(kind=SEND_JOB, key=str(message.pk)).first()


def message_of(job, messages):
    """The message that a job mails, or None."""
    if job.kind != SEND_JOB:
        return None
    return messages.filter(pk=job.payload.get("message")).select_related("recipient").first()


def cases_of(cases, *, status):
    """Open ones first, the longest open before the others; then those answered, the latest first."""
    if status:
        cases = cases.filter(status=status)
    return cases.for_list().order_by(F("closed_at").desc(nulls_first=True), "opened_at", "pk")


def history_of(*things):
    """What happened to these things, in sentences, oldest first."""
    return AuditEvent.objects.about(*things)
