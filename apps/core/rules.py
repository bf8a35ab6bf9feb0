"""The two guards every action uses, and the errors they raise."""

from django.core.exceptions import PermissionDenied


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
