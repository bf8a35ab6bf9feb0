import datetime

import factory
from django.utils import timezone

from apps.accounts.roles import Role
from apps.members.models import Grade, Grant, Member, Organisation, Region
from tests.accounts.factories import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ["code"]

    code = factory.Sequence("ORG{}".format)
    name = factory.LazyAttribute(lambda organisation: f"Office {organisation.code}")
    headcount = 1000


class GradeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grade
        django_get_or_create = ["code"]

    code = "AO"
    name = "Administrative Officer"
    order = 1


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = "NW"
    name = "North West"


class MemberFactory(factory.django.DjangoModelFactory):
    """In post, claimed by a user; `user=None` is someone who has never signed in."""

    class Meta:
        model = Member

    staff_number = factory.Sequence("{:08}".format)
    given_name = factory.Faker("first_name", locale="en_GB")
    family_name = factory.Faker("last_name", locale="en_GB")
    email = factory.LazyAttribute(lambda member: f"{member.staff_number}@work.example".lower())
    email_since = datetime.date(2024, 4, 1)
    organisation = factory.SubFactory(OrganisationFactory, code="DWP", name="Department for Work and Pensions")
    grade = factory.SubFactory(GradeFactory)
    region = factory.SubFactory(RegionFactory)
    hr_as_of = datetime.date(2026, 11, 1)
    user = factory.SubFactory(
        UserFactory,
        email=factory.SelfAttribute("..email"),
        name=factory.LazyAttribute(lambda user: f"{user.factory_parent.given_name} {user.factory_parent.family_name}"),
    )
    claimed_at = factory.LazyAttribute(lambda member: timezone.now() if member.user else None)


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.CENTRAL
    starts_on = datetime.date(2024, 4, 1)


def central_user():
    """Someone of the central team with an HR record of their own."""
    return GrantFactory(user=MemberFactory().user).user
