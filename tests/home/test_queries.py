"""What the pages may ask the database, for one row and for fifty."""

from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.learning.models import PageRead
from apps.qualifications.models import EnrolledUnit
from apps.qualifications.states import Status
from tests.approvals.factories import TaskFactory
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.learning.factories import UnitContentFactory
from tests.members.factories import MemberFactory
from tests.notifications.factories import MessageFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    enrolment_in,
)

pytestmark = pytest.mark.django_db
BUDGET = 6


def asked(client, url="/"):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in queries]


suites = count()


def qualification():
    """One of a suite of its own."""
    return QualificationFactory(suite=SuiteFactory(code=f"S{next(suites)}"))


def study(member):
    """A study in progress with a page read, and one in each other state."""
    enrolment = EnrolmentFactory(member=member, qualification=qualification())
    enrolled_unit = EnrolledUnit.objects.filter(enrolment=enrolment).first()
    content = UnitContentFactory(unit=enrolled_unit.unit)
    PageRead.objects.create(enrolled_unit=enrolled_unit, page=content.pages.first())
    for status in Status:
        if status != Status.IN_PROGRESS:
            enrolment_in(status, member=member, qualification=qualification())
    UnitAchievementFactory(member=member, unit=enrolled_unit.unit)
    qualification()
    MessageFactory(recipient=member.user)


def test_home_keeps_to_its_budget_however_much_there_is(client):
    member = MemberFactory()
    client.force_login(member.user)
    study(member)
    client.get("/")
    few = asked(client)
    for _ in range(50):
        study(member)
    many = asked(client)
    assert len(few) == len(many)
    cache.clear()  # the session then comes from the database too
    assert len(asked(client)) <= BUDGET


def test_home_of_a_manager_keeps_to_it_too(client):
    boss = MemberFactory()
    client.force_login(boss.user)
    study(boss)
    TaskFactory(requester=MemberFactory(line_manager=boss))
    client.get("/")
    few = asked(client)
    for _ in range(50):
        TaskFactory(requester=MemberFactory(line_manager=boss))
    assert len(asked(client)) == len(few) <= BUDGET


def test_home_of_the_central_team_keeps_to_it_too(client):
    user = sign_in_central(client)
    study(user.member)
    client.get("/")
    assert len(asked(client)) <= BUDGET


def test_learning_record(client):
    member = MemberFactory()
    client.force_login(member.user)
    assert_flat_queries(client, "/me/record/", lambda: study(member))


def test_profile(client):
    client.force_login(MemberFactory(line_manager=MemberFactory()).user)
    client.get("/me/")
    assert len(asked(client, "/me/")) <= BUDGET


def test_the_navigation_costs_one_query_also_for_whoever_decides(client):
    boss = MemberFactory()
    client.force_login(boss.user)
    client.get("/help/")
    before = len(asked(client, "/help/"))
    MemberFactory(line_manager=boss)
    assert len(asked(client, "/help/")) == before
    [own] = [sql for sql in asked(client, "/help/") if "notifications_message" in sql]
    assert "approvals_task" in own
