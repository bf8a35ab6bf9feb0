from django.db import transaction

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members.actions import grant_role
from apps.members.models import Member
from apps.notifications.actions import send_message
from apps.secondments import emails, permissions
from apps.secondments.models import Guest


@transaction.atomic
def invite_guest(*, email, name, body, role, until, by):
    """Give somebody outside the Civil Service an account until a date. Invited again, they have it until that one."""
    require(permissions.can_invite_guest(by))
    if Member.objects.with_email(email).exists():
        raise RuleBroken("Somebody in the profession has that email address: they have an account already.")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user and user.member_or_none:
        raise RuleBroken("Somebody in the profession has that email address: they have an account already.")
    user = user or User.objects.create_user(email.strip(), name=name)
    grant = grant_role(user=user, role=Role(role), ends_on=until, by=by)
    guest, _ = Guest.objects.update_or_create(user=user, defaults={"grant": grant, "body": body, "invited_by": by})
    audit.record("guest.invited", subject=guest, by=by, says=f"invited {user} of {body} as {grant}", user=user.pk)
    send_message(recipient=user, occasion=str(grant.pk), **emails.guest_invited(guest))
    return guest
