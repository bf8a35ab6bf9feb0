from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from apps.core.rules import RuleBroken
from tests.helpers import closing

ROUNDS = 5


def at_once(*calls):
    """Run them together, each on a connection of its own. Returns "done" or "refused" for each."""
    barrier = Barrier(len(calls))

    @closing
    def run(call):
        connection.ensure_connection()
        barrier.wait()
        try:
            call()
            return "done"
        except RuleBroken:
            return "refused"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
