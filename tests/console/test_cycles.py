"""Cycles of self-assessment, as the central team opens them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apps.capability.models import Cycle
from apps.console.queries import response_words
from tests.capability.factories import published
from tests.console.central import sign_in_central
from tests.members.factories import OrganisationFactory
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
LIST = "/console/cycles/"


def typed(**fields):
    first = timezone.localdate() + timedelta(days=3)
    days = {"opens_on": first, "closes_on": first + timedelta(days=40)}
    dates = {f"{name}-{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}
    return {"department": "DWP", "framework": str(published().framework_id)} | dates | fields


def test_the_way_of_a_cycle(client):
    sign_in_central(client)
    OrganisationFactory(code="DWP")
    assert "No department has asked" in words_of(client.get(LIST))
    response = client.post(f"{LIST}open/", {"department": "XX"})
    assert response.status_code == 422
    assert "Enter the first day" in words_of(response)
    early = {"closes_on-year": str(timezone.localdate().year - 1)}
    assert "must be after the first day" in words_of(client.post(f"{LIST}open/", typed(**early)))
    assert client.post(f"{LIST}open/", typed()).url == LIST
    assert client.post(f"{LIST}open/", typed()).status_code == 409
    assert Cycle.objects.count() == 1
    with reading_only(), budget(8):
        page = words_of(client.get(LIST))
    assert "core skills" in page and "Fewer than 10" in page and "Not shown" in page


@pytest.mark.parametrize(
    ("asked", "shared", "words"),
    [
        (9, 9, ("Fewer than 10", "Not shown")),
        (12, 3, ("10", "Fewer than 5")),
        (64_492, 4000, ("64,490", "4,000 (6.2%)")),
        (23, 22, ("25", "20 (80%)")),
    ],
)
def test_no_number_points_to_anybody(asked, shared, words):
    assert response_words(SimpleNamespace(asked=asked, shared=shared)) == words
