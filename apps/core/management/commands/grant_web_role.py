import os

import dj_database_url
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction
from psycopg2.sql import SQL, Identifier, Literal

from apps.core.models import AuditEvent


class Command(BaseCommand):
    """Lets the role of the web and the workers do its work, and no more: it can add to the audit trail, not change it.

    To be run by the owner of the tables after each migrate. The role is made if it is missing; one that is there keeps
    its password.
    """

    help = "Makes the role named in WEB_DATABASE_URL where it is missing, and grants it what the web and workers need."

    def handle(self, *args, **options):
        url = os.environ.get("WEB_DATABASE_URL")
        if not url:
            raise CommandError("Set WEB_DATABASE_URL: it names the role of the web and the workers.")
        login = dj_database_url.parse(url)
        with transaction.atomic(), connection.cursor() as cursor:
            prepare_role(cursor, role=login["USER"], password=login["PASSWORD"])
            grant(cursor, login["USER"])


def prepare_role(cursor, *, role, password):
    cursor.execute("SELECT current_user")
    [owner] = cursor.fetchone()
    if not role or role == owner:
        raise CommandError(
            f"WEB_DATABASE_URL must name another role than the owner of the tables, which is {owner}: "
            "an owner can change the audit trail."
        )
    cursor.execute("SELECT pg_has_role(oid, %s, 'member') FROM pg_roles WHERE rolname = %s", [owner, role])
    found = cursor.fetchone()
    if found == (True,):
        raise CommandError(f"{role} is a superuser or a member of {owner}, and so could change the audit trail.")
    if found is None:
        with_password = SQL("PASSWORD {}").format(Literal(password)) if password else SQL("")
        try:
            cursor.execute(SQL("CREATE ROLE {} LOGIN {}").format(Identifier(role), with_password))
        except ProgrammingError as error:
            raise CommandError(f"{owner} may not make the role {role}: {error}") from error


def grant(cursor, role):
    cursor.execute("SELECT to_regclass(%s)", [AuditEvent._meta.db_table])
    if cursor.fetchone() == (None,):
        raise CommandError("There are no tables yet: run migrate first.")
    for statement in [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
        "REVOKE ALL ON {audit} FROM {role}",
        "GRANT SELECT, INSERT ON {audit} TO {role}",
    ]:
        cursor.execute(
            SQL(statement).format(
                role=Identifier(role),
                database=Identifier(connection.settings_dict["NAME"]),
                audit=Identifier(AuditEvent._meta.db_table),
            )
        )
