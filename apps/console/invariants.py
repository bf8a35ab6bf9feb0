"""What must always be true of the data, beyond what a constraint can say: looked at each night and by a command.

Each check is a function with a docstring that says what is true, and yields a line for everything of which it is not.
The lines name rows by their keys: they end in logs, where no name of a person may be.
"""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from apps.approvals.models import StandIn, Task, Turn
from apps.approvals.routing import ways_of
from apps.approvals.states import Status as Decision
from apps.certificates.models import Certificate
from apps.core.models import AuditEvent
from apps.insights.models import Watermark
from apps.members.models import Member
from apps.qualifications.models import Deferral, Enrolment, Offering, Place, StudyAgreement
from apps.qualifications.states import ENROLLED, TAKING, Status
from apps.secondments.models import Opportunity, Release
from apps.secondments.states import CHOSEN
from apps.surge.models import Deployment, Line, StandingRelease

AT_ONCE = 500  # requests whose ways are in memory at a time
AGREES = {
    Status.SUBMITTED: Decision.PENDING,
    Status.CHANGED: Decision.CHANGED,
    Status.APPROVED: Decision.APPROVED,
    Status.IN_PROGRESS: Decision.APPROVED,
    Status.DEFERRED: Decision.APPROVED,
    Status.DECLINED: Decision.REFUSED,
}


class InvariantBroken(Exception):
    """Something is not as it must be. Its text is what the central team reads at the job."""


def broken():
    """[line] for everything that is not as it must be."""
    return [f"{_says(check)}: {line}" for check in CHECKS for line in check()]


def _says(check):
    return check.__doc__.strip().splitlines()[0].rstrip(".")


def waiting_on_nobody():
    """Every waiting request has somebody in post who may decide it, and never the requester."""
    waiting = Task.objects.filter(status=Decision.PENDING).select_related("requester__organisation", "follows")
    for tasks in _chunks(waiting.order_by("pk")):
        ways = ways_of(tasks)
        for task in tasks:
            deciders = {user.pk for stop in ways[task.pk] for user in stop.users}
            members = [member for stop in ways[task.pk] for member in stop.members]
            if not deciders and not members:
                yield f"task {task.pk} waits on nobody"
            if task.requested_by_id in deciders | {member.user_id for member in members}:
                yield f"task {task.pk} waits on its own requester"
            if gone := [member.pk for member in members if not member.is_in_post]:
                yield f"task {task.pk} waits on member {gone[0]}, who is not in post"


def _chunks(rows):
    found = list(rows[:AT_ONCE])
    while found:
        yield found
        found = list(rows.filter(pk__gt=found[-1].pk)[:AT_ONCE])


def without_a_turn():
    """While a request waits, it is somebody's turn."""
    turns = Turn.objects.open().filter(task=OuterRef("pk"))
    for pk in Task.objects.filter(status=Decision.PENDING).exclude(Exists(turns)).values_list("pk", flat=True):
        yield f"task {pk} has no turn"


def decided_unseen():
    """Each decision is in the audit trail."""
    decided = Task.objects.filter(status__in=[Decision.CHANGED, Decision.APPROVED, Decision.REFUSED])
    lines = AuditEvent.objects.filter(
        event="task.decided", subject_type=Task._meta.label, subject_id=Cast(OuterRef("pk"), TextField())
    )
    for pk in decided.exclude(Exists(lines)).values_list("pk", flat=True):
        yield f"task {pk} was decided and has no line in the audit trail"


def out_of_step():
    """An enrolment is where its request is."""
    for status, decision in AGREES.items():
        enrolments = Enrolment.objects.filter(status=status).exclude(task=None).exclude(task__status=decision)
        for pk in enrolments.values_list("pk", flat=True):
            yield f"enrolment {pk} is {status} and its request is not {decision}"


def without_an_agreement():
    """Whoever studies has one study-time agreement that holds."""
    holds = StudyAgreement.objects.filter(enrolment=OuterRef("pk"), replaced_at=None)
    for pk in Enrolment.objects.filter(status__in=ENROLLED).exclude(Exists(holds)).values_list("pk", flat=True):
        yield f"enrolment {pk} has no agreement"


def paused_without_an_end():
    """Whoever has paused has said until when, and nobody else has."""
    breaks = Deferral.objects.open().filter(enrolment=OuterRef("pk"))
    paused = Q(status=Status.DEFERRED)
    wrong = Enrolment.objects.filter(paused & ~Exists(breaks) | ~paused & Exists(breaks))
    for pk in wrong.values_list("pk", flat=True):
        yield f"enrolment {pk} and its break do not agree"


