"""P9: an HR feed is applied as a whole or not at all, also when it is killed, and two never run at once."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from apps.members.actions import account_for, import_feed
from apps.members.feed.faults import Refused
from apps.members.models import FeedImport, Member
from tests.helpers import assert_killed, closing, die
from tests.members.feed_files import NEXT_DAY, everything, people, person, write

KILLS = 12
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def next_feed(feed, tmp_path):
    """One feed is applied; this is another with every kind of change."""
    feed([*people("1", "2", "3", "4"), person("5", line_manager="4")])
    feed([*people("1", "2", "3", "4"), person("5", line_manager="4", status="left")])
    for member in Member.objects.in_post():
        account_for(member=member)
    rows = [
        person("1", grade="EO"),
        person("2", email="p3@work.example"),
        person("3", email="p2@work.example", organisation="HO"),
        person("5", line_manager="4"),
        person("6", line_manager="1"),
    ]
    path = write(tmp_path / "next.csv", rows)
    return lambda **options: import_feed(path=path, as_of=NEXT_DAY, allow_leavers=100, **options)


def dying_at(number):
    """Kills the process when it is about to run this statement."""
    left = iter(range(number))

    def run(execute, *arguments):
        if next(left, None) is None:
            die()
        return execute(*arguments)

    return run


def test_killed_at_any_statement_it_leaves_the_old_state(next_feed):
    statements = []
    with transaction.atomic(), connection.execute_wrapper(lambda run, *args: statements.append(args[0]) or run(*args)):
        next_feed()
        transaction.set_rollback(True)
    statements = statements[1:-1]  # without the savepoint of this trial
    before = everything()
    points = sorted({len(statements) * kill // KILLS for kill in range(KILLS)} | {len(statements) - 1})

    def run_until(point):
        with connection.execute_wrapper(dying_at(point)):
            next_feed()

    for point in points:
        assert_killed(lambda point=point: run_until(point))
        assert everything() == before, statements[point]
    print(f"{len(points)} kills, of {len(statements)} statements")
    assert len(points) >= KILLS
    outcome = next_feed()
    assert outcome.counts == {"new": 1, "changed": 2, "moved": 1, "left": 1, "returned": 1, "unchanged": 0}


def test_killed_while_reading_it_leaves_the_old_state(next_feed):
    before = everything()
    assert_killed(lambda: next_feed(progress=die))
    assert everything() == before
    next_feed()


def test_of_two_at_once_the_second_is_refused_and_the_first_applied(next_feed):
    reading, go_on, outcomes = Event(), Event(), []

    def wait(share):
        reading.set()
        assert go_on.wait(20)

    first = Thread(target=closing(lambda: outcomes.append(next_feed(progress=wait))))
    first.start()
    assert reading.wait(20)
    with pytest.raises(Refused, match="Another HR feed is being imported now"):
        next_feed()
    go_on.set()
    first.join(20)
    assert len(outcomes) == 1
    assert FeedImport.objects.count() == 3
    assert next_feed().is_repeat
