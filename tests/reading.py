import html
import re
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
SEEN = (
    'UPDATE "django_session"',  # that one was seen
    'INSERT INTO "members_look"',  # who looked at whose record
)


@contextmanager
def reading_only():
    """Whatever would write raises."""

    def refuse(execute, sql, params, many, context):
        assert not sql.lstrip().upper().startswith(WRITES) or sql.startswith(SEEN), sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def budget(most):
    """At most so many queries, savepoints not counted."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
    assert len(asked) <= most, "\n".join([f"{len(asked)} queries:", *asked])


def words_of(response):
    """What a page says, in one line without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
