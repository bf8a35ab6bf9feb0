"""Populations in few statements: people in organisations, and those of them who study or have studied."""

from datetime import date
from itertools import count, islice

from apps.accounts.roles import Role
from apps.members.models import Member, Organisation
from apps.qualifications.states import Status
from tests.members.factories import GradeFactory, GrantFactory, MemberFactory, OrganisationFactory
from tests.qualifications.factories import QualificationFactory, enrolment_in

numbers = count(1)


def make_people(number, organisation, *, grade="AO"):
    """Members without an account."""
    grade = GradeFactory(code=grade) if grade else None
    rows = [
        Member(
            staff_number=f"X{number:07}",
            family_name="Reid",
            email=f"x{number}@work.example",
            organisation=organisation,
            grade=grade,
            hr_as_of=date(2026, 11, 1),
        )
        for number in islice(numbers, number)
    ]
    return Member.objects.bulk_create(rows)


def make_learners(number, organisation, *, status=Status.IN_PROGRESS, level=2, grade="AO"):
    """People with an account, each with an enrolment at a level."""
    qualification = QualificationFactory(level=level)
    people = MemberFactory.create_batch(number, organisation=organisation, grade=GradeFactory(code=grade))
    for person in people:
        enrolment_in(status, member=person, qualification=qualification)
    return people


def make_departments():
    """A department with two organisations, and one without any; by their codes."""
    justice = OrganisationFactory(code="MOJ", name="Ministry of Justice", headcount=81000)
    for code, name in [("HMPPS", "HM Prison and Probation Service"), ("HMCTS", "HM Courts and Tribunals Service")]:
        OrganisationFactory(code=code, name=name, department=justice)
    OrganisationFactory(code="HO", name="Home Office", headcount=31020)
    return {organisation.code: organisation for organisation in Organisation.objects.all()}


def make_profession():
    """260 people: 12 of 120 in prisons study, none of 30 in courts, 6 of 110 in the Home Office; 7 more completed."""
    organisations = make_departments()
    make_people(101, organisations["HMPPS"])
    make_learners(12, organisations["HMPPS"], grade="EO")
    make_learners(7, organisations["HMPPS"], status=Status.COMPLETED, level=3)
    make_people(30, organisations["HMCTS"])
    make_people(104, organisations["HO"])
    make_learners(6, organisations["HO"], level=3)
    return organisations


def head_of(organisation):
    """A head of profession of an organisation, who is not in its headcount."""
    return GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=organisation).user
