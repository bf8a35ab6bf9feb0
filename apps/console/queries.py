"""What the console shows. Reading only."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count, F, Min, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from apps.approvals.models import Case, Ladder
from apps.approvals.states import CaseStatus, Outcome, Status
from apps.core.jobs import SWEEP
from apps.core.models import AuditEvent, Heartbeat, Job, JobState
from apps.insights.models import Snapshot
from apps.members.models import FeedImport, FeedUpload, ManagerProposal
from apps.members.queries import progress_key
from apps.members.states import ProposalStatus, Standing
from apps.notifications.models import DIGEST_JOB, SEND_JOB
from apps.notifications.states import How

ROWS_A_PAGE = 50
COUNTED_TO = 1000
LATE = timedelta(minutes=10)  # the sweep runs every few seconds: what has been due for longer is not being done

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
    disputes = ManagerProposal.objects.disputed().aggregate(disputed=Count("pk"), disputed_since=Min("disputed_at"))
    feeds = FeedUpload.objects.waiting().aggregate(feeds=Count("pk"), feeds_since=Min("uploaded_at"))
    failed, unknown = Q(state=JobState.FAILED), Q(state=JobState.UNKNOWN)
    unsent = Q(kind__in=MAIL_JOBS, state__in=NOT_SENT)
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
            waiting("Questions to answer", "console:case_list", "show=open", cases, "open"),
            waiting("Disputes with the HR feed", "console:dispute_list", "status=disputed", disputes, "disputed"),
            waiting(
                "HR feeds for a second person to confirm", "console:import_list", "status=waiting", feeds, "feeds"
            ),
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
CASES = {"open": "Open", "mine": "Mine", "nobodys": "Not taken up", "closed": "Answered"}


def cases_of(cases, *, show, user):
    """Open ones first, the longest open before the others; then those answered, the latest first."""
    is_open = Q(status=CaseStatus.OPEN)
    parts = {
        "open": is_open,
        "mine": is_open & Q(owner=user),
        "nobodys": is_open & Q(owner=None),
        "closed": Q(status=CaseStatus.CLOSED),
    }
    if show:
        cases = cases.filter(parts[show])
    return cases.for_list().order_by(F("closed_at").desc(nulls_first=True), "opened_at", "pk")


def outcomes_of(case, asked):
    """What the central team can answer. A refusal stands or is decided again, unless it was asked for again since."""
    if case.task.status != Status.REFUSED:
        return [Outcome.ANSWERED]
    return [Outcome.STANDS, Outcome.AGAIN] if asked else [Outcome.STANDS, Outcome.ANSWERED]


def ladder_without(ladder):
    """The rule that holds where this one did, once it is removed."""
    place = ladder.department_id
    rules = Ladder.objects.exclude(pk=ladder.pk).for_list().rules()
    fitting = (rule for rule in rules if rule.department_id in (None, place) and rule.kind in ("", ladder.kind))
    return next(fitting, Ladder())


def proposals_of(proposals, *, status):
    """Who proposed which manager: where it is disputed the longest first, else the latest first."""
    if status:
        proposals = proposals.filter(status=status)
    if status == ProposalStatus.DISPUTED:
        return proposals.for_list().order_by("disputed_at", "pk")
    return proposals.for_list().order_by("-proposed_at", "pk")


def history_of(*things):
    """What happened to these things, in sentences, oldest first."""
    return AuditEvent.objects.about(*things)


# --- People and their roles ------------------------------------------------------------------------------------------

PEOPLE_SHOWN = 50


@dataclass(frozen=True)
class People:
    """What a search found: those whose name, email or number begins so, then those spelled nearly alike."""

    exact: list
    alike: list
    has_more: bool


def people_found(members, text):
    """No more than can be read, and not how many there would be: that would take longer than the search."""
    exact = list(members.beginning_with(text).for_list()[: PEOPLE_SHOWN + 1])
    room = PEOPLE_SHOWN - len(exact)
    known = [member.pk for member in exact]
    alike = list(members.spelled_like(text).exclude(pk__in=known).for_list()[:room]) if room > 0 else []
    return People(exact[:PEOPLE_SHOWN], alike, room < 0)


def tasks_about(tasks, member):
    """(what they asked for and waits, what waits for them), the longest waiting first."""
    waiting = tasks.waiting().for_list()
    own = waiting.filter(requester=member)
    return own, waiting.for_decision_by(member.user) if member.user else waiting.none()


GRANTS = {Standing.CURRENT: "current", Standing.COMING: "coming", Standing.OVER: "over"}
STANDING_COLOURS = {Standing.CURRENT: "green", Standing.COMING: "blue", Standing.OVER: "grey"}


def grants_of(grants, *, role="", place="", standing=""):
    """Narrowed to a role, to a part of the tree, to those that hold today, begin later or have ended."""
    if standing:
        grants = getattr(grants, GRANTS[Standing(standing)])()
    if role:
        grants = grants.filter(role=role)
    if place:
        grants = grants.filter(organisation=place)
    return grants.for_list()


def with_colours(grants):
    return [(grant, STANDING_COLOURS[grant.standing]) for grant in grants]


# --- HR feeds --------------------------------------------------------------------------------------------------------


def uploads_of(uploads, *, status):
    """Newest first, those in one status where that is asked for."""
    return (uploads.filter(status=status) if status else uploads).for_list()


def progress_of(upload):
    """How far a worker is with it, in per cent; None where none has begun."""
    return cache.get(progress_key(upload.pk))
