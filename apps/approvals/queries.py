"""What the pages of decisions show. Reading only."""

from apps.approvals.models import Task
from apps.core.models import AuditEvent


def history_of(task):
    """What happened to a request, in sentences, oldest first."""
    return AuditEvent.objects.about(task, *task.cases.all())


def next_for(user):
    """The request that has waited longest for this person."""
    return Task.objects.for_decision_by(user).for_list().first()
