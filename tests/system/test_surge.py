"""People for a peak: asked for, decided, declined, asked again by itself, accepted, and stood down."""

from apps.members.models import Member
from apps.surge.models import Deployment, Offer, SurgeRequest
from apps.surge.schedule import look_after_surge
from tests.surge.factories import rostered
from tests.system.steps import in_days, then_there_is_mail, when_the_worker_has_worked

TITLE, LINE = "Calls about jury service", "Answer calls"
FIRST, SECOND = "member@demo.odp.example", "apprentice@demo.odp.example"


def test_from_a_request_to_the_stand_down(portal, javascript):
    host, group, first, second = (
        portal.signed_in(key, javascript) for key in ("host", "hop-dwp", "member", "apprentice")
    )
    given_two_on_the_roster()
    when_the_department_asks_for_one(host)
    when_the_worker_has_worked()
    then_there_is_mail("hop-dwp@demo.odp.example", "A surge request waits for a decision")
    when_the_group_agrees(group)
    when_the_worker_has_worked()
    then_there_is_mail(FIRST, "You are asked to help in a surge")
    when_she_declines(first)
    look_after_surge()
    when_the_worker_has_worked()
    then_there_is_mail(SECOND, "You are asked to help in a surge")
    when_he_accepts(second)
    then_the_board_says_that_all_is_filled(group)
    when_it_is_stood_down(host)
    second.reloads().sees("Called off")


def given_two_on_the_roster():
    for email in (FIRST, SECOND):
        rostered(Member.objects.get(email=email), reach="anywhere")


def when_the_department_asks_for_one(host):
    host.opens("/surge/").follows("Requests").presses("Ask for people").presses("Save and continue")
    host.sees("Say what it is about", "Say why you need people")
    host.page.get_by_label("For which department?").select_option(index=1)
    host.types("What is it about?", TITLE).types("Why do you need people?", "40,000 letters had a wrong date.")
    host.presses("Save and continue").types("What do they do?", LINE).types("How many people?", "1")
    host.presses("Save the line").sees("Line 1: does not say where, from when and until when")
    host.follows("Change line 1")
    host.page.get_by_label("In which region?").select_option(label="Yorkshire and The Humber")
    host.types_date("From when?", in_days(10)).types_date("Until when?", in_days(30))
    host.presses("Save the line").sees("It does not say the shifts and whom to ask.")
    host.presses("Send it to the steering group").sees("Waiting for a decision")


def when_the_group_agrees(group):
    group.opens("/surge/requests/").sees("Incomplete").follows(TITLE).presses("Decide")
    group.presses("Send your decision").sees("Agreed", "0 of 1 filled")
    group.follows(LINE).sees("Wave 1", "Who comes next")


def when_she_declines(member):
    member.opens("/surge/").follows_first(LINE).sees("Can you help?", "Not deployed since joining").follows("Decline")
    member.presses("Decline").sees("Select a reason").chooses("Personal reasons").presses("Decline")
    member.sees("You keep your turn for the next request.")


def when_he_accepts(member):
    assert list(Offer.objects.order_by("wave").values_list("wave", "status")) == [(1, "declined"), (2, "offered")]
    member.opens("/surge/").follows_first(LINE).presses("Accept and go").sees("You go.", "Agreed")


def then_the_board_says_that_all_is_filled(group):
    group.opens("/surge/requests/").sees("All 1 filled", "1 of 1 filled")


def when_it_is_stood_down(host):
    host.opens("/surge/requests/").follows(TITLE).follows("Stand down").types_date(
        "What is the last day there?", in_days(1)
    )
    host.presses("Stand down").sees("It is stood down.")
    assert (SurgeRequest.objects.get().status, Deployment.objects.get().status) == ("stood_down", "called_off")
