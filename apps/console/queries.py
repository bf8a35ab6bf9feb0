"""What the console shows. Reading only."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count, F, Min, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property

from apps.approvals.models import Case
from apps.core.models import AuditEvent, Job, JobState
from apps.insights.models import Snapshot
from apps.members.models import FeedImport
from apps.notifications.models import SEND_JOB, Message

FOR_A_PERSON = [JobState.FAILED, JobState.UNKNOWN]
ON_THE_WAY = [JobState.PENDING, JobState.CLAIMED]
NOT_SENT = [*FOR_A_PERSON, JobState.SUPPRESSED]
LATE = timedelta(minutes=10)  # the sweep runs every five seconds: what is due for longer is not being done
ROWS_A_PAGE = 50
COUNTED_TO = 1000

# What the state of the job that mails a message says about the message.
DELIVERY = {
    JobState.PENDING: ("Waiting to be sent", "grey"),
    JobState.CLAIMED: ("Being sent", "blue"),
    JobState.DONE: ("Sent", "green"),
    JobState.FAILED: ("Not sent", "red"),
    JobState.UNKNOWN: ("May have gone out", "purple"),
    JobState.SUPPRESSED: ("Not sent, came too late", "grey"),
}
JOB_COLOURS = {
    JobState.PENDING: "grey",
    JobState.CLAIMED: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.UNKNOWN: "purple",
    JobState.SUPPRESSED: "grey",
}


class LongPaginator(Paginator):
    """Counts no further than a thousand: of a long list one narrows the choice, and nobody reads page 400."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[: COUNTED_TO + 1].count()

    @property
    def count_words(self):
        return f"more than {COUNTED_TO:,}" if self.count > COUNTED_TO else str(self.count)


@dataclass(frozen=True)
class Overview:
    cases: dict
    jobs: dict
    feed: FeedImport | None
    figures: dict | None
