import pytest
from django.test import RequestFactory
from django.urls import resolve

from apps.accounts.roles import Role
from apps.home.context_processors import navigation
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, central_user
from tests.notifications.factories import MessageFactory

pytestmark = pytest.mark.django_db
MEMBER = ["Home", "Qualifications", "My learning", "Capability", "Opportunities"]


def request(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def items(user, path="/", side="nav"):
    return {item["text"]: item for item in navigation(request(user, path))[side]}


def active(user, path):
    found = [*items(user, path).values(), *items(user, path, "nav_right").values()]
    return [item["text"] for item in found if item["active"]]


def fresh(member):
    """The account as the next request reads it."""
    return type(member.user).objects.get(pk=member.user_id)


def test_a_page_without_a_person_has_only_the_way_in():
    bare = RequestFactory().get("/")
    assert navigation(bare)["nav"] == []
    assert [item["href"] for item in navigation(bare)["nav_right"]] == ["/account/login/"]


def test_a_page_that_draws_no_navigation_asks_nothing(django_assert_num_queries):
    user = MemberFactory().user
    with django_assert_num_queries(0):
        navigation(request(user))


def test_a_member():
    assert list(items(MemberFactory().user)) == MEMBER


def test_a_line_manager_has_decisions_even_when_none_waits():
    boss = MemberFactory()
    MemberFactory(line_manager=boss)
    assert items(boss.user)["Decisions"]["count"] == 0


def test_decisions_have_their_number():
    boss = MemberFactory()
    for _ in range(2):
        TaskFactory(requester=MemberFactory(line_manager=boss))
    TaskFactory(agreed=True, requester=MemberFactory(line_manager=boss))
    assert items(boss.user)["Decisions"]["count"] == 2


def test_a_manager_who_is_away_decides_nothing():
    boss = MemberFactory(status="absent")
    TaskFactory(requester=MemberFactory(line_manager=boss))
    assert items(boss.user)["Decisions"]["count"] == 0


def test_a_head_of_profession_has_insights_and_decisions_only_when_one_waits():
    head = MemberFactory()
    GrantFactory(user=head.user, role=Role.HEAD_OF_PROFESSION, organisation=head.organisation)
    assert list(items(fresh(head))) == [*MEMBER, "Insights"]
    TaskFactory(requester=MemberFactory(line_manager=None))
    assert list(items(fresh(head))) == [*MEMBER, "Decisions", "Insights"]


def test_the_central_team_has_the_console_with_the_questions_that_wait():
    user = central_user()
    CaseFactory()
    found = items(user)
    assert list(found) == [*MEMBER, "Insights", "Console"]
    assert found["Console"]["count"] == 1


def test_every_item_leads_to_a_page():
    user = central_user()
    MemberFactory(line_manager=user.member)
    found = [*items(user).values(), *items(user, side="nav_right").values()]
    assert len(found) == 11
    for item in found:
        assert resolve(item["href"])


def test_what_one_decides_is_among_the_decisions():
    boss = MemberFactory()
    MemberFactory(line_manager=boss)
    assert active(boss.user, "/enrolments/5e3f/decide/") == ["Decisions"]
    assert active(boss.user, "/enrolments/5e3f/") == ["My learning"]


def test_a_champion_from_outside_has_no_learning():
    user = UserFactory()
    GrantFactory(user=user, role=Role.CHAMPION, organisation=MemberFactory().organisation)
    assert list(items(user)) == ["Home", "Qualifications"]


def test_somebody_without_record_and_role_has_nowhere_to_go():
    user = UserFactory(name="Linh Tran")
    assert items(user) == {}
    assert list(items(user, side="nav_right")) == ["Linh Tran"]


def test_on_the_right_are_unread_messages_and_the_person():
    user = MemberFactory(given_name="Priya", family_name="Shah").user
    MessageFactory(recipient=user)
    MessageFactory(recipient=user, read_at="2026-11-01T10:00:00Z")
    MessageFactory()
    found = items(user, side="nav_right")
    assert list(found) == ["Messages", "Priya Shah"]
    assert found["Messages"]["count"] == 1
    assert found["Priya Shah"]["href"] == "/me/"


@pytest.mark.parametrize(
    "path, text",
    [
        ("/", "Home"),
        ("/catalogue/level-2-award/", "Qualifications"),
        ("/enrolments/", "My learning"),
        ("/learning/abc/", "My learning"),
        ("/certificates/", "My learning"),
        ("/me/notifications/", "Messages"),
        ("/me/record/", "Priya Shah"),
        ("/account/2fa/", "Priya Shah"),
    ],
)
def test_where_one_is_is_marked_once(path, text):
    assert active(MemberFactory(given_name="Priya", family_name="Shah").user, path) == [text]


def test_a_page_of_no_section_marks_none():
    assert active(MemberFactory().user, "/help/") == []
