"""Start dates and exceptions, as the central team keeps them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.qualifications.models import Offering, Waiver
from apps.qualifications.states import PlaceStatus
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory
from tests.qualifications.factories import (
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    WaiverFactory,
    full_offering,
)
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
STARTS, EXCEPTIONS = "/console/start-dates/", "/console/exceptions/"


@pytest.fixture(autouse=True)
def central(client):
    return sign_in_central(client)


def typed(**fields):
    start = timezone.localdate() + timedelta(days=40)
    end = start + timedelta(days=90)
    dates = {
        f"{name}-{part}": getattr(day, part)
        for name, day in (("starts_on", start), ("ends_on", end))
        for part in ("day", "month", "year")
    }
    said = {
        "provider": "A provider",
        "places": "12",
        "price_gbp": "£168",
        "funded_places": "2",
        "funding_gbp": "400",
        "is_open": "yes",
    }
    return dates | said | fields


def test_offering_list(client):
    offering = full_offering(funded=True, spent_gbp=168, funded_taken=1)
    PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    past = OfferingFactory(starts_on=timezone.localdate() - timedelta(days=9), provider="An old one")
    with reading_only(), budget(8):
        page = words_of(client.get(STARTS))
    assert "2 of 2 1 £168.00 of £200.00" in page and past.provider not in page
    assert "An old one" in words_of(client.get(f"{STARTS}?show=all"))
    assert "1 start date " in words_of(client.get(f"{STARTS}?show=waiting"))
    assert_flat_queries(client, STARTS, OfferingFactory)


def test_offering_add(client):
    qualification = QualificationFactory()
    response = client.post(f"{STARTS}add/", typed(code=qualification.code))
    offering = Offering.objects.get()
    assert response.url == f"{STARTS}{offering.pk}/"
    assert (offering.qualification, offering.places, offering.price_gbp) == (qualification, 12, Decimal(168))
    assert (offering.funded_places, offering.funding_gbp, offering.is_open) == (2, Decimal(400), True)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"code": "NO-SUCH"}, "No qualification has this code"),
        ({"places": "0"}, "Places must be 1 or more"),
        ({"funded_places": "13"}, "must be the same as or fewer than the places"),
        ({"funding_gbp": "0"}, "needs both a number of places and an amount"),
        ({"price_gbp": ""}, "without it the funding cannot be reserved"),
        ({"ends_on-year": "2020"}, "End date must be after the start date"),
        ({"places": "many"}, "Places must be a whole number"),
    ],
)
def test_offering_add_with_what_cannot_be(client, wrong, why):
    response = client.post(f"{STARTS}add/", typed(code=QualificationFactory().code) | wrong)
    assert (response.status_code, why in words_of(response)) == (422, True)
    assert not Offering.objects.exists()


def test_offering_change_and_its_people(client):
    offering = full_offering(places=1)
    waiting = PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    PlaceFactory(offering=offering, status=PlaceStatus.LEFT)
    page = words_of(client.get(f"{STARTS}{offering.pk}/"))
    assert page.index("On the waiting list") < page.index("Place held") < page.index("Not wanted")
    client.post(f"{STARTS}{offering.pk}/change/", typed(places="2"))
    waiting.refresh_from_db()
    assert waiting.status == PlaceStatus.OFFERED
    assert_flat_queries(
        client, f"{STARTS}{offering.pk}/", lambda: PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    )


def test_offering_change_to_fewer_than_are_taken(client):
    offering = full_offering()
    response = client.post(f"{STARTS}{offering.pk}/change/", typed(places="1", funded_places="0", funding_gbp="0"))
    assert (response.status_code, "2 places are taken" in words_of(response)) == (409, True)


def test_waiver_give_after_seeing_the_rules(client):
    member, qualification = (
        MemberFactory(),
        QualificationFactory(requirements={"prerequisites": [QualificationFactory().code]}),
    )
    path, sent = (
        f"/console/people/{member.pk}/exception/",
        {"code": qualification.code, "rules": ["prerequisite"], "reason": "They teach it."},
    )
    page = words_of(client.post(path, sent))
    assert "comes first." in page and not Waiver.objects.exists()
    assert client.post(path, sent | {"confirmed": "yes"}).url == EXCEPTIONS
    assert (Waiver.objects.get().member, Waiver.objects.get().rules) == (member, ["prerequisite"])
    assert "They teach it." in words_of(client.get(EXCEPTIONS))
    assert_flat_queries(client, EXCEPTIONS, WaiverFactory)


@pytest.mark.parametrize("wrong", [{"rules": []}, {"rules": ["everything"]}, {"reason": ""}, {"code": "NO-SUCH"}])
def test_waiver_give_with_something_missing(client, wrong):
    sent = {"code": QualificationFactory().code, "rules": ["grade"], "reason": "Why.", "confirmed": "yes"} | wrong
    assert client.post(f"/console/people/{MemberFactory().pk}/exception/", sent).status_code == 422
    assert not Waiver.objects.exists()


def test_waiver_for_oneself(client, central):
    assert client.get(f"/console/people/{central.member.pk}/exception/").status_code == 403


def test_waiver_end(client):
    waiver = WaiverFactory()
    assert "count for them again" in words_of(client.get(f"{EXCEPTIONS}{waiver.pk}/end/"))
    client.post(f"{EXCEPTIONS}{waiver.pk}/end/")
    waiver.refresh_from_db()
    assert waiver.ended_at
    assert client.post(f"{EXCEPTIONS}{waiver.pk}/end/").status_code == 409
