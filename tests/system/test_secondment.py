"""Working elsewhere for a while: from the first words of an opportunity to the return, with a refusal appealed."""

from datetime import timedelta

from django.utils import timezone

from apps.members.models import Absence
from apps.secondments.actions import follow_placements
from apps.secondments.models import Application, Placement
from tests.system.steps import (
    in_days,
    then_there_is_mail,
    when_the_decider_opens_the_request,
    when_the_worker_has_worked,
)

TITLE = "Listing officer at a busy court"
WHY, BENEFIT = "I want to see how a court plans a day.", "I bring back how they plan a day."
REFUSAL, APPEAL = "Two of us are away in May.", "Ben has offered to cover for me."
MEMBER, SENIOR, HOST = "member@demo.odp.example", "senior@demo.odp.example", "host@demo.odp.example"


def test_from_an_opportunity_to_the_return(portal, javascript):
    host, member, manager = (portal.signed_in(key, javascript) for key in ("host", "member", "manager"))
    given_a_published_opportunity(host, portal.signed_in("central", javascript))
    when_she_applies(member)
    when_the_worker_has_worked()
    then_there_is_mail(HOST, "Somebody has applied")
    when_he_refuses(manager)
    when_she_appeals(member)
    when_the_worker_has_worked()
    then_there_is_mail(SENIOR, "A request waits for your decision")
    when_it_is_agreed(portal.signed_in("senior", javascript), sees=[APPEAL, REFUSAL])
    when_the_host_offers_the_place(host)
    when_she_asks_for_firm_release(member)
    when_it_is_agreed(manager, sees=[BENEFIT])
    when_she_accepts(member)
    when_the_host_writes_the_agreement(host)
    for visitor in (member, manager, host):
        when_they_sign(visitor)
    given_the_time_has_passed()
    when_the_host_says_how_it_went(host)
    when_the_manager_confirms_the_return(manager)
    then_she_keeps_what_was_said(member)


def given_a_published_opportunity(host, central):
    host.opens("/").follows("Opportunities").follows("What I offer").presses("Offer an opportunity")
    host.presses("Save the draft").sees("Say what it is called", "Select who pays the salary")
    assert host.status == 422
    host.types("What is it called?", TITLE).chooses("Loan to another department")
    host.types("What would they do?", "You decide which case is heard when.")
    host.types("What would they learn?", "How a court day is planned.").types("Where is it?", "Leeds")
    host.chooses("At the workplace").chooses("The host")
    host.types_date("What is the last day to apply?", in_days(20)).types_date("When does it start?", in_days(60))
    host.types("How long is it?", "6").types("Who can people ask?", "Marek Kowalczyk")
    host.presses("Save the draft").sees("Saved as a draft.")
    host.presses("Ask for it to be published").sees("It waits for a champion of your department")
    central.opens("/secondments/to-publish/").follows(TITLE).sees("You decide which case is heard when.")
    central.chooses("Publish it").presses("Send your decision").sees("Published. It is on the board now.")


def when_she_applies(member):
    member.opens("/secondments/").follows(TITLE).sees("What happens to your job meanwhile").presses("Apply")
    member.follows("Why you want this").types("Why do you want this, and what do you offer?", WHY)
    member.presses("Save and continue").types("What does your team gain when you come back?", BENEFIT)
    member.presses("Save and come back later")
    member.presses("Check and send").sees(WHY, BENEFIT).presses("Send your application")
    member.sees("Your line manager has been asked to release you in principle.")


def when_he_refuses(manager):
    when_the_decider_opens_the_request(manager).sees(BENEFIT).follows("Refuse")
    manager.chooses("There is no cover for the work in those weeks").types("Tell them more", REFUSAL)
    manager.presses("Refuse").sees("You did not agree.")


def when_she_appeals(member):
    member.opens("/secondments/applications/").follows(TITLE).follows_first("See the request").sees(REFUSAL)
    member.presses("Appeal").types("Why should it be looked at again?", APPEAL)
    member.presses("Send the appeal").sees("Your appeal has been sent.")


def when_it_is_agreed(decider, sees):
    when_the_decider_opens_the_request(decider).sees(*sees).presses("Agree")
    decider.sees_heading("Agree to the release").chooses("No backfill: the work waits or is shared out")
    decider.presses("Agree to the release").sees("You agreed to the release. Amara Okafor has been told.")


def when_the_host_offers_the_place(host):
    host.opens("/secondments/hosted/").follows(TITLE).follows("Amara Okafor").sees(WHY).sees_not(BENEFIT)
    host.presses("Decide about it").chooses("Offer them the place").presses("Send your decision")
    host.sees("Amara Okafor has been told.")


def when_she_asks_for_firm_release(member):
    member.opens("/secondments/applications/").follows(TITLE).presses("Ask for firm release")
    member.presses("Ask for release").sees("You will hear as soon as it is decided.")


def when_she_accepts(member):
    member.opens("/secondments/applications/").follows(TITLE).presses("Accept the offer").sees("You have accepted.")


def when_the_host_writes_the_agreement(host):
    host.opens("/secondments/hosted/").follows(TITLE).sees("Filled").follows("Amara Okafor")
    host.presses("Write the agreement").types("Who manages them with you?", "Ada Lane")
    host.types("What is agreed?", "Full time. Leave is agreed with the court.")
    host.presses("Save and ask for signatures").sees("The others have been asked to sign it.")


def when_they_sign(visitor):
    agreement = Application.objects.get(member__user__email=MEMBER).agreement
    visitor.opens(agreement.get_absolute_url()).sees("Ada Lane").presses("Sign this version").sees("sign")


def given_the_time_has_passed():
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=190), "ends_on": today - timedelta(days=3)}
    Absence.objects.update(**days)
    for _ in range(2):  # it starts, and it ends
        follow_placements(on=today)
    assert Placement.objects.get().status == "ended"


def when_the_host_says_how_it_went(host):
    host.opens(Placement.objects.get().get_absolute_url()).presses("Say how it went")
    host.types("What was done, and what came of it?", "Amara listed 200 cases.")
    host.types("What can they, or you, do better now?", "She plans under pressure.")
    host.presses("Send it").sees("Amara listed 200 cases.")


def when_the_manager_confirms_the_return(manager):
    manager.opens(Placement.objects.get().get_absolute_url()).presses("Confirm the return")
    manager.presses("Confirm the return").sees("The return is confirmed.", "Returned")


def then_she_keeps_what_was_said(member):
    member.opens("/secondments/applications/").follows(TITLE).presses("See your placement")
    member.sees("Amara listed 200 cases.")
    member.presses("Keep it as evidence").sees("It is among your evidence now.", "Amara listed 200 cases.")
