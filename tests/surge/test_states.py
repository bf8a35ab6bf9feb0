import pytest

from apps.surge import states
from apps.surge.states import DeploymentStatus, ExtensionStatus, OfferStatus, RequestStatus


@pytest.mark.parametrize(
    ("moves", "colours", "status"),
    [
        (states.REQUEST_MOVES, states.REQUEST_COLOURS, RequestStatus),
        (states.OFFER_MOVES, states.OFFER_COLOURS, OfferStatus),
        (states.DEPLOYMENT_MOVES, states.DEPLOYMENT_COLOURS, DeploymentStatus),
        (states.EXTENSION_MOVES, states.EXTENSION_COLOURS, ExtensionStatus),
    ],
)
def test_every_status_has_its_moves_and_its_colour_and_can_be_reached(moves, colours, status):
    assert set(moves) == set(colours) == set(status)
    reached, ahead = set(), {next(iter(status))}
    while ahead:
        reached |= ahead
        ahead = set().union(*(moves[one] for one in ahead)) - reached
    assert reached == set(status)


def test_people_are_asked_only_for_what_was_agreed():
    to_running = {one for one, moves in states.REQUEST_MOVES.items() if set(states.RUNNING) & moves}
    assert to_running == {RequestStatus.SUBMITTED}


def test_every_base_is_in_a_region():
    assert set(states.BASE_REGIONS) == set(states.Base)
