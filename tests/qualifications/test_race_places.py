"""Many people for few places: none is sold twice. The lock sees to it, and behind the lock the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.approvals.states import Status as Decision
from apps.core.rules import RuleBroken
from apps.qualifications import actions
from apps.qualifications.models import Deferral, Enrolment, Offering, Place
from apps.qualifications.models.offering import OfferingQuerySet
from apps.qualifications.states import PlaceStatus, Status
from tests.helpers import closing
from tests.members.factories import MemberFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    enrolment_in,
)
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 16  # connections that are open together


def drafts_for(offering, number):
    boss = MemberFactory()
    return [
        EnrolmentFactory(
            draft=True, qualification=offering.qualification, offering=offering, member__line_manager=boss
        )
        for _ in range(number)
    ]


def all_send(drafts):
    """Everybody sends their request as soon as a connection is free. Returns how each ended."""

    @closing
    def send(draft):
        try:
            actions.submit_enrolment(enrolment=draft, by=draft.member.user)
        except (RuleBroken, IntegrityError) as error:
            return type(error).__name__
        return "held"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, drafts))


def sold(offering):
    """(places held, what the start date has counted)"""
    offering.refresh_from_db()
    return Place.objects.filter(offering=offering, status=PlaceStatus.HELD).count(), offering.taken


@pytest.mark.parametrize(("clients", "places"), [(40, 5), pytest.param(200, 20, marks=pytest.mark.full)])
def test_no_place_is_sold_twice(clients, places, counts):
    offering = OfferingFactory(places=places)
    ended = all_send(drafts_for(offering, clients))
    assert (ended.count("held"), ended.count("RuleBroken")) == (places, clients - places)
    assert sold(offering) == (places, places)
    assert Enrolment.objects.filter(status=Status.SUBMITTED).count() == places
    counts(f"{clients} clients for {places} places: {ended.count('held')} held")


@pytest.fixture
def without_the_lock(monkeypatch):
    monkeypatch.setattr(OfferingQuerySet, "locked", lambda queryset: queryset)


def test_without_the_lock_the_database_refuses(without_the_lock):
    offering = OfferingFactory(places=3)
    ended = all_send(drafts_for(offering, 40))
    assert sold(offering) == (3, 3)
    assert "IntegrityError" in ended


@pytest.fixture
def without_the_constraint():
    constraint = next(one for one in Offering._meta.constraints if one.name == "offering_never_oversold")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Offering, constraint)
    yield
    Offering.objects.update(taken=0)
    with connection.schema_editor() as editor:
        editor.add_constraint(Offering, constraint)


def test_without_both_it_oversells(without_the_lock, without_the_constraint, counts):
    """The checker sees it."""
    offering = OfferingFactory(places=3)
    all_send(drafts_for(offering, 40))
    held, _ = sold(offering)
    assert held > 3
    counts(f"without lock and constraint: {held} held of 3 places")


def test_funding_is_not_spent_twice():
    """Two are agreed at once, and there is money for one."""
    for _ in range(ROUNDS):
        offering = OfferingFactory(funded=True)
        drafts = drafts_for(offering, 2)
        asked = [actions.submit_enrolment(enrolment=draft, by=draft.member.user) for draft in drafts]
        boss = asked[0].member.line_manager.user

        def agree(enrolment, boss=boss):
            return lambda: actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss)

        assert at_once(*(agree(one) for one in asked)) == ["done", "done"]
        offering.refresh_from_db()
        assert (offering.funded_taken, offering.spent_gbp) == (1, 168)


def test_cancelled_and_waited_for_at_once_goes_to_the_first():
    """Two withdraw while three wait: the two who waited longest are offered the places, whatever comes when."""
    for _ in range(ROUNDS):
        offering = OfferingFactory(places=2)
        sent = [actions.submit_enrolment(enrolment=draft, by=draft.member.user) for draft in drafts_for(offering, 2)]
        queue = [PlaceFactory(offering=offering, status=PlaceStatus.WAITING) for _ in range(3)]

        def withdraw(enrolment):
            by = enrolment.member.user
            return lambda: actions.withdraw_enrolment(enrolment=enrolment, reason="work", by=by)

        assert at_once(*(withdraw(one) for one in sent)) == ["done", "done"]
        now = [Place.objects.get(pk=place.pk).status for place in queue]
        assert now == ["offered", "offered", "waiting"]
        assert sold(offering) == (0, 2)


def test_the_offer_is_taken_and_runs_out_at_once_one_wins():
    for _ in range(ROUNDS):
        until = timezone.now() - timedelta(minutes=2)
        place = PlaceFactory(status=PlaceStatus.OFFERED, until=until, offering__places=1)

        def take(place=place):
            actions.take_place(place=place, by=place.member.user)

        assert at_once(take, actions.follow_waiting_lists) == ["refused", "done"]
        place.refresh_from_db()
        assert place.status == PlaceStatus.LAPSED
        assert not Enrolment.objects.filter(member=place.member).exists()


def test_two_join_the_list_twice_at_once():
    for _ in range(ROUNDS):
        offering = OfferingFactory(places=1)
        PlaceFactory(offering=offering)
        member = MemberFactory()

        def join(offering=offering, member=member):
            actions.join_waiting_list(offering=offering, by=member.user)

        assert at_once(join, join) == ["done", "done"]
        assert Place.objects.filter(offering=offering, member=member).count() == 1


def test_defer_twice_at_once_one_wins():
    for number in range(1, ROUNDS + 1):
        enrolment = EnrolmentFactory()

        def defer(enrolment=enrolment):
            return_on = timezone.localdate() + timedelta(days=30)
            actions.defer_enrolment(enrolment=enrolment, reason="work", return_on=return_on, by=enrolment.member.user)

        assert sorted(at_once(defer, defer)) == ["done", "refused"]
        assert Deferral.objects.count() == number


def test_return_twice_at_once_one_wins():
    for _ in range(ROUNDS):
        enrolment = enrolment_in(Status.DEFERRED)

        def back(enrolment=enrolment):
            actions.return_to_learning(enrolment=enrolment, by=enrolment.member.user)

        assert sorted(at_once(back, back)) == ["done", "refused"]


def test_register_interest_twice_at_once_is_once():
    closed = QualificationFactory(availability="details_pending", rule=None)
    for number in range(1, ROUNDS + 1):
        member = MemberFactory()

        def register(member=member):
            actions.register_interest(qualification=closed, by=member.user)

        assert at_once(register, register) == ["done", "done"]
        assert closed.interests.count() == number
