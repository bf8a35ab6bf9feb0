import datetime

import factory
from django.utils import timezone

from apps.accounts.roles import GUESTS, Role
from apps.members.models import (
    Absence,
    Aims,
    Consent,
    Download,
    FeedUpload,
    Grade,
    Grant,
    LearningNeeds,
    Look,
    ManagerProposal,
    Member,
    Move,
    Organisation,
    Region,
)
from apps.members.states import AbsenceKind, DownloadStatus, ProposalStatus, Purpose, UploadStatus
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
    ends_on = factory.LazyAttribute(lambda grant: datetime.date(2099, 3, 31) if grant.role in GUESTS else None)


class AimsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Aims

    member = factory.SubFactory(MemberFactory)
    interests = "Explaining decisions well."


class LearningNeedsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LearningNeeds

    member = factory.SubFactory(MemberFactory)
    needs = "Short steps."
    adjustments = ["extra_time", "large_print"]
    other_adjustments = "A desk by the window."


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    member = factory.SubFactory(MemberFactory)
    purpose = Purpose.MENTORING


class LookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Look

    member = factory.SubFactory(MemberFactory)
    by = factory.SubFactory(UserFactory)
    what = "your request for study time"


class DownloadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Download

    class Params:
        ready = factory.Trait(
            status=DownloadStatus.READY,
            ready_at=factory.LazyFunction(timezone.now),
            file="downloads/1.pdf",
            sha256="0" * 64,
        )

    user = factory.SubFactory(UserFactory)


class FeedUploadFactory(factory.django.DjangoModelFactory):
    """Is being checked."""

    class Meta:
        model = FeedUpload

    class Params:
        waiting = factory.Trait(
            status=UploadStatus.WAITING,
            rows=1,
            counts={"new": 1},
            details=[["changed", ["grade", "unit"], 1]],
            warnings=["Columns that are not known are left out: age"],
        )
        confirmed = factory.Trait(
            waiting=True,
            status=UploadStatus.CONFIRMED,
            confirmed_by=factory.SubFactory(UserFactory),
            confirmed_at=factory.LazyFunction(timezone.now),
        )
        refused = factory.Trait(
            status=UploadStatus.REFUSED,
            file="",
            ended_at=factory.LazyFunction(timezone.now),
            faults=[[3, "grade", "is not the code of a grade", "A0"]],
            fault_count=1,
            reason="Nothing was written: the file has 1 error.",
        )

    as_of = datetime.date(2026, 11, 20)
    file = "feeds/1.csv"
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(UserFactory)


class ManagerProposalFactory(factory.django.DjangoModelFactory):
    """Waits for the manager who is proposed; with `proposed=None` for the one on record."""

    class Meta:
        model = ManagerProposal

    class Params:
        confirmed = factory.Trait(
            status=ProposalStatus.CONFIRMED,
            confirmed_at=factory.LazyFunction(timezone.now),
            confirmed_by=factory.LazyAttribute(lambda proposal: (proposal.proposed or proposal.former).user),
        )
        disputed = factory.Trait(
            confirmed=True, status=ProposalStatus.DISPUTED, disputed_at=factory.LazyFunction(timezone.now)
        )

    member = factory.SubFactory(MemberFactory)
    proposed = factory.SubFactory(MemberFactory)
    former = factory.LazyAttribute(lambda proposal: proposal.member.line_manager)


class AbsenceFactory(factory.django.DjangoModelFactory):
    """The whole of May."""

    class Meta:
        model = Absence

    member = factory.SubFactory(MemberFactory)
    kind = AbsenceKind.PLACEMENT
    starts_on = datetime.date(2027, 5, 1)
    ends_on = datetime.date(2027, 5, 31)


class MoveFactory(factory.django.DjangoModelFactory):
    """A promotion within the job family."""

    class Meta:
        model = Move

    member = factory.SubFactory(MemberFactory)
    told_on = datetime.date(2026, 5, 1)
    from_organisation = factory.SelfAttribute("member.organisation")
    to_organisation = factory.SelfAttribute("member.organisation")
    from_grade = factory.SubFactory(GradeFactory, code="AO")
    to_grade = factory.SubFactory(GradeFactory, code="EO")


def central_user():
    """Someone of the central team with an HR record of their own."""
    return GrantFactory(user=MemberFactory().user).user
