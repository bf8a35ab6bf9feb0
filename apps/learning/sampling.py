"""Which decisions a quality assurer looks at. It is worked out, not drawn: anybody can check afterwards why."""

import hashlib

FIRST = 5  # of each assessor, all are looked at
SHARE = 20  # per cent of those after them


def is_sampled(assessor, number):
    """`number`: which of this assessor's decisions it is, counted from 1. `assessor`: the number of their account."""
    return number <= FIRST or _place(assessor, number) < SHARE


def _place(assessor, number):
    """Evenly from 0 to 99, the same each time, and with no pattern that somebody who marks could learn."""
    digest = hashlib.sha256(f"quality sample {assessor} {number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100
