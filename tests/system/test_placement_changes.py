"""What can change after an offer: a placement is extended by all three and ends early; a partner's offer is let go."""

from datetime import timedelta

from apps.secondments.models import Placement
from tests.members.factories import MemberFactory
from tests.secondments import factories as made

NOTE = "Two of the team have left."
OWN, OTHER = "Plan a warehouse", "Listing officer at a court"


def test_a_placement_is_extended_and_ends_early(portal, javascript):
    placement = made.running()
    agreement, longer = placement.agreement, placement.absence.ends_on + timedelta(days=30)
    application = agreement.application
    host = portal.visitor_for(made.host_of(application.opportunity), javascript)
    member = portal.visitor_for(application.member.user, javascript)
    manager = portal.visitor_for(application.member.line_manager.user, javascript)
    when_the_host_writes_a_longer_version(host, agreement, longer)
    for visitor in (host, member):
        visitor.opens(agreement.get_absolute_url()).presses("Sign this version").sees("Not signed yet")
    then_it_lasts_until(placement, longer - timedelta(days=30))
    manager.opens(agreement.get_absolute_url()).presses("Sign this version").sees_not("Not signed yet")
    then_it_lasts_until(placement, longer)
    last = placement.absence.starts_on + timedelta(days=14)
    when_the_manager_ends_it(manager, placement, last)
    then_it_lasts_until(placement, last)
    for visitor in (host, member):
        visitor.opens(placement.get_absolute_url()).sees("The own department needs them back", NOTE)


def when_the_host_writes_a_longer_version(host, agreement, longer):
    host.opens(agreement.get_absolute_url()).follows("Change or extend it: write another version")
    host.sees("What is agreed now holds until all three have signed this version.")
    host.types_date("Last day", longer).presses("Save and ask for signatures").sees("have been asked to sign it")


def when_the_manager_ends_it(manager, placement, on):
    manager.opens(placement.get_absolute_url()).follows("End it early").presses("End it early")
    manager.sees("Select why it ends early")
    manager.types_date("What is the last day?", on).chooses("The own department needs them back")
    manager.types("What do you tell the others? (optional)", NOTE).presses("End it early").sees(NOTE)


def then_it_lasts_until(placement, day):
    assert Placement.objects.get(pk=placement.pk).absence.ends_on == day


def test_a_partner_offers_a_place_and_the_member_lets_it_go(portal, javascript):
    elsewhere, opportunity = made.opportunity_of(title=OTHER), made.opportunity_of(made.partner(), title=OWN)
    application = made.sent(opportunity, MemberFactory(line_manager=MemberFactory()))
    host = portal.visitor_for(made.host_of(opportunity), javascript)
    member = portal.visitor_for(application.member.user, javascript)
    host.opens("/secondments/hosted/").sees(OWN).sees_not(OTHER).follows(OWN).follows(str(application.member))
    host.presses("Decide about it").chooses("Offer them the place").presses("Send your decision")
    host.opens(f"/secondments/{elsewhere.slug}/applications/")
    assert host.status == 404
    member.opens("/").sees(OWN)
    member.opens("/secondments/applications/").follows(OWN).follows("Withdraw")
    member.chooses("I prefer not to say").presses("Withdraw").sees("You have withdrawn.")
    host.opens("/secondments/hosted/").follows(OWN).sees("Withdrawn")
    host.opens(application.get_absolute_url()).sees_not("I want to see how a court works.")
