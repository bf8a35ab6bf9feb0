"""Breaks in a study, moves to another start, hearing when something opens, and exceptions to the rules."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.notifications.states import Kind
from apps.qualifications import actions, eligibility
from apps.qualifications.models import Deferral, Place, Qualification
from apps.qualifications.states import Availability, PlaceStatus, Status
from tests.members.factories import MemberFactory, RegionFactory, central_user
from tests.qualifications.factories import (
    DeferralFactory,
    EnrolmentFactory,
    InterestFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    StudyChangeFactory,
    UnitAchievementFactory,
    WaiverFactory,
    enrolment_in,
    full_offering,
)
from tests.qualifications.trail import events, forget, messages, nothing_happened

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=60)


def test_the_manager_hears_of_a_break_but_not_why():
    enrolment = enrolment_in(Status.IN_PROGRESS, member__line_manager=MemberFactory())
    manager = enrolment.member.line_manager.user
    defer(enrolment, reason="health")
    actions.extend_deferral(enrolment=enrolment, return_on=SOON + timedelta(days=9), by=enrolment.member.user)
    actions.return_to_learning(enrolment=enrolment, by=enrolment.member.user)
    actions.withdraw_enrolment(enrolment=enrolment, reason="health", by=enrolment.member.user)
    told = Message.objects.filter(kind=Kind.TEAM_STUDY).order_by("pk")
    assert {message.recipient for message in told} == {manager}
    assert [message.sentence.partition(f"{enrolment.member} ")[2].partition(" the ")[0] for message in told] == [
        "has paused",
        "has changed when to return to",
        "has gone on with",
        "has stopped studying for",
    ]
    assert not any("health" in message.sentence.lower() for message in told)


# --- Breaks ----------------------------------------------------------------------------------------------------------


def defer(enrolment, **said):
    said = {"reason": "health", "return_on": SOON} | said
    return actions.defer_enrolment(enrolment=enrolment, by=enrolment.member.user, **said)


def back(enrolment):
    return actions.return_to_learning(enrolment=enrolment, by=enrolment.member.user)


def test_defer_and_return():
    enrolment = defer(EnrolmentFactory())
    deferral = Deferral.objects.get()
    assert (enrolment.status, deferral.reason, deferral.return_on) == (Status.DEFERRED, "health", SOON)
    assert back(enrolment).status == Status.IN_PROGRESS
    deferral.refresh_from_db()
    assert deferral.ended_at
    assert events() == ["enrolment.deferred", "enrolment.returned"]


def test_defer_calls_off_a_change_that_waits():
    change = StudyChangeFactory()
    defer(change.enrolment)
    change.refresh_from_db()
    assert not change.is_open


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.DEFERRED])
def test_defer_only_what_is_in_progress(status):
    enrolment = enrolment_in(status)
    with pytest.raises(RuleBroken, match="cannot become “paused”"):
        defer(enrolment)
    assert nothing_happened()


def test_defer_until_a_day_to_come():
    with pytest.raises(RuleBroken, match="a date in the future"):
        defer(EnrolmentFactory(), return_on=timezone.localdate())


@pytest.mark.parametrize("action", [defer, back])
def test_a_break_is_for_the_member_alone(action):
    enrolment = EnrolmentFactory()
    enrolment.member = MemberFactory()
    with pytest.raises(PermissionDenied):
        action(enrolment)


def test_return_completes_what_was_earned_meanwhile():
    enrolment = enrolment_in(Status.DEFERRED)
    for row in enrolment.enrolled_units.all():
        UnitAchievementFactory(member=enrolment.member, unit=row.unit)
    assert back(enrolment).status == Status.COMPLETED


def test_withdraw_ends_the_break():
    enrolment = enrolment_in(Status.DEFERRED)
    actions.withdraw_enrolment(enrolment=enrolment, reason="time", by=enrolment.member.user)
    assert Deferral.objects.get().ended_at


def test_remind_returns_once_for_each_day():
    deferral = DeferralFactory(enrolment=enrolment_in(Status.IN_PROGRESS))
    before, day = deferral.return_on - timedelta(days=1), deferral.return_on
    assert [actions.remind_returns(on=on) for on in (before, day, day)] == [0, 1, 0]
    assert messages() == [(deferral.enrolment.member.user, "Your break from a qualification ends")]
    Deferral.objects.update(return_on=day + timedelta(days=5))
    assert actions.remind_returns(on=day + timedelta(days=6)) == 1


def test_extend_deferral():
    enrolment = enrolment_in(Status.DEFERRED)
    later = SOON + timedelta(days=30)
    actions.extend_deferral(enrolment=enrolment, return_on=later, by=enrolment.member.user)
    assert Deferral.objects.get().return_on == later


# --- Another start ---------------------------------------------------------------------------------------------------


@pytest.fixture
def studying():
    place = PlaceFactory(offering=OfferingFactory(price_gbp=Decimal(200)))
    offering = place.offering
    return EnrolmentFactory(member=place.member, qualification=offering.qualification, offering=offering)


def switch(enrolment, offering):
    asked = {"enrolment": enrolment, "offering": offering, "reason": "dates"}
    return actions.switch_offering(by=enrolment.member.user, **asked)


def test_switch_offering_holds_the_new_place_and_gives_the_old_one_to_the_next(studying):
    before, after = studying.offering, OfferingFactory(qualification=studying.qualification, funded=True)
    before.places = 1
    before.save()
    waiting = PlaceFactory(offering=before, status=PlaceStatus.WAITING)
    forget()
    assert switch(studying, after).offering == after
    waiting.refresh_from_db(), before.refresh_from_db(), after.refresh_from_db()
    assert waiting.status == PlaceStatus.OFFERED
    assert (before.taken, after.taken, after.spent_gbp) == (1, 1, Decimal(168))
    assert events().count("enrolment.start_changed") == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"price_gbp": Decimal(201)}, "cost your department more"),
        ({"is_open": False}, "cannot be asked for any more"),
        ({"qualification": None}, "another qualification"),
    ],
)
def test_switch_offering_to_one_that_does_not_do(studying, fields, why):
    fields = {"qualification": studying.qualification} | fields
    if fields["qualification"] is None:
        fields.pop("qualification")
    with pytest.raises(RuleBroken, match=why):
        switch(studying, OfferingFactory(**fields))
    assert nothing_happened()


def test_switch_offering_to_a_full_one_keeps_the_old_place(studying):
    with pytest.raises(RuleBroken, match="is full"):
        switch(studying, full_offering(qualification=studying.qualification))
    assert Place.objects.get(member=studying.member).status == PlaceStatus.HELD


# --- The central team's start dates ----------------------------------------------------------------------------------


def test_edit_offering_offers_new_places():
    offering = full_offering()
    waiting = PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    actions.edit_offering(offering=offering, places=3, by=central_user())
    waiting.refresh_from_db()
    assert waiting.status == PlaceStatus.OFFERED


@pytest.mark.parametrize(
    ("fields", "why"), [({"places": 1}, "2 places are taken"), ({"funding_gbp": Decimal(100)}, "£168.00 for 1 places")]
)
def test_edit_offering_to_less_than_is_taken(fields, why):
    offering = full_offering(funded=True)
    offering.funded_taken, offering.spent_gbp = 1, 168
    offering.save()
    with pytest.raises(RuleBroken, match=why):
        actions.edit_offering(offering=offering, by=central_user(), **fields)


def test_offerings_are_the_central_team_s():
    with pytest.raises(PermissionDenied):
        actions.edit_offering(offering=OfferingFactory(), places=3, by=MemberFactory().user)


# --- Hearing when it opens -------------------------------------------------------------------------------------------


def test_register_interest_twice_is_once_and_can_be_ended():
    closed, member = QualificationFactory(availability=Availability.DETAILS_PENDING, rule=None), MemberFactory()
    asked = {"qualification": closed, "by": member.user}
    assert actions.register_interest(**asked) == actions.register_interest(**asked)
    assert [actions.withdraw_interest(**asked), actions.withdraw_interest(**asked)] == [True, False]
    assert events() == ["interest.registered", "interest.withdrawn"]


def test_register_interest_in_what_is_open():
    with pytest.raises(RuleBroken, match="It can be asked for now"):
        actions.register_interest(qualification=QualificationFactory(), by=MemberFactory().user)


def test_tell_interested_once_when_it_opens():
    interest = InterestFactory()
    assert actions.tell_interested() == 0
    past = OfferingFactory(qualification=interest.qualification, starts_on=timezone.localdate() - timedelta(days=1))
    Qualification.objects.update(availability=Availability.OPEN)
    assert actions.tell_interested() == 0
    OfferingFactory(qualification=past.qualification)
    assert [actions.tell_interested(), actions.tell_interested()] == [1, 0]
    assert messages() == [(interest.member.user, "A qualification that you asked about is open")]


# --- Exceptions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wales():
    return RegionFactory(code="WLS", name="Wales")


def test_waiver_lets_somebody_ask_although_a_rule_says_no(wales):
    qualification, member = QualificationFactory(eligible_regions=["WLS"]), MemberFactory()
    asked = {"qualification": qualification, "member": member, "by": central_user()}
    waiver = actions.give_waiver(rules=["region"], reason="The site moves in May.", **asked)
    found = eligibility.checks(qualification, member)
    assert [(check.code, check.waived) for check in found if not check.met] == [("region", "The site moves in May.")]
    enrolment = actions.start_enrolment(qualification=qualification, by=member.user)
    assert enrolment.status == Status.DRAFT
    actions.end_waiver(waiver=waiver, by=central_user())
    assert not eligibility.is_eligible(eligibility.checks(qualification, member))
    assert events() == ["waiver.given", "enrolment.started", "waiver.ended"]


def test_waiver_waives_only_the_rules_it_names(wales):
    waiver = WaiverFactory(rules=["grade"], qualification__eligible_regions=["WLS"])
    assert not eligibility.is_eligible(eligibility.checks(waiver.qualification, waiver.member))


def test_waiver_twice_and_ended_twice():
    waiver = WaiverFactory()
    again = {"member": waiver.member, "qualification": waiver.qualification, "rules": ["grade"], "reason": "Again."}
    with pytest.raises(RuleBroken, match="has an exception for this qualification already"):
        actions.give_waiver(by=central_user(), **again)
    actions.end_waiver(waiver=waiver, by=central_user())
    with pytest.raises(RuleBroken, match="has ended already"):
        actions.end_waiver(waiver=waiver, by=central_user())


def test_nobody_makes_an_exception_for_themselves():
    central = central_user()
    member = central.member
    for by in (central, MemberFactory().user):
        with pytest.raises(PermissionDenied):
            actions.give_waiver(
                member=member, qualification=QualificationFactory(), rules=["grade"], reason="x", by=by
            )
