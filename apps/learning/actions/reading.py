from django.db import transaction

from apps.core.rules import RuleBroken, require
from apps.learning import permissions
from apps.learning.models import PageRead, UnitContent, UnitStart
from apps.qualifications.states import Status

HELD = "SELECT * FROM learning_unitcontent WHERE id = %s FOR SHARE"
RENEWED = "This unit has been renewed or retired just now. Open it again from “My learning”."


def require_studying(enrolled_unit, by):
    """Learning is for the person enrolled, once it has been agreed and started; afterwards it can still be read."""
    require(permissions.can_study(by, enrolled_unit))
    if enrolled_unit.enrolment.status == Status.DEFERRED:
        raise RuleBroken("You have paused this qualification. Return to it first, under “My learning”.")
    if enrolled_unit.enrolment.status not in (Status.IN_PROGRESS, Status.COMPLETED):
        raise RuleBroken("Your study time has to be agreed and started first. See the request under “My learning”.")


def hold(content):
    """This version, which nobody replaces or takes a question out of meanwhile. Any number of people may hold it."""
    [content] = UnitContent.objects.raw(HELD, [content])
    return content


def begin_unit(enrolled_unit):
    """The version that the learner has: from their beginning on it is theirs, whatever is published later."""
    start = UnitStart.objects.select_related("content").filter(enrolled_unit=enrolled_unit).first()
    if start is None:
        published = UnitContent.objects.published().filter(unit=enrolled_unit.unit_id).first()
        if published is None or not hold(published.pk).is_published:
            raise RuleBroken(RENEWED)
        start, _ = UnitStart.objects.get_or_create(enrolled_unit=enrolled_unit, defaults={"content": published})
    return start.content


@transaction.atomic
def read_page(*, enrolled_unit, page, by):
    """Mark a page as read. No audit line: it is a bookmark of the reader's own, not a change of state."""
    require_studying(enrolled_unit, by)
    if begin_unit(enrolled_unit).pk != page.content_id:
        raise RuleBroken(RENEWED)
    PageRead.objects.get_or_create(enrolled_unit=enrolled_unit, page=page)
