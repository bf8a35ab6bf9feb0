"""Places of a start date: held when a request is sent, paid for when it is agreed, given back, waited for, offered."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.approvals.states import Status as Decision
from apps.core.rules import RuleBroken
from apps.qualifications import actions
from apps.qualifications.models import Place
from apps.qualifications.states import OFFER_STANDS, PlaceStatus, Status
from tests.members.factories import MemberFactory, RegionFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    full_offering,
)
from tests.qualifications.trail import events, forget, messages, nothing_happened

pytestmark = pytest.mark.django_db


def draft_for(offering, **fields):
    fields = {"member__line_manager": MemberFactory()} | fields
    return EnrolmentFactory(draft=True, qualification=offering.qualification, offering=offering, **fields)


def send(draft):
    return actions.submit_enrolment(enrolment=draft, by=draft.member.user)


def sent_for(offering, **fields):
    return send(draft_for(offering, **fields))


def agree(enrolment):
    boss = enrolment.member.line_manager.user
    return actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss)


def refuse(enrolment):
    boss = enrolment.member.line_manager.user
    said = {"decision": Decision.REFUSED, "reason": "cover", "comment": "In May."}
    return actions.decide_study_time(asked=enrolment, by=boss, **said)


def withdraw(enrolment):
    return actions.withdraw_enrolment(enrolment=enrolment, reason="work", by=enrolment.member.user)


def statuses(offering):
    offering.refresh_from_db()
    rows = Place.objects.filter(offering=offering).order_by("joined_at", "pk")
    return offering.taken, [place.status for place in rows]


# --- Held and given back ---------------------------------------------------------------------------------------------


def test_submit_holds_the_place():
    offering = OfferingFactory()
    enrolment = sent_for(offering)
    assert statuses(offering) == (1, ["held"])
    facts = dict(enrolment.task.facts)
    assert facts["Course"].endswith(f"with {offering.provider}")
    assert facts["Cost"] == "£168.00 excluding VAT"


def test_submit_needs_a_start_where_there_are_some():
    offering = OfferingFactory()
    draft = EnrolmentFactory(draft=True, qualification=offering.qualification)
    with pytest.raises(RuleBroken, match="Choose a start date first"):
        send(draft)


def test_submit_for_a_start_that_filled_up_is_refused():
    offering = full_offering()
    OfferingFactory(qualification=offering.qualification)
    draft = draft_for(offering)
    forget()
    with pytest.raises(RuleBroken, match="is full"):
        send(draft)
    assert nothing_happened()
    assert statuses(offering)[0] == 2


@pytest.mark.parametrize("end", [withdraw, refuse])
def test_the_place_is_free_again_when_the_request_ends(end):
    offering = OfferingFactory()
    enrolment = sent_for(offering)
    end(enrolment)
    assert statuses(offering) == (0, ["released"])


def test_an_appeal_holds_the_place_again_if_there_is_one():
    offering = OfferingFactory(places=1)
    enrolment = sent_for(offering, member__line_manager=MemberFactory(line_manager=MemberFactory()))
    refuse(enrolment)
    actions.appeal_study_time(asked=enrolment, why_again="May is fine.", by=enrolment.member.user)
    assert statuses(offering) == (1, ["released", "held"])


def test_without_a_place_learning_does_not_start():
    offering = OfferingFactory(places=1)
    boss = MemberFactory(line_manager=MemberFactory())
    enrolment = sent_for(offering, member__line_manager=boss)
    refuse(enrolment)
    sent_for(offering)
    actions.appeal_study_time(asked=enrolment, why_again="May is fine.", by=enrolment.member.user)
    actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss.line_manager.user)
    with pytest.raises(RuleBroken, match="You have no place on the start"):
        actions.start_learning(enrolment=enrolment, by=enrolment.member.user)


# --- Funding ---------------------------------------------------------------------------------------------------------


def test_agreeing_reserves_funding_and_withdrawing_releases_it():
    offering = OfferingFactory(funded=True)
    enrolment = sent_for(offering)
    agree(enrolment)
    offering.refresh_from_db()
    assert (offering.funded_taken, offering.spent_gbp) == (1, Decimal(168))
    assert Place.objects.get().funded_gbp == Decimal(168)
    withdraw(enrolment)
    offering.refresh_from_db()
    assert (offering.funded_taken, offering.spent_gbp, Place.objects.get().funded_gbp) == (0, 0, None)


@pytest.mark.parametrize(
    "funding", [{"funded_places": 1, "funding_gbp": 900}, {"funded_places": 2, "funding_gbp": 200}]
)
def test_funding_is_never_overspent(funding):
    offering = OfferingFactory(**funding)
    boss = MemberFactory()
    asked = [sent_for(offering, member__line_manager=boss) for _ in range(2)]
    actions.decide_study_times(tasks=[one.task for one in asked], by=boss.user)
    offering.refresh_from_db()
    assert (offering.funded_taken, offering.spent_gbp) == (1, Decimal(168))
    assert sorted(place.funded_gbp or 0 for place in Place.objects.all()) == [0, Decimal(168)]


# --- The waiting list ------------------------------------------------------------------------------------------------


def wait(offering, **fields):
    member = MemberFactory(**fields)
    return actions.join_waiting_list(offering=offering, by=member.user)


def test_join_waiting_list_twice_is_once():
    offering = full_offering()
    place = wait(offering)
    assert actions.join_waiting_list(offering=offering, by=place.member.user) == place
    assert events() == ["place.waited_for"]
    assert statuses(offering) == (2, ["held", "held", "waiting"])


def test_nobody_waits_where_there_are_places():
    with pytest.raises(RuleBroken, match="so you need not wait"):
        wait(OfferingFactory())


def test_nobody_waits_for_a_start_that_was():
    with pytest.raises(RuleBroken, match="cannot be asked for any more"):
        wait(full_offering(starts_on=timezone.localdate() - timedelta(days=1)))


def test_whoever_cannot_take_it_does_not_wait():
    RegionFactory(code="WLS", name="Wales")
    with pytest.raises(RuleBroken, match="Your HR record"):
        wait(full_offering(qualification__eligible_regions=["WLS"]))


def test_a_free_place_goes_to_whoever_waited_longest():
    offering = OfferingFactory(places=1)
    enrolment = sent_for(offering)
    first, second = wait(offering), wait(offering)
    forget()
    withdraw(enrolment)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.status, second.status) == (PlaceStatus.OFFERED, PlaceStatus.WAITING)
    assert first.until > timezone.now() + OFFER_STANDS - timedelta(minutes=1)
    assert messages() == [(first.member.user, "A place is free for you")]
    assert statuses(offering)[0] == 1


def test_whoever_left_is_passed_over():
    offering = OfferingFactory(places=1)
    enrolment = sent_for(offering)
    gone, next_one = wait(offering), wait(offering)
    member = gone.member
    member.status, member.email = "left", None
    member.save()
    withdraw(enrolment)
    gone.refresh_from_db(), next_one.refresh_from_db()
    assert (gone.status, next_one.status) == (PlaceStatus.LEFT, PlaceStatus.OFFERED)


@pytest.fixture
def offered():
    offering = OfferingFactory(places=1)
    return PlaceFactory(offering=offering, status=PlaceStatus.OFFERED)


def test_take_place_begins_a_request_and_keeps_the_place(offered):
    enrolment = actions.take_place(place=offered, by=offered.member.user)
    offered.refresh_from_db()
    assert (enrolment.status, enrolment.offering) == (Status.DRAFT, offered.offering)
    assert (offered.status, offered.until > timezone.now() + OFFER_STANDS) == (PlaceStatus.HELD, True)
    assert actions.take_place(place=offered, by=offered.member.user) == enrolment
    assert statuses(offered.offering) == (1, ["held"])


def test_take_place_gives_the_other_one_back(offered):
    other = OfferingFactory(qualification=offered.offering.qualification)
    member = offered.member
    member.line_manager = MemberFactory()
    member.save()
    enrolment = sent_for(other, member=member)
    with pytest.raises(RuleBroken, match="waits for a decision"):
        actions.take_place(place=offered, by=member.user)
    agree(enrolment)
    actions.take_place(place=offered, by=offered.member.user)
    enrolment.refresh_from_db()
    assert enrolment.offering == offered.offering
    assert statuses(other) == (0, ["released"])
    offered.refresh_from_db()
    assert offered.until is None  # the request is sent, so it is kept for good


def test_take_place_of_somebody_else(offered):
    with pytest.raises(PermissionDenied):
        actions.take_place(place=offered, by=MemberFactory().user)


def test_an_offer_that_ran_out_goes_to_the_next(offered):
    waiting = PlaceFactory(offering=offered.offering, status=PlaceStatus.WAITING)
    forget()
    with time_machine.travel(offered.until + timedelta(seconds=59)):
        assert actions.follow_waiting_lists() == 0
    with time_machine.travel(offered.until + timedelta(minutes=2)):
        with pytest.raises(RuleBroken, match="has run out"):
            actions.take_place(place=offered, by=offered.member.user)
        assert actions.follow_waiting_lists() == 1
        assert actions.follow_waiting_lists() == 0
    offered.refresh_from_db(), waiting.refresh_from_db()
    assert (offered.status, waiting.status) == (PlaceStatus.LAPSED, PlaceStatus.OFFERED)
    assert {recipient for recipient, _ in messages()} == {offered.member.user, waiting.member.user}


def test_a_place_kept_for_a_draft_runs_out_too(offered):
    actions.take_place(place=offered, by=offered.member.user)
    offered.refresh_from_db()
    with time_machine.travel(offered.until + timedelta(minutes=2)):
        assert actions.follow_waiting_lists() == 1
    assert statuses(offered.offering) == (0, ["lapsed"])


def test_leave_place_offers_it_to_the_next(offered):
    waiting = PlaceFactory(offering=offered.offering, status=PlaceStatus.WAITING)
    actions.leave_place(place=offered, by=offered.member.user)
    waiting.refresh_from_db()
    assert waiting.status == PlaceStatus.OFFERED


def test_leave_place_that_is_part_of_a_request():
    place = PlaceFactory()
    with pytest.raises(RuleBroken, match="Withdraw the request"):
        actions.leave_place(place=place, by=place.member.user)


def test_a_waiting_list_ends_with_its_start():
    offering = full_offering()
    place = wait(offering)
    with time_machine.travel(offering.starts_on + timedelta(days=1)):
        assert actions.follow_waiting_lists() == 1
    place.refresh_from_db()
    assert place.status == PlaceStatus.LAPSED
