import pytest

from apps.qualifications import permissions
from apps.qualifications.models import Enrolment
from apps.qualifications.states import LIVE, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory

pytestmark = pytest.mark.django_db

OF_THE_MEMBER = [
    permissions.can_edit,
    permissions.can_submit,
    permissions.can_withdraw,
    permissions.can_accept_changes,
    permissions.can_start_learning,
]


@pytest.mark.parametrize("can", OF_THE_MEMBER)
def test_an_enrolment_is_the_member_s_alone(can):
    boss = MemberFactory()
    enrolment = EnrolmentFactory(draft=True, member__line_manager=boss)
    assert can(enrolment.member.user, enrolment)
    for user in [boss.user, central_user(), MemberFactory().user, UserFactory()]:
        assert not can(user, enrolment)


@pytest.mark.parametrize("status", Status)
def test_what_is_live_can_be_withdrawn(status):
    enrolment = Enrolment(status=status)
    assert permissions.is_withdrawable(enrolment) == (status in LIVE)


def test_can_start_needs_an_hr_record():
    qualification = QualificationFactory()
    assert permissions.can_start(MemberFactory().user, qualification)
    assert not permissions.can_start(UserFactory(), qualification)


def test_can_load_catalogue_is_the_central_team_s_and_the_server_s():
    assert permissions.can_load_catalogue(None)
    assert permissions.can_load_catalogue(central_user())
    assert not permissions.can_load_catalogue(MemberFactory().user)
