"""A manager's team: who studies what, what is agreed and used, what waits."""

from decimal import Decimal

import pytest

from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.qualifications.states import Status
from tests.accounts.factories import UserFactory
from tests.approvals.factories import StandInFactory
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    StudyLogFactory,
    UnitAchievementFactory,
    enrolment_in,
)
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db

TEAM = "/team/"


@pytest.fixture
def manager(client):
    manager = MemberFactory(given_name="Priya", family_name="Shah")
    client.force_login(manager.user)
    return manager


def test_team_list_has_a_row_for_each_report(client, manager):
    studies = EnrolmentFactory(member__line_manager=manager, member__family_name="Abara")
    UnitAchievementFactory(member=studies.member, unit=studies.enrolled_units.get(unit__code="1").unit)
    StudyLogFactory(enrolment=studies, hours=Decimal("4.5"))
    waits = enrolment_in(Status.SUBMITTED, member__line_manager=manager, member__family_name="Baker")
    MemberFactory(line_manager=manager, family_name="Cole")
    words = words_of(client.get(TEAM))
    assert f"{studies.qualification} of {studies.member} 1 of 2 units · 4.5 of 78 hours used" in words
    assert "Waiting for a decision Decide" in words and waits.task.title in words
    assert "Cole" in words and "Nothing now Nothing" in words
    assert words.index("Abara") < words.index("Baker") < words.index("Cole")


def test_team_list_has_nobody_elses(client, manager):
    Member.objects.filter(pk=MemberFactory(line_manager=manager, family_name="Goneaway").pk).update(
        status=EmploymentStatus.LEFT, email=None
    )
    below = MemberFactory(line_manager=MemberFactory(line_manager=manager), family_name="Twodown")
    other = EnrolmentFactory(member__family_name="Elsewhere")
    words = words_of(client.get(TEAM))
    for member in (below, other.member):
        assert member.family_name not in words
    assert "Goneaway" not in words


def test_team_list_says_nothing_of_drafts_and_of_health(client, manager):
    draft = enrolment_in(Status.DRAFT, member__line_manager=manager)
    away = MemberFactory(line_manager=manager, status=EmploymentStatus.ABSENT)
    words = words_of(client.get(TEAM))
    assert str(draft.qualification) not in words
    assert str(away) in words and "absence" not in words


def test_team_list_of_a_stand_in_has_the_other_team_too(client, manager):
    row = StandInFactory(deputy=manager, manager__given_name="Ann", manager__family_name="Lee")
    theirs = MemberFactory(line_manager=row.manager, family_name="Theirs")
    words = words_of(client.get(TEAM))
    assert "You stand in for Ann Lee until" in words
    assert str(theirs) in words and "reports to Ann Lee" in words


@pytest.mark.parametrize("who", ["nobody", "without record"])
def test_team_list_without_a_team_says_what_to_do(client, manager, who):
    if who == "without record":
        user = UserFactory()
        GrantFactory(user=user, role="champion", organisation=manager.organisation)
        client.force_login(user)
    assert "Nobody reports to you in the HR record." in words_of(client.get(TEAM))


def test_team_list_asks_the_same_for_more_rows(client, manager):
    def add():
        EnrolmentFactory(member__line_manager=manager)
        enrolment_in(Status.SUBMITTED, member__line_manager=manager)

    assert_flat_queries(client, TEAM, add)


def test_team_list_comes_in_pages(client, manager):
    MemberFactory.create_batch(26, line_manager=manager)
    assert len(client.get(TEAM).context["page"].people) == 25
    assert len(client.get(f"{TEAM}?page=2").context["page"].people) == 1


def test_looking_changes_nothing(client, manager):
    EnrolmentFactory(member__line_manager=manager)
    client.get(TEAM)
    with reading_only():
        assert client.get(TEAM).status_code == 200


def test_the_navigation_leads_there_for_managers_and_stand_ins(client, manager):
    assert 'href="/team/"' not in client.get("/").text
    StandInFactory(deputy=manager)
    assert 'href="/team/"' in client.get("/").text
