"""What the queue of an assessor or quality assurer shows. Reading only."""

from apps.accounts.roles import Role
from apps.learning.models import CriterionMark, DraftFile, Mark


def marks_here(user):
    """Whether this person has a queue."""
    return user.has_role(Role.ASSESSOR) or user.has_role(Role.QUALITY_ASSURER)


def feedback_on(submission, criterion):
    """What was said last about this criterion, or None."""
    if submission is None:
        return None
    current = Mark.objects.current().filter(submission=submission)
    return CriterionMark.objects.filter(mark__in=current, criterion=criterion).first()


def place_of(upload, work):
    """The place of the criterion to which this file of the draft belongs; None where it belongs to none."""
    row = DraftFile.objects.filter(work=work, upload=upload).select_related("criterion").first()
    return row.criterion.order if row else None
