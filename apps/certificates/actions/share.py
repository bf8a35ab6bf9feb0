import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.certificates import permissions
from apps.certificates.models import RecordShare, hash_of
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members.models import Member

MOST_LINKS = 10  # at once: nobody keeps track of more
AGAIN = timedelta(seconds=30)  # the same link asked for again so soon is a double click, whose last answer is shown


@transaction.atomic
def share_record(*, days, note, by):
    """Make a link to one's own record. Returns the row and the secret, which is kept nowhere and shown once."""
    require(permissions.can_share_record(by))
    member = Member.objects.select_for_update(no_key=True).get(user=by)
    for twin in RecordShare.objects.live().filter(member=member, note=note, made_at__gte=timezone.now() - AGAIN):
        end_share(share=twin, by=by)
    if RecordShare.objects.live().filter(member=member).count() >= MOST_LINKS:
        raise RuleBroken(f"You have {MOST_LINKS} links that still work. End one of them first.")
    token = secrets.token_urlsafe(32)
    share = RecordShare.objects.create(
        member=member, note=note, token_hash=hash_of(token), ends_at=timezone.now() + timedelta(days=days)
    )
    audit.record("record.shared", subject=share, by=by, says="made a link to their learning record", days=days)
    return share, token


@transaction.atomic
def end_share(*, share, by):
    """From now on the link leads nowhere."""
    share = RecordShare.objects.locked().select_related("member").get(pk=share.pk)
    require(permissions.can_end_share(by, share))
    if share.ended_at is None:
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        audit.record("record.unshared", subject=share, by=by, says="ended a link to their learning record")
    return share
