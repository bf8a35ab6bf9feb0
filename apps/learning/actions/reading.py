from django.db import transaction

from apps.core.rules import RuleBroken, require
from apps.learning import permissions
from apps.learning.models import PageRead
from apps.qualifications.states import Status


def require_studying(enrolled_unit, by):
    """Learning is for the person enrolled, once it has been agreed and started; afterwards it can still be read."""
    require(permissions.can_study(by, enrolled_unit))
    if enrolled_unit.enrolment.status == Status.DEFERRED:
        raise RuleBroken("You have paused this qualification. Return to it first, under “My learning”.")
    if enrolled_unit.enrolment.status not in (Status.IN_PROGRESS, Status.COMPLETED):
        raise RuleBroken("Your study time has to be agreed and started first. See the request under “My learning”.")


@transaction.atomic
def read_page(*, enrolled_unit, page, by):
    """Mark a page as read. No audit line: it is a bookmark of the reader's own, not a change of state."""
    require_studying(enrolled_unit, by)
    PageRead.objects.get_or_create(enrolled_unit=enrolled_unit, page=page)
