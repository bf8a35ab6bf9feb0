from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_messages
from apps.secondments import emails, permissions, queries
from apps.secondments.models import Alert, SavedSearch
from apps.secondments.models.search import MOST_SAVED

TOLD_AT_ONCE = 200


@transaction.atomic
def save_search(*, q, chosen, words, by):
    """Be told of what is published from now on that fits. The same search twice is one."""
    require(permissions.can_save_search(by))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedSearch.objects.visible_to(by).standing()
    if found := own.filter(q=q, chosen=chosen).first():
        return found
    if own.count() >= MOST_SAVED:
        raise RuleBroken(f"You have {MOST_SAVED} saved searches. Remove one first.")
    search = SavedSearch.objects.create(user=by, q=q, chosen=chosen, words=words)
    audit.record("search.saved", subject=search, by=by, says="saved a search for opportunities")
    return search


@transaction.atomic
def end_search(*, search, by):
    """Be told of it no more."""
    search = SavedSearch.objects.visible_to(by).locked().get(pk=search.pk)
    if search.ended_at is None:
        search.ended_at = timezone.now()
        search.save(update_fields=["ended_at"])
        audit.record("search.ended", subject=search, by=by, says="ended a saved search")
    return search


def tell_of_new(*, on):
    """One message a day for whoever saved a search that something new fits. Returns how many people were told.

    What is new is what was published after the search was saved and was not told yet: a missed day is caught up.
    """
    fitting = queries.new_for_searches(on=on)
    people = sorted(fitting)
    starts = range(0, len(people), TOLD_AT_ONCE)
    return sum(_tell({user: fitting[user] for user in people[start : start + TOLD_AT_ONCE]}, on) for start in starts)


@transaction.atomic
def _tell(fitting, on):
    rows = [Alert(user_id=user, opportunity=one) for user, found in fitting.items() for one in found]
    Alert.objects.bulk_create(rows, ignore_conflicts=True)
    people = User.objects.in_bulk(list(fitting))
    letters = [(people[user], str(on), emails.new_opportunities(people[user], fitting[user])) for user in fitting]
    return send_messages(letters=letters)
