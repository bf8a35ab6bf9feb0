from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.insights import emails
from apps.insights.models import MOST_SAVED, SavedView, Snapshot, Subscription
from apps.insights.permissions import can_read_insights
from apps.notifications.actions import send_messages


@transaction.atomic
def save_view(*, name, address, by):
    """Keep a page of figures by a name. The same name again is the newer page."""
    require(can_read_insights(by))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedView.objects.visible_to(by).standing()
    if found := own.filter(name=name).first():
        found.address = address
        found.save(update_fields=["address"])
        audit.record("view.saved", subject=found, by=by, says="saved another page under the name of a view")
        return found
    if own.count() >= MOST_SAVED:
        raise RuleBroken(f"You have {MOST_SAVED} saved views. Remove one first.")
    view = SavedView.objects.create(user=by, name=name, address=address)
    audit.record("view.saved", subject=view, by=by, says="saved a view of figures")
    return view


@transaction.atomic
def end_view(*, view, by):
    """Keep it no more."""
    view = SavedView.objects.visible_to(by).locked().get(pk=view.pk)
    if view.ended_at is None:
        view.ended_at = timezone.now()
        view.save(update_fields=["ended_at"])
        audit.record("view.ended", subject=view, by=by, says="removed a saved view of figures")
    return view


@transaction.atomic
def ask_summary(*, by):
    """Be told each month that the summary is there. Twice is once."""
    require(can_read_insights(by))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    subscription, is_new = Subscription.objects.get_or_create(user=by, ended_at=None)
    if is_new:
        audit.record("summary.asked", subject=subscription, by=by, says="asked for the monthly summary of figures")
    return subscription


@transaction.atomic
def end_summary(*, by):
    """Be told of it no more."""
    for subscription in Subscription.objects.visible_to(by).standing().locked():
        subscription.ended_at = timezone.now()
        subscription.save(update_fields=["ended_at"])
        audit.record("summary.ended", subject=subscription, by=by, says="ended the monthly summary of figures")


@transaction.atomic
def send_summaries(*, on):
    """Tell those who want it that the figures of a new month are there: once a month, and who still may read them."""
    snapshot = Snapshot.objects.filter(as_of__year=on.year, as_of__month=on.month).order_by("as_of").first()
    if snapshot is None:
        return 0
    wanted = Subscription.objects.standing().select_related("user__member").order_by("pk")
    letters = [
        (one.user, f"{on:%Y-%m}", emails.summary_ready(one, on)) for one in wanted if can_read_insights(one.user)
    ]
    return send_messages(letters=letters)