def places_miscounted():
    """What a start date counts as taken and paid for is what its places say."""
    places = Place.objects.filter(offering=OuterRef("pk"), status__in=TAKING).order_by().values("offering")
    counted = {
        "really_taken": Count("pk"),
        "really_funded": Count("funded_gbp"),
        "really_spent": Sum("funded_gbp"),
    }
    offerings = Offering.objects.annotate(
        **{name: Subquery(places.annotate(number=sum_of).values("number")) for name, sum_of in counted.items()}
    )
    for offering in offerings.order_by("pk"):
        really = [offering.really_taken or 0, offering.really_funded or 0, offering.really_spent or 0]
        if really != [offering.taken, offering.funded_taken, offering.spent_gbp]:
            yield f"offering {offering.pk} has miscounted its places"


def certificate_of_nothing():
    """Each certificate is for a qualification that somebody completed."""
    completed = Enrolment.objects.filter(status=Status.COMPLETED, certificate__award=OuterRef("award"))
    for pk in Certificate.objects.exclude(Exists(completed)).values_list("pk", flat=True):
        yield f"certificate {pk} belongs to no completed enrolment"


def sent_without_a_version():
    """Each request says under which version of the qualification it was sent."""
    sent = Enrolment.objects.filter(task__isnull=False, version=None, qualification__version__isnull=False)
    for pk in sent.values_list("pk", flat=True):
        yield f"enrolment {pk} has no version"


def going_round():
    """Nobody is above themselves in the line."""
    above = dict(Member.objects.exclude(line_manager=None).values_list("pk", "line_manager"))
    known = set()  # from here up, the line ends
    for start in above:
        path, member = {}, start
        while member in above and member not in known and member not in path:
            path[member] = None
            member = above[member]
        if member in path:
            yield f"member {member} is above themselves"
        known |= set(path)


def standing_in_a_row():
    """Whoever stands in is not away in that time with a stand-in of their own."""
    live = StandIn.objects.filter(ended_at=None)
    for pk, deputy, starts_on, ends_on in live.values_list("pk", "deputy", "starts_on", "ends_on"):
        if live.filter(manager=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
            yield f"stand-in {pk} is part of a chain"


def offered_too_often():
    """No opportunity has more people chosen than it has places."""
    chosen = Count("applications", filter=Q(applications__status__in=CHOSEN))
    for pk in Opportunity.objects.annotate(chosen=chosen).filter(chosen__gt=F("places")).values_list("pk", flat=True):
        yield f"opportunity {pk} has more people chosen than places"


def release_out_of_step():
    """A release waits for somebody exactly while its request does."""
    waits = Q(task__status__in=[Decision.PENDING, Decision.CHANGED])
    wrong = Q(is_open=True) & ~waits | Q(is_open=False) & waits
    for model in (Release, StandingRelease):
        for pk in model.objects.filter(wrong).values_list("pk", flat=True):
            yield f"{model._meta.verbose_name} {pk} and its request do not agree"


def filled_too_often():
    """No line of a surge request has more people than were agreed."""
    filled = Count("deployments", filter=Q(deployments__freed=False))
    lines = Line.objects.annotate(filled=filled).filter(filled__gt=Coalesce("granted", 0))
    for pk in lines.values_list("pk", flat=True):
        yield f"surge line {pk} has more people than were agreed"


def deployed_without_the_days():
    """Whoever is deployed, or will be, has those days booked."""
    booked = Q(absence__cancelled_at=None, absence__member=F("member"))
    for pk in Deployment.objects.on_the_way().exclude(booked).values_list("pk", flat=True):
        yield f"deployment {pk} has no days booked"


def figures_out_of_step():
    """The numbers behind the figures were what the records and the audit trail say when all was counted anew."""
    for mark in Watermark.objects.filter(differed__gt=0):
        yield f"{mark.differed} facts were otherwise on {mark.recounted_at:%Y-%m-%d}"


CHECKS = [
    waiting_on_nobody,
    without_a_turn,
    decided_unseen,
    out_of_step,
    without_an_agreement,
    paused_without_an_end,
    places_miscounted,
    certificate_of_nothing,
    sent_without_a_version,
    going_round,
    standing_in_a_row,
    offered_too_often,
    release_out_of_step,
    figures_out_of_step,
    filled_too_often,
    deployed_without_the_days,
]
