"""A start that is full: one waits, is offered the place that becomes free, takes it and asks for study time."""

from datetime import timedelta

from apps.qualifications import actions
from apps.qualifications.models import Place, Qualification
from apps.qualifications.states import PlaceStatus, Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import EnrolmentFactory, OfferingFactory, PlaceFactory
from tests.system.steps import (
    in_days,
    then_the_enrolment_is,
    then_there_is_mail,
    when_she_checks_and_sends,
    when_she_says_what_she_needs,
    when_the_worker_has_worked,
)
from tests.system.world import AWARD


def test_a_place_from_the_waiting_list(portal, javascript):
    member = portal.signed_in("member", javascript)
    offering, colleague = given_a_full_start()
    when_she_joins_the_list(member)
    actions.withdraw_enrolment(enrolment=colleague, reason="move", by=colleague.member.user)
    when_the_worker_has_worked()
    then_there_is_mail(member.email, "A place is free for you")
    when_she_takes_the_place(member)
    when_she_asks_for_study_time(member)
    assert then_the_enrolment_is(member, Status.SUBMITTED).offering == offering
    place = Place.objects.get(member__user__email=member.email)
    assert (place.status, place.until) == (PlaceStatus.HELD, None)


def given_a_full_start():
    """One place, which a colleague has who will not need it."""
    award = Qualification.objects.get(title=AWARD)
    starts_on = in_days(30)
    offering = OfferingFactory(
        qualification=award, places=1, starts_on=starts_on, ends_on=starts_on + timedelta(days=90)
    )
    colleague = MemberFactory(line_manager=MemberFactory())
    PlaceFactory(offering=offering, member=colleague)
    return offering, EnrolmentFactory(qualification=award, offering=offering, member=colleague)


def when_she_joins_the_list(member):
    slug = Qualification.objects.get(title=AWARD).slug
    member.opens(f"/catalogue/{slug}/").sees("Every start date is full now.", "All 1 place taken")
    assert not member.can_press("Ask for it")
    member.follows_first("Join the waiting list").sees("You then have 5 days to take the place.")
    member.presses("Join the waiting list").sees_heading("You are on the waiting list").sees("You are next.")


def when_she_takes_the_place(member):
    member.opens("/").sees(f"A place on the {AWARD} is free for you.").follows_first("See the place")
    member.sees_heading("A place is free for you").sees("Take it by").presses("Take the place")
    member.sees("The place is kept for you. Send your request to keep it for good.", "Start date")


def when_she_asks_for_study_time(member):
    when_she_says_what_she_needs(member)
    when_she_checks_and_sends(member)
