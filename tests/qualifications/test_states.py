from apps.qualifications.states import COLOURS, LIVE, MOVES, STUDYING, TAKEN_UP, WITH_DECIDER, Status


def test_every_status_has_its_moves_and_its_colour():
    assert set(MOVES) == set(COLOURS) == set(Status)
    assert set().union(*MOVES.values()) <= set(Status)


def test_what_is_live_can_still_move_and_what_is_not_cannot():
    """But for one that was refused, which an appeal brings back."""
    assert {status for status in Status if MOVES[status]} - {Status.DECLINED} == set(LIVE)
    assert MOVES[Status.DECLINED] == {Status.SUBMITTED}


def test_everything_live_can_be_given_up():
    assert {status for status in Status if Status.WITHDRAWN in MOVES[status]} == set(LIVE)


def test_every_status_can_be_reached_from_a_draft():
    reached, ahead = set(), {Status.DRAFT}
    while ahead:
        reached |= ahead
        ahead = set().union(*(MOVES[status] for status in ahead)) - reached
    assert reached == set(Status)


def test_nothing_is_studied_before_it_is_agreed():
    assert all(Status.IN_PROGRESS not in MOVES[status] for status in [Status.DRAFT, *WITH_DECIDER])
    assert set(STUDYING) < set(TAKEN_UP)
