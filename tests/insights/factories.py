"""Populations in few statements: people in organisations, and those of them who study or have studied."""

from datetime import date
from itertools import count, islice

from apps.accounts.roles import Role
from apps.insights.disclosure import publish
from apps.insights.figures import by_scope, lay_out
from apps.insights.models import Snapshot
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
            staff_number=f"X{key:07}",
            family_name="Reid",
            email=f"x{key}@work.example",
            organisation=organisation,
            grade=grade,
            hr_as_of=date(2026, 11, 1),
        )
        for key in islice(numbers, number)
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


SCOPES = [
    {"code": "", "name": "All departments", "parent": None, "official": 272430},
    {"code": "HO", "name": "Home Office", "parent": "", "official": 31020},
    {"code": "MOJ", "name": "Ministry of Justice", "parent": "", "official": 81000},
    {"code": "HMCTS", "name": "HM Courts and Tribunals Service", "parent": "MOJ", "official": 13910},
    {"code": "HMPPS", "name": "HM Prison and Probation Service", "parent": "MOJ", "official": 62850},
]
GRADES = [
    {"column": "grade AO", "name": "Administrative Officer", "official": 97570},
    {"column": "grade EO", "name": "Executive Officer", "official": 87130},
    {"column": "grade ", "name": "Not recorded", "official": 21910},
]
LEVELS = [
    {"column": "level 2", "name": "Level 2, like GCSEs at grades 9 to 4"},
    {"column": "level 3", "name": "Level 3, like A levels"},
]
# (organisation, column, headcount, enrolled, completed)
COUNTED = [
    ("HMPPS", "grade AO", 1400, 70, 31),
    ("HMPPS", "grade EO", 600, 60, 44),
    ("HMPPS", "level 2", 0, 90, 60),
    ("HMPPS", "level 3", 0, 45, 20),
    ("HMCTS", "grade AO", 120, 4, 1),
    ("HMCTS", "grade ", 3, 0, 0),
    ("HMCTS", "level 2", 0, 4, 1),
    ("HO", "grade AO", 500, 10, 20),
    ("HO", "level 3", 0, 10, 20),
]


def make_snapshot(counted=COUNTED, *, as_of=date(2026, 11, 21), scopes=SCOPES):
    """Figures as they are published for these counts, without the people behind them."""
    names = ["where", "column", "headcount", "enrolled", "completed"]
    rows = [dict(zip(names, row, strict=True)) for row in counted]
    table = lay_out(rows, scopes, [grade["column"] for grade in GRADES], [level["column"] for level in LEVELS])
    figures = {"hr_feed": "2026-11-20", "scopes": scopes, "grades": GRADES, "levels": LEVELS}
    return Snapshot.objects.create(as_of=as_of, figures=figures | {"cells": by_scope(publish(table))})
