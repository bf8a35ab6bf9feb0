from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.rules import RuleBroken


@transaction.atomic
def remove_second_factor(*, email, by=None):
    """Let somebody in who has lost their device and their recovery codes, after a person has checked who they are."""
    user = User.objects.select_for_update(no_key=True).filter(email=email.strip().lower()).first()
    if not user:
        raise RuleBroken(f"No account has the email address {email}.")
    removed, _ = user.authenticator_set.all().delete()
    if not removed:
        raise RuleBroken(f"{user} has no second step.")
    audit.record("second_factor.removed", subject=user, by=by, says=f"removed the second step of {user}")
    return user
