"""What each request reads of the person who asks: as querysets would have it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.members.backends import MemberBackend
from tests.accounts.factories import UserFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.reading import budget

pytestmark = pytest.mark.django_db


def got(user):
    return MemberBackend().get_user(user.pk)


def fields_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_person_comes_with_record_and_place_in_one_query():
    member = MemberFactory()
    with budget(1):
        user = got(member.user)
        assert user.member_or_none.organisation.name == member.organisation.name
        assert user.member.user is user
        assert not user.current_grants and not user.has_reports
    expected = User.objects.select_related("member__organisation").get(pk=user.pk)
    assert fields_of(user) == fields_of(expected)
    assert fields_of(user.member) == fields_of(expected.member)
    assert fields_of(user.member.organisation) == fields_of(expected.member.organisation)


def test_whoever_has_no_record_is_not_asked_for_one_again():
    user = UserFactory()
    with budget(1):
        assert got(user).member_or_none is None


def test_roles_are_those_that_hold_today():
    user, today, day = MemberFactory().user, timezone.localdate(), timedelta(days=1)
    place = OrganisationFactory()
    GrantFactory(user=user, role=Role.HEAD_OF_PROFESSION, organisation=place, starts_on=today, ends_on=today)
    GrantFactory(user=user, role=Role.CENTRAL, organisation=None, starts_on=today - day)
    GrantFactory(user=user, role=Role.ASSESSOR, starts_on=today + day)
    GrantFactory(user=user, role=Role.QUALITY_ASSURER, starts_on=today - 2 * day, ends_on=today - day)
    GrantFactory(
        user=user, role=Role.AUTHOR, organisation=place, starts_on=today - day, ended_at=timezone.now(), ended_by=user
    )
    with budget(1):
        found = [(grant.pk, grant.role, grant.organisation) for grant in got(user).current_grants]
    assert found == [(grant.pk, grant.role, grant.organisation) for grant in user.grants.current().order_by("pk")]
    assert [role for _, role, _ in found] == [Role.HEAD_OF_PROFESSION, Role.CENTRAL]


def test_a_manager_is_one_by_somebodys_record():
    boss = MemberFactory()
    MemberFactory(line_manager=boss)
    assert got(boss.user).has_reports
    assert User.objects.get(pk=boss.user_id).has_reports


def test_nobody_comes_of_a_number_that_nobody_has():
    assert MemberBackend().get_user(0) is None
