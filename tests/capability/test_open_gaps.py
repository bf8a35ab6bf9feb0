"""The gaps for lists, in one statement, are those that `gaps_of` knows: whatever was said and agreed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from apps.capability import actions
from apps.capability.models import ExpectedLevel
from apps.capability.queries import gaps_of
from apps.capability.queries.open_gaps import open_gaps
from apps.members.models import Member
from tests.capability.factories import agreed, answer, answered, begun, next_year, proposed, reporting, shared
from tests.capability.our_frameworks import SENIOR

pytestmark = pytest.mark.django_db


def in_one_statement(member):
    sql, parameters = open_gaps(member)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT capability_id, expected, at, size FROM ({sql}) gap ORDER BY size DESC, place", parameters
        )
        return cursor.fetchall()


def as_known(member):
    return [(gap.capability.pk, gap.expected.title, gap.at and gap.at.title, gap.size) for gap in gaps_of(member)]


def nothing_said():
    return begun().member


def some_said():
    assessment = begun(reporting("EO"))
    answer(assessment, 1, 0)
    answer(assessment, 2, 1)
    answer(assessment, 3, None)
    return assessment.member


def practised():
    assessment = begun(practice=True)
    answer(assessment, 1, 0)
    return assessment.member


def taken_back():
    assessment = shared(place=0)
    actions.withdraw_assessment(assessment=assessment, by=assessment.member.user)
    return assessment.member


def waits_for_an_answer():
    return proposed(place=0).assessment.member


def agreed_higher_and_lower():
    return agreed(reporting("EO"), place=1, differs=(2,)).member


def agreed_not_yet():
    return agreed(place=0).member


def said_again_later():
    member = agreed(place=0).member
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        answered(member, place=3)
    return member


def moved_to_another_grade():
    member = answered(reporting("EO"), place=1).member
    Member.objects.filter(pk=member.pk).update(grade="G7")
    return Member.objects.get(pk=member.pk)


def without_a_grade():
    member = answered(place=0).member
    Member.objects.filter(pk=member.pk).update(grade=None)
    return Member.objects.get(pk=member.pk)


def a_senior_one():
    return answered(reporting("SCS2"), place=1, path=SENIOR).member


CASES = [
    nothing_said,
    some_said,
    practised,
    taken_back,
    waits_for_an_answer,
    agreed_higher_and_lower,
    agreed_not_yet,
    said_again_later,
    moved_to_another_grade,
    without_a_grade,
    a_senior_one,
]


@pytest.mark.parametrize("make", CASES)
def test_both_know_the_same_gaps(make):
    member = make()
    assert in_one_statement(member) == as_known(member)


def test_there_are_gaps_and_none_among_the_cases():
    """Else the test above would prove nothing."""
    sizes = [len(as_known(make())) for make in CASES]
    assert sizes.count(0) >= 2 and max(sizes) >= 3


def test_what_was_agreed_holds_until_its_day():
    member = agreed(reporting("EO"), place=1, until=next_year()).member
    for day in (next_year(), next_year() + timedelta(days=1)):
        with time_machine.travel(timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))):
            assert in_one_statement(member) == as_known(member)


def test_a_role_profile_goes_before_the_grade():
    assessment = answered(reporting("EO"), place=1)
    levels = list(assessment.version.levels.all())
    capability = assessment.version.capabilities.first()
    rows = [{"grade_id": "EO", "capability": capability, "level": levels[3]}]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # a published version never changes
        ExpectedLevel.objects.bulk_create(ExpectedLevel(version=assessment.version, **row) for row in rows)
        cursor.execute("SET session_replication_role = DEFAULT")
    from apps.capability.queries import framework

    framework._kept.cache_clear()
    assert in_one_statement(assessment.member)[0][3] == 3
    assert in_one_statement(assessment.member) == as_known(assessment.member)
    framework._kept.cache_clear()
