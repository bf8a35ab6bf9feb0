"""A browser in which somebody of the central team has signed in with both steps, and what they have done."""

from django.utils import timezone

from apps.accounts.second_factor import DEMO_PERSON
from apps.approvals.states import CaseStatus, Outcome
from tests.approvals.factories import CaseFactory
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


def closed_case(central, **fields):
    closed = {
        "status": CaseStatus.CLOSED,
        "outcome": Outcome.STANDS,
        "closed_at": timezone.now(),
        "closed_by": central,
    }
    return CaseFactory(answer="Yes.", **closed, **fields)
