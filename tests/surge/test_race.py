"""200 clients accept 20 lines: exactly 20 go, and nobody is in two places."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import pytest

from apps.core.rules import RuleBroken
from apps.members.models import Absence
from apps.surge.actions import accept_offer, waves
from apps.surge.models import Deployment, Offer
from apps.surge.models.request import LineQuerySet
from tests.helpers import closing
from tests.members.factories import MemberFactory
from tests.promises.together import slowly
from tests.surge.factories import line_of, offered, request_of

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, LINES, CONNECTIONS = 200, 20, 8


def race(offers):
    """How often one went through. A few connections at a time, as the portal has them."""
    offers = list(Offer.objects.select_related("member__user").filter(pk__in=[offer.pk for offer in offers]))
    barrier = Barrier(CONNECTIONS)

    @closing
    def accept(share):
        barrier.wait()
        return [_went(offer) for offer in share]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(accept, [offers[number::CONNECTIONS] for number in range(CONNECTIONS)]))
    return sum(map(sum, answers))


def _went(offer):
    try:
        accept_offer(offer=offer, by=offer.member.user)
    except RuleBroken:
        return False
    return True


def test_two_hundred_accept_twenty_lines_and_exactly_twenty_go():
    request = request_of()
    lines = [line_of(request, people=1) for _ in range(LINES)]
    people = [MemberFactory() for _ in range(CLIENTS // 2)]
    offers = [
        offered(line, member)
        for number, member in enumerate(people)
        for line in (lines[number % LINES], lines[(number + 1) % LINES])
    ]
    Random(6).shuffle(offers)
    assert len(offers) == CLIENTS and race(offers) == LINES
    assert Deployment.objects.filter(freed=False).values("line").distinct().count() == LINES
    members = Counter(Absence.objects.standing().values_list("member", flat=True))
    assert len(members) == LINES and set(members.values()) == {1}


def test_without_the_lock_and_the_number_of_the_place_too_many_go(monkeypatch):
    """The checker sees it."""
    monkeypatch.setattr(LineQuerySet, "locked", lambda queryset: queryset)
    line = line_of(people=1)
    numbers = iter(range(1, 100))

    def free_place(row):
        if row.deployments.exists():
            raise RuleBroken("All places are filled by now.")
        return next(numbers)

    monkeypatch.setattr(waves, "free_place", free_place)
    monkeypatch.setattr(waves, "book_absence", slowly(waves.book_absence))
    assert race([offered(line) for _ in range(CONNECTIONS)]) > 1
