"""Pages of start dates: choosing one, waiting for one, taking a place, moving to another, pausing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.qualifications.models import Deferral, Enrolment, Interest, Place
from apps.qualifications.states import PlaceStatus, Status
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory
from tests.qualifications.factories import (
    DeferralFactory,
    EnrolmentFactory,
    InterestFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    full_offering,
)
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MemberFactory(line_manager=MemberFactory())
    client.force_login(member.user)
    return member


def page_of(client, qualification):
    return words_of(client.get(qualification.get_absolute_url()))


# --- The page of a qualification -------------------------------------------------------------------------------------


def test_start_dates_with_places_price_and_who_pays(client, member):
    offering = OfferingFactory(funded=True, provenance="illustrative")
    full = full_offering(qualification=offering.qualification)
    client.get(offering.qualification.get_absolute_url())  # that they were seen is written once
    with reading_only(), budget(5):
        page = page_of(client, offering.qualification)
    assert "(illustrative)" in page and "2 of 2 places left" in page and "£168.00 excluding VAT" in page
    assert "The central funding pays as long as it lasts." in page
    assert (
        "All 2 places taken" in page
        and f"/starts/{full.pk}/wait/" in client.get(full.qualification.get_absolute_url()).text
    )


def test_start_dates_ask_as_much_for_many_as_for_few(client, member):
    qualification = QualificationFactory()
    assert_flat_queries(client, qualification.get_absolute_url(), lambda: OfferingFactory(qualification=qualification))


def test_ask_for_a_start(client, member):
    offering = OfferingFactory()
    response = client.post(f"{offering.qualification.get_absolute_url()}enrol/", {"offering": offering.pk})
    enrolment = Enrolment.objects.get()
    assert (response.url, enrolment.offering) == (enrolment.get_absolute_url(), offering)


@pytest.mark.parametrize("sent", ["nonsense", "", "another"])
def test_ask_for_a_start_that_is_not_one_chooses_none(client, member, sent):
    offering = OfferingFactory()
    sent = str(OfferingFactory().pk) if sent == "another" else sent
    client.post(f"{offering.qualification.get_absolute_url()}enrol/", {"offering": sent})
    assert Enrolment.objects.get().offering is None


def test_tell_me_when_it_opens(client, member):
    closed = QualificationFactory(availability="details_pending", rule=None)
    assert "Tell me when it opens" in page_of(client, closed)
    client.post(f"{closed.get_absolute_url()}tell-me/")
    assert "Do not tell me" in page_of(client, closed)
    client.post(f"{closed.get_absolute_url()}do-not-tell-me/")
    assert Interest.objects.get().ended_at
    assert "Tell me when it opens" in page_of(client, closed)


def test_nobody_sees_the_interest_of_others(client, member):
    assert "Do not tell me" not in page_of(client, InterestFactory().qualification)


# --- The request being written ---------------------------------------------------------------------------------------


@pytest.fixture
def draft(member):
    offering = OfferingFactory()
    return EnrolmentFactory(draft=True, member=member, qualification=offering.qualification)


def test_the_start_is_a_step_of_the_request(client, draft):
    assert "Start date Not complete" in words_of(client.get(draft.get_absolute_url()))
    path = f"{draft.get_absolute_url()}start-date/"
    assert client.post(path).status_code == 422
    offering = draft.qualification.offerings.get()
    assert client.post(path, {"offering": offering.pk}).url == draft.get_absolute_url()
    assert f"Start date {offering} Completed" in words_of(client.get(draft.get_absolute_url()))


@pytest.mark.parametrize("sent", ["nonsense", "full"])
def test_a_start_that_cannot_be_chosen(client, draft, sent):
    full = full_offering(qualification=draft.qualification)
    sent = full.pk if sent == "full" else sent
    response = client.post(f"{draft.get_absolute_url()}start-date/", {"offering": sent})
    assert response.status_code == 422
    assert "Select a start date from the list" in words_of(response)
    assert f"/starts/{full.pk}/wait/" in response.text


def test_a_request_without_start_dates_has_no_such_step(client, member):
    draft = EnrolmentFactory(draft=True, member=member)
    assert "Start date" not in words_of(client.get(draft.get_absolute_url()))


# --- Waiting and taking ----------------------------------------------------------------------------------------------


def test_join_the_waiting_list_and_leave_it(client, member):
    offering = full_offering()
    path = f"/starts/{offering.pk}/wait/"
    with reading_only():
        assert "You then have 5 days to take the place" in words_of(client.get(path))
    response = client.post(path)
    place = Place.objects.get(member=member)
    assert response.url == place.get_absolute_url()
    assert "You are next." in words_of(client.get(place.get_absolute_url()))
    assert offering.qualification.title in words_of(client.get("/enrolments/"))
    client.post(f"{place.get_absolute_url()}leave/")
    place.refresh_from_db()
    assert place.status == PlaceStatus.LEFT


def test_the_turn_on_the_list(client, member):
    offering = full_offering()
    PlaceFactory.create_batch(2, offering=offering, status=PlaceStatus.WAITING)
    place = PlaceFactory(offering=offering, member=member, status=PlaceStatus.WAITING)
    assert "You are number 3 on the list." in words_of(client.get(place.get_absolute_url()))


def test_whoever_cannot_take_it_is_told_on_the_page_of_the_list(client, member):
    offering = full_offering(qualification__requirements={"prerequisites": [QualificationFactory().code]})
    page = words_of(client.get(f"/starts/{offering.pk}/wait/"))
    assert "You cannot take this qualification now" in page and "comes first." in page


def test_take_the_place_that_is_offered(client, member):
    place = PlaceFactory(member=member, status=PlaceStatus.OFFERED)
    assert "is free for you. Take it by" in words_of(client.get("/"))
    page = words_of(client.get(place.get_absolute_url()))
    assert "Take it by" in page and "Take the place" in page
    assert client.post(f"{place.get_absolute_url()}take/").url == Enrolment.objects.get().get_absolute_url()


def test_an_offer_that_ran_out_cannot_be_taken_on_its_page(client, member):
    place = PlaceFactory(member=member, status=PlaceStatus.OFFERED, until=timezone.now() - timedelta(minutes=5))
    assert "Take the place" not in words_of(client.get(place.get_absolute_url()))
    assert client.post(f"{place.get_absolute_url()}take/").status_code == 409


# --- Another start ---------------------------------------------------------------------------------------------------


@pytest.fixture
def studying(member):
    place = PlaceFactory(member=member)
    offering = place.offering
    return EnrolmentFactory(member=member, qualification=offering.qualification, offering=offering)


def test_change_the_start_after_seeing_what_changes(client, studying):
    before, after = studying.offering, OfferingFactory(qualification=studying.qualification, provider="Another one")
    path = f"{studying.get_absolute_url()}start-date/change/"
    sent = {"offering": after.pk, "reason": "provider"}
    page = words_of(client.post(path, sent))
    assert f"Provider {before.provider} Another one" in page and "You may not get it back." in page
    studying.refresh_from_db()
    assert studying.offering == before
    assert client.post(path, sent | {"confirmed": "yes"}).url == studying.get_absolute_url()
    studying.refresh_from_db()
    assert studying.offering == after


def test_a_dearer_start_is_not_offered_for_confirmation(client, studying):
    after = OfferingFactory(qualification=studying.qualification, price_gbp=500)
    path = f"{studying.get_absolute_url()}start-date/change/"
    page = words_of(client.post(path, {"offering": after.pk, "reason": "dates"}))
    assert "would cost your department more than was agreed" in page and "Change to this start" not in page


# --- Breaks ----------------------------------------------------------------------------------------------------------


def test_pause_and_return(client, studying):
    assert client.post(f"{studying.get_absolute_url()}pause/").status_code == 422
    day = timezone.localdate() + timedelta(days=30)
    sent = {"reason": "leave"} | _date("return_on", day)
    assert client.post(f"{studying.get_absolute_url()}pause/", sent).url == studying.get_absolute_url()
    page = words_of(client.get(studying.get_absolute_url()))
    assert "Paused since" in page and "Return now" in page and "Log study time" not in page
    assert "You have paused" in words_of(client.get("/"))
    client.post(f"{studying.get_absolute_url()}return/")
    assert client.post(f"{studying.get_absolute_url()}return/").url == studying.get_absolute_url()
    studying.refresh_from_db()
    assert studying.status == Status.IN_PROGRESS


def _date(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.parametrize(("days", "why"), [(0, "must be in the future"), (800, "must be within 2 years")])
def test_pause_until_a_day_that_does_not_do(client, studying, days, why):
    sent = {"reason": "leave"} | _date("return_on", timezone.localdate() + timedelta(days=days))
    assert why in words_of(client.post(f"{studying.get_absolute_url()}pause/", sent))
    assert not Deferral.objects.exists()


def test_the_reason_of_a_break_is_the_member_s(client, studying):
    Enrolment.objects.update(status=Status.DEFERRED)
    DeferralFactory(enrolment=studying, reason="health")
    assert "health or caring" in words_of(client.get(studying.get_absolute_url()))
    client.force_login(studying.member.line_manager.user)
    page = words_of(client.get(studying.get_absolute_url()))
    assert "Paused since" in page and "health" not in page


def test_change_the_day_of_return(client, studying):
    Enrolment.objects.update(status=Status.DEFERRED)
    DeferralFactory(enrolment=studying)
    day = timezone.localdate() + timedelta(days=90)
    client.post(f"{studying.get_absolute_url()}pause/change/", _date("return_on", day))
    assert Deferral.objects.get().return_on == day
