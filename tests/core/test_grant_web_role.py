from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from psycopg2.sql import SQL, Identifier

pytestmark = pytest.mark.django_db

INSERT_EVENT = """
    INSERT INTO core_auditevent (event, subject_type, subject_id, at, says, details)
    VALUES ('thing.changed', 'core.Job', '1', now(), 'changed a thing', '{}') RETURNING id
"""
INSERT_JOB = """
    INSERT INTO core_job (kind, key, payload, state, attempts, available_at, last_error, created_at)
    VALUES ('draw', '1', '{}', 'pending', 0, now(), '', now())
"""


@pytest.fixture
def web_role(monkeypatch):
    """A role of this test alone: making it is part of the test's transaction."""
    monkeypatch.setenv("WEB_DATABASE_URL", "postgres://odp_web_of_a_test@localhost/odp")
    call_command("grant_web_role")
    return "odp_web_of_a_test"


@contextmanager
def acting_as(role):
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
        yield cursor
        cursor.execute("RESET ROLE")


def assert_refused(cursor, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        cursor.execute(statement)


def test_grant_web_role_lets_it_read_and_add_to_the_audit_trail(web_role):
    with acting_as(web_role) as cursor:
        cursor.execute(INSERT_EVENT)
        [pk] = cursor.fetchone()
        cursor.execute("SELECT says FROM core_auditevent WHERE id = %s", [pk])
        assert cursor.fetchone() == ("changed a thing",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET says = 'changed nothing'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
        "SELECT * FROM core_auditevent FOR UPDATE",
        "DROP TABLE core_auditevent",
        "ALTER TABLE core_auditevent RENAME TO gone",
    ],
)
def test_grant_web_role_refuses_it_any_change_of_the_audit_trail(web_role, statement):
    with acting_as(web_role) as cursor:
        assert_refused(cursor, statement)


def test_grant_web_role_lets_it_write_the_other_tables(web_role):
    with acting_as(web_role) as cursor:
        cursor.execute(INSERT_JOB)
        cursor.execute("UPDATE core_job SET attempts = 1")
        assert cursor.rowcount == 1
        cursor.execute("DELETE FROM core_job")
        assert cursor.rowcount == 1


def test_grant_web_role_covers_tables_made_later(web_role):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id serial, name text)")
    with acting_as(web_role) as cursor:
        cursor.execute("INSERT INTO made_later (name) VALUES ('x')")
        cursor.execute("UPDATE made_later SET name = 'y'")
        assert cursor.rowcount == 1


@pytest.mark.parametrize("statement", ["TRUNCATE core_job", "CREATE TABLE mine ()", "CREATE ROLE friend SUPERUSER"])
def test_grant_web_role_refuses_it_the_work_of_an_owner(web_role, statement):
    with acting_as(web_role) as cursor:
        assert_refused(cursor, statement)


def test_grant_web_role_makes_a_role_that_may_only_log_in(web_role):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolpassword
            FROM pg_authid WHERE rolname = %s
            """,
            [web_role],
        )
        assert cursor.fetchone() == (True, False, False, False, False, False, None)


def test_grant_web_role_sets_the_password_of_a_new_role(monkeypatch):
    monkeypatch.setenv("WEB_DATABASE_URL", "postgres://odp_web_of_a_test:it%27s%20secret@localhost/odp")
    call_command("grant_web_role")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'odp_web_of_a_test'")
        assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$")


def test_grant_web_role_takes_back_what_was_granted_by_hand(web_role):
    with connection.cursor() as cursor:
        cursor.execute(SQL("GRANT ALL ON core_auditevent TO {}").format(Identifier(web_role)))
    call_command("grant_web_role")
    with acting_as(web_role) as cursor:
        assert_refused(cursor, "DELETE FROM core_auditevent")


def test_grant_web_role_refuses_the_owner_itself(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [owner] = cursor.fetchone()
    monkeypatch.setenv("WEB_DATABASE_URL", f"postgres://{owner}@localhost/odp")
    with pytest.raises(CommandError, match="another role than the owner"):
        call_command("grant_web_role")


@pytest.mark.parametrize("powers", ["SUPERUSER", "IN ROLE {owner}"])
def test_grant_web_role_refuses_a_role_that_could_act_as_the_owner(monkeypatch, powers):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [owner] = cursor.fetchone()
        cursor.execute(SQL("CREATE ROLE mighty LOGIN " + powers).format(owner=Identifier(owner)))
    monkeypatch.setenv("WEB_DATABASE_URL", "postgres://mighty@localhost/odp")
    with pytest.raises(CommandError, match="could change the audit trail"):
        call_command("grant_web_role")


def test_grant_web_role_needs_the_role_to_be_named(monkeypatch):
    monkeypatch.delenv("WEB_DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="Set WEB_DATABASE_URL"):
        call_command("grant_web_role")
