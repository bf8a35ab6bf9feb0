"""What several promises are tried with."""

from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg2.sql import SQL, Identifier


@pytest.fixture
def web_url(transactional_db, monkeypatch):
    """The address of the test's database for a role as the web and the workers have it, which goes with the test."""
    role = f"web_of_{connection.settings_dict['NAME']}"
    url = database_url(role)
    monkeypatch.setenv("WEB_DATABASE_URL", url)
    call_command("grant_web_role")
    yield url
    with connection.cursor() as cursor:
        for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
            cursor.execute(SQL(statement).format(Identifier(role)))


def database_url(role):
    database = connection.settings_dict
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    host = quote(database["HOST"], safe="")
    return f"postgres://{quote(role, safe='')}{password}@{host}{port}/{database['NAME']}"
