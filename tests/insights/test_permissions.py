import pytest

from apps.accounts.roles import Role
from apps.insights.models import Snapshot
from apps.insights.permissions import can_read_insights, can_read_scope
from apps.insights.queries import find_scope, own_tops
from tests.insights.factories import SCOPES, head_of, make_departments, make_snapshot
from tests.members.factories import GrantFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db
CODES = [scope["code"] for scope in SCOPES]


@pytest.fixture
def organisations():
    return make_departments()


def readable(user):
    return {code for code in CODES if can_read_scope(user, SCOPES, code)}


def test_the_central_team_reads_everything():
    assert readable(central_user()) == set(CODES)


@pytest.mark.parametrize(
    ("code", "expected"), [("MOJ", {"MOJ", "HMPPS", "HMCTS"}), ("HMPPS", {"HMPPS"}), ("HO", {"HO"})]
)
def test_a_head_of_profession_reads_their_own_and_what_is_below_it(organisations, code, expected):
    assert readable(head_of(organisations[code])) == expected


def test_two_grants_add_up(organisations):
    user = head_of(organisations["HO"])
    GrantFactory(user=user, role=Role.HEAD_OF_PROFESSION, organisation=organisations["HMCTS"])
    assert readable(user) == {"HO", "HMCTS"}
    assert [scope["code"] for scope in own_tops(user, {"scopes": SCOPES})] == ["HO", "HMCTS"]


def test_a_grant_within_another_is_no_place_of_its_own_to_begin(organisations):
    user = head_of(organisations["MOJ"])
    GrantFactory(user=user, role=Role.HEAD_OF_PROFESSION, organisation=organisations["HMCTS"])
    assert [scope["code"] for scope in own_tops(user, {"scopes": SCOPES})] == ["MOJ"]


def test_nobody_reads_what_is_not_there(organisations):
    for user in [central_user(), head_of(organisations["MOJ"])]:
        assert not can_read_scope(user, SCOPES, "NOWHERE")
        assert find_scope(user, {"scopes": SCOPES}, "NOWHERE") is None


@pytest.mark.parametrize(
    "role", [None, *(role for role in Role if role not in (Role.CENTRAL, Role.HEAD_OF_PROFESSION))]
)
def test_nobody_else_reads_anything(organisations, role):
    user = MemberFactory(organisation=organisations["MOJ"]).user
    if role:
        GrantFactory(user=user, role=role, organisation=organisations["MOJ"])
    assert not can_read_insights(user)
    assert readable(user) == set()


def test_snapshots_are_visible_to_those_who_can_read_insights(organisations):
    make_snapshot()
    for user in [central_user(), head_of(organisations["HO"]), MemberFactory().user]:
        assert Snapshot.objects.visible_to(user).exists() == can_read_insights(user)
