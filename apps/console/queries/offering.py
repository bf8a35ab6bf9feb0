"""Start dates and who is on them. Reading only."""

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from apps.qualifications.states import PlaceStatus

# What one can narrow the list of start dates to, by the name in the address.
OFFERINGS = {"coming": "To come", "waiting": "People wait", "all": "All"}


def offerings_of(offerings, *, show):
    """The next start first; of all, the latest first."""
    rows = offerings.for_list()
    if show == "all":
        return rows
    rows = rows.filter(starts_on__gte=timezone.localdate()).order_by("starts_on", "provider", "pk")
    return rows.filter(waiting__gt=0) if show == "waiting" else rows


def places_of(places, offering):
    """Whoever waits, in their turn, then offers and places held, then those that ended."""
    order = [PlaceStatus.WAITING, PlaceStatus.OFFERED, PlaceStatus.HELD]
    turn = Case(
        *(When(status=status, then=Value(number)) for number, status in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    rows = places.filter(offering=offering).select_related("member__organisation")
    return rows.order_by(turn, "joined_at", "pk")
