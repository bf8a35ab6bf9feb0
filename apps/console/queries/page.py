"""Pages of long lists, and what happened to a thing. Reading only."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from apps.core.models import AuditEvent

ROWS_A_PAGE = 50
COUNTED_TO = 1000


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


def history_of(*things):
    """What happened to these things, in sentences, oldest first."""
    return AuditEvent.objects.about(*things)
