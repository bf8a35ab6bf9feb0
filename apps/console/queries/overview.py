"""What waits for the central team, and whether the portal is well. Reading only."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from apps.approvals.models import Case
from apps.capability.models import FrameworkVersion
from apps.capability.states import VersionStatus
from apps.certificates.models import Certificate, Finding
from apps.console.queries.marking import submissions_of
from apps.console.queries.work import MAIL_JOBS, NOT_SENT
from apps.core.jobs import SWEEP
from apps.core.models import Heartbeat, Job, JobState
from apps.core.uploads.keep import SCAN_JOB
from apps.insights.models import Snapshot
from apps.learning.models import Circumstances, MarkingTask, PriorLearning, UnitContent
from apps.learning.states import ContentStatus, PriorStatus
from apps.members.models import FeedImport, FeedUpload, ManagerProposal
from apps.qualifications.models import CatalogueDraft
from apps.qualifications.states import DraftStatus

LATE = timedelta(minutes=10)  # the sweep runs every few seconds: what has been due for longer is not being done


def overview():
    """What waits for the central team, how much and since when; when the portal last had data from outside."""
    cases = Case.objects.open().aggregate(open=Count("pk"), open_since=Min("opened_at"))
    disputes = ManagerProposal.objects.disputed().aggregate(disputed=Count("pk"), disputed_since=Min("disputed_at"))
    feeds = FeedUpload.objects.waiting().aggregate(feeds=Count("pk"), feeds_since=Min("uploaded_at"))
    faults = Finding.objects.open().aggregate(faults=Count("pk"), faults_since=Min("found_at"))
    claims = Certificate.objects.unclaimed().aggregate(claims=Count("pk"), claims_since=Min("created_at"))
    frameworks = FrameworkVersion.objects.filter(status=VersionStatus.DRAFT).aggregate(
        frameworks=Count("pk"), frameworks_since=Min("loaded_at")
    )
    lost = submissions_of(MarkingTask.objects.all(), show="attention").order_by()
    marking = lost.aggregate(lost=Count("pk"), lost_since=Min("opened_at"))
    asked = Circumstances.objects.open().aggregate(asked=Count("pk"), asked_since=Min("asked_at"))
    prior = PriorLearning.objects.filter(status=PriorStatus.SUBMITTED).aggregate(
        prior=Count("pk"), prior_since=Min("submitted_at")
    )
    content = UnitContent.objects.filter(status=ContentStatus.IN_REVIEW).aggregate(
        content=Count("pk"), content_since=Min("submitted_at")
    )
    drafts = CatalogueDraft.objects.filter(status=DraftStatus.IN_REVIEW).aggregate(
        drafts=Count("pk"), drafts_since=Min("submitted_at")
    )
    failed, unknown = Q(state=JobState.FAILED), Q(state=JobState.UNKNOWN)
    unsent = Q(kind__in=MAIL_JOBS, state__in=NOT_SENT)
    late = Q(state=JobState.PENDING, available_at__lt=timezone.now() - LATE)
    unscanned = Q(kind=SCAN_JOB, state=JobState.PENDING, created_at__lt=timezone.now() - LATE)
    jobs = Job.objects.exclude(state=JobState.DONE).aggregate(
        **_number_and_since("failed", failed, "finished_at"),
        **_number_and_since("unknown", unknown, "finished_at"),
        **_number_and_since("late", late, "available_at"),
        **_number_and_since("unsent", unsent, "finished_at"),
        **_number_and_since("unscanned", unscanned, "created_at"),
    )

    def waiting(what, name, query, found, key):
        href = f"{reverse(name)}?{query}" if query else reverse(name)
        return {"what": what, "href": href, "number": found[key], "since": found[f"{key}_since"]}

    return {
        "waiting": [
            waiting("Questions to answer", "console:case_list", "show=open", cases, "open"),
            waiting("Disputes with the HR feed", "console:dispute_list", "status=disputed", disputes, "disputed"),
            waiting(
                "HR feeds for a second person to confirm", "console:import_list", "status=waiting", feeds, "feeds"
            ),
            waiting(
                "Submissions late or with nobody",
                "console:submission_list",
                "show=attention",
                marking,
                "lost",
            ),
            waiting("Learners who ask for more time", "console:circumstances_list", "", asked, "asked"),
            waiting("Prior learning to review", "learning:review_list", "", prior, "prior"),
            waiting("Content of units to review", "console:content_list", "show=review", content, "content"),
            waiting("Drafts of the catalogue to review", "console:draft_list", "show=review", drafts, "drafts"),
            waiting("Achievements to claim", "console:claim_list", "", claims, "claims"),
            waiting(
                "Frameworks for a second person to publish", "console:framework_list", "", frameworks, "frameworks"
            ),
            waiting("Faults of certificates", "console:finding_list", "", faults, "faults"),
            waiting("Jobs that failed", "console:job_list", "state=failed", jobs, "failed"),
            waiting("Emails that may or may not have gone out", "console:job_list", "state=unknown", jobs, "unknown"),
            waiting("Jobs that should have been done by now", "console:job_list", "state=pending", jobs, "late"),
            waiting(
                "Files that the virus scanner has not answered for",
                "console:job_list",
                "state=pending",
                jobs,
                "unscanned",
            ),
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
