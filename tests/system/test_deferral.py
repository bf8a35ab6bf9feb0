"""Life gets in the way: one pauses, is reminded on the day one said, and returns to where one stopped."""

from apps.qualifications import actions
from apps.qualifications.states import Status
from tests.system.steps import (
    given_studies_of,
    in_days,
    then_the_enrolment_is,
    then_there_is_mail,
    when_the_worker_has_worked,
)


def test_deferral_and_return(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    enrolment = given_studies_of(member)
    when_she_pauses(member.opens(enrolment.get_absolute_url()))
    then_nothing_is_learnt_meanwhile(member, enrolment)
    manager.opens("/team/").sees("Paused")
    actions.remind_returns(on=in_days(60))
    when_the_worker_has_worked()
    then_there_is_mail(member.email, "Your break from a qualification ends")
    member.opens(enrolment.get_absolute_url()).presses("Return now")
    member.sees("Welcome back. You go on where you stopped.", "Carry on")
    then_the_enrolment_is(member, Status.IN_PROGRESS)


def when_she_pauses(member):
    member.follows("Pause this qualification").presses("Pause")
    member.sees("Enter the day you return", "Select a reason")
    assert member.status == 422
    member.types_date("When do you expect to return?", in_days(60)).chooses("Health or caring")
    member.presses("Pause").sees("You have paused until", "Return now")


def then_nothing_is_learnt_meanwhile(member, enrolment):
    member.sees_not("Log study time", "Ask for another study time")
    unit = enrolment.enrolled_units.first()
    member.opens(unit.get_absolute_url()).sees("You have paused this qualification.")
    assert member.status == 409
    member.opens("/").sees("You have paused").opens(enrolment.get_absolute_url())
