from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members import permissions
from apps.members.models import Member
from apps.members.states import EmploymentStatus


@transaction.atomic
def claim_record(*, user):
    """At first sign-in a person takes the HR record whose work email reaches them.

    Returns their record, or None for somebody without one, such as a partner host.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    verified = user.emailaddress_set.filter(verified=True).values("email")
    found = Member.objects.filter(email__in=verified).order_by("pk").first()
    own = user.member_or_none
    if own and found and own != found:
        raise RuleBroken("You already have an HR record here, and this email address belongs to another one.")
    if own and own.claimed_at:
        return own
    if not found:
        return None
    member = Member.objects.locked().get(pk=found.pk)
    require(permissions.can_claim_record(user, member))
    if member.user_id not in (None, user.pk):
        raise RuleBroken("The HR record with your email address is already used by another account.")
    member.user, member.claimed_at = user, timezone.now()
    member.save(update_fields=["user", "claimed_at"])
    user.name = member.name[:200]
    user.save(update_fields=["name"])
    audit.record("record.claimed", subject=member, by=user, says="claimed their HR record")
    return member


@transaction.atomic
def account_for(*, member):
    """The account of a member, made now if they have not signed in yet, so that things can be addressed to them.

    An account that was invited with their address is theirs to claim at the next sign-in, and is taken as it is.
    """
    if member.user_id:
        return member.user
    row = Member.objects.locked().get(pk=member.pk)
    if not row.user_id:
        if row.status == EmploymentStatus.LEFT:
            raise RuleBroken(f"{row} has left, so there is no account for them.")
        if invited := User.objects.filter(email=row.email, member=None).first():
            return invited
        row.user = User.objects.create_user(row.email, name=row.name[:200])
        row.save(update_fields=["user"])
        EmailAddress.objects.create(user=row.user, email=row.email, primary=True)
        audit.record("account.made", subject=row, by=None, says=f"made an account for {row}")
    member.user = row.user
    return row.user
