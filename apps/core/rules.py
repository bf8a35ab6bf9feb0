"""The guards that actions use, and the errors they raise."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction


class RuleBroken(Exception):
    """The request was allowed but cannot be done now. The text is shown to the person."""


def require(allowed):
    """403 where the person may see the thing but not do this to it."""
    if not allowed:
        raise PermissionDenied


def check_move(moves, source, target):
    """409 where the table of moves has no way from here to there."""
    if target not in moves[source]:
        raise RuleBroken(f"This is now “{source.label.lower()}”, so it cannot become “{target.label.lower()}”.")


@contextmanager
def second_click(row, status):
    """A second click leads where the first one led, also one at the same moment: what is refused because the row is in
    this status by now was done."""
    try:
        yield
    except RuleBroken:
        row.refresh_from_db(fields=["status"])
        if row.status != status:
            raise


@contextmanager
def said_for(*constraints, words):
    """409 with these words where one of these constraints refuses what is saved within: somebody else was quicker.

    Of the transaction around it nothing is lost. What another constraint refuses is raised as it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not any(name in str(error) for name in constraints):
            raise
        raise RuleBroken(words) from error
