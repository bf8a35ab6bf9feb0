"""What the pages of messages show. Reading only."""

from apps.notifications.models import Preference
from apps.notifications.states import CHOSEN, How


def preferences_of(user):
    """{kind: how} for every kind that can be chosen, whether or not the person has chosen."""
    chosen = dict(Preference.objects.visible_to(user).values_list("kind", "how"))
    return {kind: chosen.get(kind, How.NOW) for kind in CHOSEN}
