"""Somebody whose line manager is not who the HR feed says; and what people say of themselves."""

import pytest
from django.core import mail

from apps.members.models import ManagerProposal, Member
from apps.members.states import ProposalStatus
from tests.system.steps import then_there_is_mail, when_the_worker_has_worked

SENIOR = "senior@demo.odp.example"

pytestmark = pytest.mark.full


def test_another_manager_is_named_and_confirms(portal, javascript):
    member, senior = portal.signed_in("member", javascript), portal.signed_in("senior", javascript)
    when_she_names(member, "nobody@demo.odp.example")
    member.sees("There is a problem", "We could not find anybody with that work email address.")
    when_she_names(member, SENIOR)
    member.sees_heading("Is Shazia Iqbal your line manager?")
    member.presses("Ask them to confirm").sees("Shazia Iqbal has been asked", "Waiting for confirmation")
    when_the_worker_has_worked()
    when_the_worker_has_worked()
    then_there_is_mail(SENIOR, "Please confirm who reports to you")
    assert "Amara" not in mail.outbox[-1].subject
    when_she_confirms(senior)
    then_the_line_has_changed(member)
    then_everybody_can_see_it(portal, javascript)


def test_whoever_is_named_by_mistake_says_so(portal, javascript):
    member, senior = portal.signed_in("member", javascript), portal.signed_in("senior", javascript)
    when_she_names(member, SENIOR)
    member.presses("Ask them to confirm")
    proposal = ManagerProposal.objects.get()
    senior.opens(f"/me/manager/{proposal.pk}/").follows("No, that is wrong").presses("Do not confirm")
    assert senior.status == 422
    senior.sees("There is a problem", "Choose the reason")
    senior.chooses("I do not know this person").presses("Do not confirm").sees("Amara Okafor has been told.")
    member.opens(f"/me/manager/{proposal.pk}/").sees("did not confirm it:", "I do not know this person")
    member.follows("name somebody else").sees_heading("This is not my manager")


def test_she_says_what_she_needs_and_agrees_to_be_found(portal, javascript):
    member = portal.signed_in("member", javascript)
    member.opens("/me/learning-needs/").chooses("Extra time in tests").chooses("Tests")
    member.presses("Save").sees("Your answers are saved.", "Extra time in tests")
    member.opens("/me/aims/").chooses("A job at a higher grade").types("5. What would help you get there?", "x" * 1001)
    member.presses("Save")
    assert member.status == 422
    member.types("5. What would help you get there?", "A mentor.").presses("Save").sees("A mentor.")
    member.opens("/me/consents/").presses("I agree to mentoring").sees("You agree to: mentoring.")
    member.presses("I no longer agree to mentoring").sees("You no longer agree to: mentoring.")
    member.unfolds("When you agreed to mentoring").sees("You agreed on")


def test_she_takes_everything_held_about_her(portal, javascript):
    member = portal.signed_in("member", javascript)
    member.opens("/me/download/").presses("Make the document").sees("Being made")
    when_the_worker_has_worked()
    member.follows("See whether it is ready").sees("Ready", "It is here until")
    when_the_worker_has_worked()
    then_there_is_mail(member.email, "The copy of your data is ready")


def when_she_names(member, email):
    member.opens("/me/").follows("This is not my manager")
    member.chooses("Somebody else").types("Their work email address", email).presses("Continue")


def when_she_confirms(senior):
    senior.opens("/me/notifications/").follows("Confirm it, or say that it is wrong")
    senior.sees_heading("Does Amara Okafor report to you?").sees("The HR feed says that it is Daniel Whitworth")
    senior.presses("Yes, they report to me").sees("Agreed, until the next HR feed", "You confirmed it")


def then_the_line_has_changed(member):
    assert Member.objects.get(email=member.email).line_manager.email == SENIOR
    member.opens("/me/").sees("Shazia Iqbal", "You and Shazia Iqbal agreed on").follows("See what you agreed")
    member.opens("/me/views/").sees("Shazia Iqbal", "What you said about your line manager")


def then_everybody_can_see_it(portal, javascript):
    when_the_worker_has_worked()
    when_the_worker_has_worked()
    former = portal.signed_in("manager", javascript)
    former.opens("/me/notifications/").sees("Amara Okafor now reports to Shazia Iqbal instead of you")
    former.follows("See what was said").sees("Agreed, until the next HR feed")
    central = portal.signed_in("central", javascript)
    central.opens("/console/disputes/").sees("There is no dispute with the HR feed.")
    central.follows("All").sees("Amara Okafor", "Agreed, until the next HR feed")
    assert ManagerProposal.objects.get().status == ProposalStatus.CONFIRMED
