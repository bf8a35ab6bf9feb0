"""Who may be given a piece of work, and whose turn it is."""

from datetime import timedelta

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from apps.accounts.models import User
from apps.learning.models import Mark, MarkingTask
from apps.learning.models.marking import ROLES
from apps.learning.states import TaskKind, TaskStatus
from apps.members.models import Grant, Member
from apps.members.states import EmploymentStatus

RECIPROCAL = timedelta(days=182)  # for so long nobody marks the work of someone who has marked theirs


def grants_for(task):
    """The grants by which somebody may have it: of the role, for the suite, and for where the learner works."""
    member, suite = task.work.enrolled_unit.enrolment.member, task.work.enrolled_unit.unit.suite_id
    places = [member.organisation_id, member.organisation.department_code]
    return (
        Grant.objects.current()
        .filter(Q(organisation=None) | Q(organisation__in=places), role__in=ROLES[TaskKind(task.kind)])
        .filter(Q(marking_suites=None) | Q(marking_suites__suite=suite))
        .exclude(user__member__status=EmploymentStatus.ABSENT)
    )


def eligible_for(task):
    """Users who may have it, the one whose turn it is first: quality assurers before assessors where both may, then
    whoever marked it before, the shortest queue, the longest without new work."""
    learner = task.work.enrolled_unit.enrolment.member
    grants = grants_for(task)
    users = (
        User.objects.filter(pk__in=grants.values("user"))
        .exclude(pk=task.author_id)
        .exclude(pk__in=_who_decided(task))
        .exclude(member__in=Member.objects.in_line_of(learner))
        .exclude(pk__in=_marked_by(task.author_id))
        .annotate(
            queue=Count("marking_tasks", filter=Q(marking_tasks__status=TaskStatus.ALLOCATED)),
            last=Max("marking_tasks__allocated_at"),
        )
        .order_by("queue", F("last").asc(nulls_first=True), "pk")
    )
    first = ROLES[TaskKind(task.kind)][0]
    of_first_role = set(grants.filter(role=first).values_list("user", flat=True))
    before = _marked_before(task)
    return sorted(users, key=lambda user: (user.pk not in of_first_role, user.pk != before))


def is_eligible(user, task):
    return user in eligible_for(task)


def _who_decided(task):
    """A check is not for whoever decided, an appeal for nobody who has decided about this work before."""
    if task.kind == TaskKind.MARK:
        return []
    return Mark.objects.filter(submission__work=task.work_id).values("assessor")


def _marked_by(author):
    """Those whose own work the author has before them, or marked not long ago."""
    since = timezone.now() - RECIPROCAL
    has_now = MarkingTask.objects.allocated().filter(holder=author).values_list("author", flat=True)
    has_marked = Mark.objects.filter(assessor=author, marked_at__gte=since).values_list("author", flat=True)
    return {*has_now, *has_marked}


def _marked_before(task):
    """Who marked the submission before this one: they know what they asked for."""
    if task.kind != TaskKind.MARK:
        return None
    marks = Mark.objects.filter(submission__work=task.work_id, kind=TaskKind.MARK).order_by("-submission__number")
    return marks.values_list("assessor", flat=True).first()
