"""Submissions, who marks them, and learners who ask for more time. Reading only."""

from django.db.models import Count, F, Q
from django.utils import timezone

from apps.accounts.roles import Role
from apps.learning.states import TaskStatus
from apps.qualifications.models import Suite

# What one can narrow the list of submissions to, by the name in the address.
SUBMISSIONS = {
    "attention": "Late, or nobody has it",
    "nobodys": "Nobody has it",
    "late": "Late",
    "open": "All that are open",
}


def submissions_of(tasks, *, show):
    """What is to be decided about submissions, the most urgent first."""
    tasks = tasks.open()
    late, nobodys = Q(due_on__lt=timezone.localdate()), Q(status=TaskStatus.WAITING)
    wanted = {"attention": late | nobodys, "nobodys": nobodys, "late": late, "open": Q()}
    return tasks.filter(wanted[show]).for_list().with_learner()


def circumstances_of(asked):
    """The longest waiting first; then what was answered, the latest first."""
    return asked.for_list().order_by(F("decided_at").desc(nulls_first=True), "asked_at", "pk")


def marking_grants(grants):
    """Of those who mark or check today, by name, each with its suites and with `queue`: how much they have."""
    return (
        grants.current()
        .filter(role__in=[Role.ASSESSOR, Role.QUALITY_ASSURER])
        .select_related("user", "organisation")
        .prefetch_related("marking_suites__suite")
        .annotate(
            queue=Count(
                "user__marking_tasks", filter=Q(user__marking_tasks__status=TaskStatus.ALLOCATED), distinct=True
            )
        )
        .order_by("user__name", "pk")
    )


def suites():
    return list(Suite.objects.order_by("code"))
