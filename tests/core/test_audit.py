"""Every change leaves a line in the audit trail in its own transaction: both or neither."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.approvals import actions
from apps.approvals.models import Case
from apps.core import audit
from apps.core.models import AuditEvent, Job
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import TaskFactory
from tests.members.factories import central_user


@pytest.mark.django_db
def test_record():
    person, thing = UserFactory(), UserFactory()
    audit.record("thing.changed", subject=thing, by=person, says="changed it", how="twice")
    event = AuditEvent.objects.get()
    assert (event.event, event.by, event.says) == ("thing.changed", person, "changed it")
    assert (event.subject_type, event.subject_id) == ("accounts.User", str(thing.pk))
    assert event.details == {"how": "twice"}
    assert event.at


@pytest.mark.django_db
def test_record_cuts_what_is_too_long_to_keep():
    person = UserFactory()
    audit.record("thing.changed", subject=person, by=None, says="x" * 300)
    audit.record_many("thing.changed", subjects=[person], by=None, says="x" * 301)
    assert sorted(AuditEvent.objects.values_list("says", flat=True)) == sorted(["x" * 300, "x" * 299 + "…"])


@pytest.mark.django_db
def test_record_many_is_one_statement(django_assert_num_queries):
    things = UserFactory.create_batch(3)
    with django_assert_num_queries(1):
        audit.record_many("thing.changed", subjects=things, by=None, says="changed it", how="at once")
    assert sorted(AuditEvent.objects.values_list("subject_id", flat=True)) == sorted(str(thing.pk) for thing in things)
    assert set(AuditEvent.objects.values_list("says", "by")) == {("changed it", None)}
    assert {event.details["how"] for event in AuditEvent.objects.all()} == {"at once"}


@pytest.mark.django_db
def test_record_many_of_nothing_writes_nothing():
    audit.record_many("thing.changed", subjects=[], by=None, says="changed it")
    assert not AuditEvent.objects.exists()


@pytest.fixture
def no_room():
    """An audit trail that takes nothing: the database itself refuses the line."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent ADD CONSTRAINT no_room CHECK (false) NOT VALID")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DROP CONSTRAINT no_room")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_cannot_be_recorded_is_undone(no_room):
    central_user()
    task = TaskFactory(refused=True)
    with pytest.raises(DatabaseError, match="no_room"):
        actions.open_case(task=task, by=task.requested_by, question="Why?")
    assert not Case.objects.exists()
    assert not Message.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_of_a_change_that_failed_is_undone():
    person = UserFactory()
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        audit.record("thing.changed", subject=person, by=person, says="changed it")
        raise ValueError("undone")
    assert not AuditEvent.objects.exists()
