import os
from multiprocessing import get_context
from signal import SIGKILL

from django.db import connection
from django.test.utils import CaptureQueriesContext


def assert_flat_queries(client, url, add_row):
    """The page asks the database as much for five rows as for two."""
    for _ in range(2):
        add_row()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(url).status_code == 200
    for _ in range(3):
        add_row()
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(few) == len(many), [query["sql"] for query in many.captured_queries]


def closing(function):
    """For use in a thread, which has a database connection of its own."""

    def call(*args):
        try:
            return function(*args)
        finally:
            connection.close()

    return call


def assert_killed(function):
    """Run it in a process of its own, which must die in there by die()."""
    connection.close()
    process = get_context("fork").Process(target=function)
    process.start()
    process.join(timeout=30)
    assert process.exitcode == -SIGKILL


def die(*args, **kwargs):
    os.kill(os.getpid(), SIGKILL)
