import pytest

from apps.learning import permissions
from tests.accounts.factories import UserFactory
from tests.learning.studying import enrolled_unit
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db


def test_can_study_is_the_enrolled_person_s_alone():
    boss = MemberFactory()
    row = enrolled_unit(member__line_manager=boss)
    assert permissions.can_study(row.enrolment.member.user, row)
    for user in [boss.user, central_user(), MemberFactory().user, UserFactory()]:
        assert not permissions.can_study(user, row)


def test_can_load_content_is_the_central_team_s_and_the_server_s():
    assert permissions.can_load_content(None)
    assert permissions.can_load_content(central_user())
    assert not permissions.can_load_content(MemberFactory().user)
