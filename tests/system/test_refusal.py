"""What a person can do when the answer is not simply yes."""

import re

from apps.approvals.models import Case, Task
from apps.approvals.states import Outcome
from apps.qualifications.states import Status
from tests.system.steps import (
    given_a_request_of,
    then_the_enrolment_is,
    then_there_is_mail,
    when_the_decider_opens_the_request,
    when_the_worker_has_worked,
)
from tests.system.world import AWARD

MEMBER, SENIOR, CENTRAL = "member@demo.odp.example", "senior@demo.odp.example", "central@demo.odp.example"
WHY = "Two of us are away until May. Ask again then, for fewer hours."
WHY_AGAIN = "Ben has offered to cover for me. He said so only after I had asked."
QUESTION = "Ben has offered to cover for me. Was that seen?"
ANSWER = "It was not. Daniel will look at it again this week: ask him for 2 hours."
DECIDED_AGAIN = "Cover was offered, so the central team decides it now."


def test_a_refusal_can_be_taken_to_the_central_team(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    given_a_request_of(member)
    when_it_is_refused(manager)
    when_the_worker_has_worked()
    then_she_sees_why(member)
    when_she_asks_the_central_team(member)
    when_the_worker_has_worked()
    then_there_is_mail(CENTRAL, "A new question for the central team")
    when_the_central_team_answers(portal.signed_in("central", javascript))
    when_the_worker_has_worked()
    then_she_sees_the_answer(member)


def test_an_appeal_is_refused_and_the_central_team_decides(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    senior, central = portal.signed_in("senior", javascript), portal.signed_in("central", javascript)
    given_a_request_of(member)
    when_it_is_refused(manager)
    when_she_appeals(member)
    when_the_worker_has_worked()
    then_there_is_mail(SENIOR, "A request waits for your decision")
    manager.opens("/approvals/").sees("Nothing waits for your decision.")
    when_it_is_refused(senior, sees=[WHY_AGAIN, "There is no cover for the work in those weeks", WHY])
    then_a_second_refusal_cannot_be_appealed(member)
    when_the_central_team_decides_again(central)
    when_the_worker_has_worked()
    then_there_is_mail(MEMBER, "Your request was agreed")
    then_the_enrolment_is(member, Status.APPROVED)
    member.opens("/enrolments/").sees("Agreed, ready to start")


def test_changes_are_accepted(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    given_a_request_of(member)
    when_he_agrees_to_fewer_hours(manager)
    then_she_accepts_them_from_her_home_page(member)
    then_the_enrolment_is(member, Status.APPROVED)


def when_it_is_refused(manager, sees=()):
    when_the_decider_opens_the_request(manager).sees(*sees)
    manager.follows("Refuse").presses("Refuse").sees("Choose the main reason", "Tell them more")
    assert manager.status == 422
    manager.chooses("There is no cover for the work in those weeks").types("Tell them more", WHY)
    manager.presses("Refuse").sees("You did not agree. Amara Okafor has been told why and what they can do.")
    manager.sees("Nothing waits for your decision.")


def then_she_sees_why(member):
    then_there_is_mail(MEMBER, "Your request was not agreed")
    member.opens("/").follows(re.compile("^Messages")).sees("Your request was not agreed")
    member.follows("See the reason and what you can do")
    member.sees("Daniel Whitworth did not agree", "There is no cover for the work in those weeks", WHY)
    member.sees("Talk to Daniel Whitworth about what would have to change.")
    then_the_enrolment_is(member, Status.DECLINED)


def when_she_asks_the_central_team(member):
    member.follows("Ask the central team").presses("Ask the central team")
    member.sees("Say what the central team should look at")
    member.types("What should the central team look at?", QUESTION).presses("Ask the central team")
    member.sees(QUESTION, "The central team is looking at it")
    assert member.page.get_by_role("link", name="Ask the central team").count() == 0


def when_the_central_team_answers(central):
    central.opens("/").follows("Read and answer").follows("Amara Okafor")
    central.sees(QUESTION, WHY, "There is no cover for the work in those weeks")
    central.presses("I look after it").sees("You look after it.")
    central.presses("Send the answer").sees("Choose what becomes of it")
    central.chooses("The refusal stands").types("Your answer", ANSWER).presses("Send the answer")
    central.sees("You have answered Amara Okafor.")


def then_she_sees_the_answer(member):
    then_there_is_mail(MEMBER, "The central team has answered you")
    member.opens("/me/notifications/").follows("See the answer").sees(QUESTION, ANSWER)
    case = Case.objects.get()
    assert (case.status, case.outcome, case.closed_by.email) == ("closed", Outcome.STANDS, CENTRAL)


def when_she_appeals(member):
    member.opens("/enrolments/").follows(AWARD).follows("See the reason and what you can do").presses("Appeal")
    member.presses("Send the appeal").sees("Say why it should be looked at again")
    assert member.status == 422
    member.types("Why should it be looked at again?", WHY_AGAIN).presses("Send the appeal")
    member.sees("Your appeal has been sent.", "It is now with Shazia Iqbal", WHY_AGAIN)


def then_a_second_refusal_cannot_be_appealed(member):
    member.reloads().sees("Question to the central team, after the second refusal")
    assert member.page.get_by_role("link", name="Appeal").count() == 0


def when_the_central_team_decides_again(central):
    central.opens("/").follows("Read and answer").follows("Amara Okafor").sees("Amara Okafor was refused twice")
    central.chooses("The central team decides again: the request opens next").types("Your answer", DECIDED_AGAIN)
    central.presses("Send the answer").sees("Amara Okafor has been told. Decide the request now.")
    central.presses("Agree").sees("You agreed to the study time. Amara Okafor has been told.")


def when_he_agrees_to_fewer_hours(manager):
    when_the_decider_opens_the_request(manager)
    manager.follows("Agree with changes").presses("Agree with changes")
    manager.sees_heading("This cannot be done now").sees("You have not changed anything")
    assert manager.status == 409
    manager.goes_back().types("How many hours a week?", "2").presses("Agree with changes")
    manager.sees("You agreed with changes. Amara Okafor has been asked to accept them.")


def then_she_accepts_them_from_her_home_page(member):
    member.opens("/").sees("was agreed with changes").follows(re.compile("^See the changes"))
    member.sees("What has changed", "2 hours instead of 3 hours")
    member.presses("Accept the changes").sees("You have accepted the changes. You can start learning now.")
    assert Task.objects.get(requester__user__email=MEMBER).status == "approved"
