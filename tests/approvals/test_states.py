import pytest

from apps.approvals.states import CASE_MOVES, COLOURS, DECIDED, MOVES, OPEN, CaseStatus, Status


@pytest.mark.parametrize(("moves", "statuses"), [(MOVES, Status), (CASE_MOVES, CaseStatus)])
def test_every_status_has_its_moves(moves, statuses):
    assert set(moves) == set(statuses)
    assert set().union(*moves.values()) <= set(statuses)


def test_every_status_can_be_reached_and_none_stays_as_it_is():
    assert set().union(*MOVES.values()) | {Status.PENDING} == set(Status)
    assert all(status not in targets for status, targets in MOVES.items())


def test_what_is_open_can_be_withdrawn_and_the_rest_is_final():
    assert {status for status in Status if Status.WITHDRAWN in MOVES[status]} == set(OPEN)
    assert {status for status in Status if MOVES[status]} == set(OPEN)


def test_what_is_decided_is_what_a_decider_can_make_of_a_request():
    assert MOVES[Status.PENDING] - {Status.WITHDRAWN} == set(DECIDED)


def test_every_status_has_a_colour():
    assert set(COLOURS) == set(Status)
