"""A test that commits leaves nothing to the next one, not even what the database itself protects."""

import pytest
from django.db import connection

from apps.core import audit
from apps.core.models import AuditEvent
from tests.clearing import clear
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


def rows():
    with connection.cursor() as cursor:
        counted = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            counted[name] = cursor.fetchone()[0]
    return {name for name, count in counted.items() if count}


def test_all_rows_go_but_those_of_the_migrations():
    empty = rows()
    member = MemberFactory()
    audit.record("member.changed", subject=member, by=None, says="changed it")
    assert AuditEvent.objects.exists()
    assert rows() > empty

    clear(None)

    assert rows() == empty


def test_triggers_and_foreign_keys_hold_again_afterwards():
    MemberFactory()
    clear(None)
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
