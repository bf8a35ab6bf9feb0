"""What the database refuses of start dates, places, breaks and exceptions, whatever the code does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.qualifications.models import Offering, Place
from apps.qualifications.states import PLACE_COLOURS, PLACE_MOVES, PlaceStatus
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import (
    DeferralFactory,
    InterestFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    WaiverFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_every_status_of_a_place_has_moves_and_a_colour():
    assert set(PLACE_MOVES) == set(PLACE_COLOURS) == set(PlaceStatus)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends_on": TODAY}, "offering_ends_after_start"),
        ({"places": 0}, "offering_has_places"),
        ({"taken": 3}, "offering_never_oversold"),
        ({"price_gbp": 0}, "offering_price_above_zero"),
        ({"funded": True, "funded_taken": 2}, "offering_funds_no_more_places"),
        ({"funded": True, "spent_gbp": 201}, "offering_never_overspent"),
        ({"funded": True, "spent_gbp": -1}, "offering_never_overspent"),
        ({"funded": True, "price_gbp": None}, "offering_funding_pays_a_price"),
        ({"funded": True, "funded_places": 3}, "offering_funding_pays_a_price"),
        ({"funding_gbp": 1}, "offering_funding_pays_a_price"),
    ],
)
def test_an_offering_that_cannot_be(fields, name):
    with pytest.raises(IntegrityError, match=name):
        OfferingFactory(**fields)


def test_one_start_per_provider_and_day():
    first = OfferingFactory()
    with pytest.raises(IntegrityError, match="offering_one_per_provider_and_start"):
        OfferingFactory(qualification=first.qualification, provider=first.provider)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "offered", "until": None}, "place_offered_until_a_moment"),
        ({"status": "waiting", "until": timezone.now()}, "place_offered_until_a_moment"),
        ({"status": "left", "ended_at": None}, "place_ended_says_when"),
        ({"ended_at": timezone.now()}, "place_ended_says_when"),
        ({"status": "waiting", "funded_gbp": 1}, "place_funded_is_held"),
    ],
)
def test_a_place_that_cannot_be(fields, name):
    with pytest.raises(IntegrityError, match=name):
        Place.objects.create(offering=OfferingFactory(), member=MemberFactory(), **{"status": "held"} | fields)


def test_one_live_place_per_person():
    place = PlaceFactory(status=PlaceStatus.LEFT)
    PlaceFactory(offering=place.offering, member=place.member)
    with pytest.raises(IntegrityError, match="place_one_live_per_member"):
        PlaceFactory(offering=place.offering, member=place.member, status=PlaceStatus.WAITING)


def test_interest_is_open_once():
    told = InterestFactory(told_at=timezone.now())
    one = InterestFactory(member=told.member, qualification=told.qualification)
    with pytest.raises(IntegrityError, match="interest_one_open_per_member"):
        InterestFactory(member=one.member, qualification=one.qualification)


def test_one_break_at_a_time():
    first = DeferralFactory(ended_at=timezone.now())
    DeferralFactory(enrolment=first.enrolment)
    with pytest.raises(IntegrityError, match="deferral_one_open_per_enrolment"):
        DeferralFactory(enrolment=first.enrolment)


def test_a_break_ends_after_it_begins():
    with pytest.raises(IntegrityError, match="deferral_returns_after_it_begins"):
        DeferralFactory(return_on=TODAY)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"rules": []}, "waiver_says_what_and_why"),
        ({"reason": ""}, "waiver_says_what_and_why"),
        ({"ended_at": timezone.now()}, "waiver_ended_says_when_and_by_whom"),
    ],
)
def test_a_waiver_that_cannot_be(fields, name):
    with pytest.raises(IntegrityError, match=name):
        WaiverFactory(**fields)


def test_one_waiver_at_a_time():
    first = WaiverFactory(ended_at=timezone.now(), ended_by=central_user())
    WaiverFactory(member=first.member, qualification=first.qualification)
    with pytest.raises(IntegrityError, match="waiver_one_at_a_time"):
        WaiverFactory(member=first.member, qualification=first.qualification)


def test_who_sees_a_place():
    place = PlaceFactory()
    assert list(Place.objects.visible_to(place.member.user)) == [place]
    assert not Place.objects.visible_to(MemberFactory().user).exists()
    assert list(Place.objects.visible_to(central_user())) == [place]


def test_upcoming_are_those_that_can_be_asked_for():
    qualification = QualificationFactory()
    today = OfferingFactory(qualification=qualification, starts_on=TODAY)
    OfferingFactory(qualification=qualification, starts_on=TODAY - timedelta(days=1))
    OfferingFactory(qualification=qualification, is_open=False)
    later = OfferingFactory(qualification=qualification)
    assert list(Offering.objects.upcoming()) == [today, later]
    assert [one.is_upcoming for one in Offering.objects.order_by("pk")] == [
        one in (today, later) for one in Offering.objects.order_by("pk")
    ]


@pytest.mark.parametrize(
    ("fields", "has_funding"),
    [
        ({}, False),
        ({"funded": True}, True),
        ({"funded": True, "funded_taken": 1}, False),
        ({"funded": True, "spent_gbp": Decimal("32.01")}, False),
        ({"funded": True, "spent_gbp": Decimal("32.00")}, True),
    ],
)
def test_funding_is_there_as_long_as_it_pays_for_one_more(fields, has_funding):
    assert OfferingFactory(**fields).has_funding is has_funding
