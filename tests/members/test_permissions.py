import pytest
from allauth.account.models import EmailAddress

from apps.accounts.roles import FOR_AN_ORGANISATION, Role
from apps.members import permissions
from tests.accounts.factories import UserFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, central_user

pytestmark = pytest.mark.django_db


def everybody():
    """One user of each kind."""
    organisation = OrganisationFactory(code="MOJ")
    users = {
        role: GrantFactory(role=role, organisation=organisation if role in FOR_AN_ORGANISATION else None).user
        for role in Role
        if role != Role.CENTRAL
    }
    return users | {"member": MemberFactory().user, "partner": UserFactory(), "central": central_user()}


@pytest.mark.parametrize("can", [permissions.can_load_organisations, permissions.can_import_feed])
def test_only_the_central_team_and_commands_bring_data_in(can):
    assert {kind for kind, user in everybody().items() if can(user)} == {"central"}
    assert can(None)


def test_only_the_central_team_and_commands_give_roles():
    person = UserFactory()
    users = everybody()
    assert {kind for kind, user in users.items() if permissions.can_grant_role(user, person)} == {"central"}
    assert permissions.can_grant_role(None, person)


def test_nobody_gives_a_role_to_themselves():
    assert not any(permissions.can_grant_role(user, user) for user in everybody().values())


def test_a_role_is_ended_by_the_central_team_or_given_up():
    grant = GrantFactory(role=Role.ASSESSOR)
    users = everybody() | {"holder": grant.user}
    can = {kind for kind, user in users.items() if permissions.can_end_grant(user, grant)}
    assert can == {"central", "holder"}


@pytest.mark.parametrize(
    ("address", "is_verified", "can"),
    [("ann@work.example", True, True), ("ann@work.example", False, False), ("bob@work.example", True, False)],
)
def test_a_record_is_claimed_with_its_verified_address(address, is_verified, can):
    member = MemberFactory(user=None, email="ann@work.example")
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=address, verified=is_verified)
    assert permissions.can_claim_record(user, member) == can


def test_a_leavers_record_is_claimed_by_nobody():
    member = MemberFactory(user=None, email=None, status="left")
    assert not any(permissions.can_claim_record(user, member) for user in everybody().values())
