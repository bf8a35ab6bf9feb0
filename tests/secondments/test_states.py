import pytest

from apps.secondments import states
from apps.secondments.states import ApplicationStatus, Kind, Status


@pytest.mark.parametrize(
    ("moves", "colours", "status"),
    [
        (states.MOVES, states.COLOURS, Status),
        (states.APPLICATION_MOVES, states.APPLICATION_COLOURS, ApplicationStatus),
    ],
)
def test_every_status_has_its_moves_and_its_colour_and_can_be_reached(moves, colours, status):
    assert set(moves) == set(colours) == set(status)
    reached, ahead = set(), {status.DRAFT}
    while ahead:
        reached |= ahead
        ahead = set().union(*(moves[one] for one in ahead)) - reached
    assert reached == set(status)


def test_an_application_can_be_withdrawn_as_long_as_it_lives():
    withdrawn = ApplicationStatus.WITHDRAWN
    assert {one for one in ApplicationStatus if withdrawn in states.APPLICATION_MOVES[one]} == set(states.LIVE)


def test_nothing_is_accepted_that_was_not_offered():
    to_accepted = [one for one, moves in states.APPLICATION_MOVES.items() if ApplicationStatus.ACCEPTED in moves]
    assert to_accepted == [ApplicationStatus.OFFERED]


def test_every_kind_says_what_happens_to_the_job():
    assert set(states.MEANWHILE) == set(Kind)


def test_each_side_gives_the_reasons_of_its_own():
    assert set(states.HOST_REASONS) | set(states.MEMBER_REASONS) == set(states.EndReason)
