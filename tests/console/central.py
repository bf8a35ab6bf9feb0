"""A browser in which somebody of the central team has signed in with both steps."""

from apps.accounts.second_factor import DEMO_PERSON
from tests.members.factories import central_user


def sign_in(client, user):
    """With the second step, which roles need: a demo person has it without an app."""
    client.force_login(user)
    session = client.session
    session[DEMO_PERSON] = "somebody"
    session.save()
    return user


def sign_in_central(client):
    return sign_in(client, central_user())
