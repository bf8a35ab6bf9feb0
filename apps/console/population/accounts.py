"""Accounts for made-up people: as if they had signed in and claimed their records when the portal opened."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.console.population.stories import SINCE

LINK = """
    UPDATE members_member member SET user_id = account.id, claimed_at = %s
    FROM accounts_user account WHERE account.email = member.email AND account.id = ANY(%s)
"""


def make_accounts(members):
    """Give each of these members who has none an account, here and in the database."""
    without = {member.pk: member for member in members if member.user_id is None}
    users = [User(email=member.email, name=member.name, password=make_password(None)) for member in without.values()]
    User.objects.bulk_create(users, batch_size=2000)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users), batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute(LINK, [timezone.now() - timedelta(days=SINCE + 10), [user.pk for user in users]])
    by_email = {user.email: user for user in users}
    for member in members:
        if member.user_id is None:
            member.user = by_email[member.email]
