"""The person who would decide is not there: on leave, or the post is vacant. The request finds its way."""

import re

from django.core.management import call_command

from apps.approvals.models import Task
from apps.approvals.states import Status
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.system.steps import (
    given_a_request_of,
    in_days,
    then_there_is_mail,
    when_the_decider_opens_the_request,
    when_the_worker_has_worked,
)
from tests.system.world import AWARD

MANAGER = "manager@demo.odp.example"
SENIOR, DEPUTY = "senior@demo.odp.example", "hop-dwp@demo.odp.example"


def test_a_stand_in_decides_while_the_manager_is_on_leave(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    deputy = portal.signed_in("hop-dwp", javascript)
    when_he_chooses_a_stand_in(manager)
    given_a_request_of(member)
    when_the_worker_has_worked()
    then_there_is_mail(DEPUTY, "You stand in for a manager")
    then_there_is_mail(DEPUTY, "A request waits for your decision")
    member.opens("/enrolments/").follows(AWARD).follows("See the request")
    member.sees("It is now with Fiona McAllister, who stands in for Daniel Whitworth")
    when_the_decider_opens_the_request(deputy)
    deputy.presses("Agree").sees("You agreed to the study time. Amara Okafor has been told.")
    task = Task.objects.get(requester__user__email=member.email)
    assert (task.status, task.decided_by.email) == (Status.APPROVED, DEPUTY)
    when_he_is_back(manager)


def when_he_chooses_a_stand_in(manager):
    manager.opens("/approvals/").follows("Let somebody stand in while you are away").presses("Choose a stand-in")
    manager.presses("Let them stand in").sees("Choose who stands in for you")
    manager.chooses("Somebody else").types("Their work email address", "nobody@demo.odp.example")
    manager.types_date("First day", in_days(0)).types_date("Last day", in_days(9)).presses("Let them stand in")
    assert manager.status == 422
    manager.sees("We could not find anybody in your department with this email.")
    manager.types("Their work email address", DEPUTY).presses("Let them stand in")
    manager.sees("Fiona McAllister stands in for you and has been told.")


def when_he_is_back(manager):
    manager.follows(re.compile("^End it")).presses("End it now")
    manager.sees("Fiona McAllister does not stand in for Daniel Whitworth any more.")


def test_while_the_post_is_vacant_the_next_one_up_decides(portal, javascript):
    member, senior = portal.signed_in("member", javascript), portal.signed_in("senior", javascript)
    given_a_request_of(member)
    Member.objects.filter(email=MANAGER).update(status=EmploymentStatus.LEFT, email=None)
    call_command("send_reminders", verbosity=0)
    when_the_worker_has_worked()
    then_there_is_mail(SENIOR, "A request waits for your decision")
    member.opens("/enrolments/").follows(AWARD).follows("See the request")
    member.sees("It is now with Shazia Iqbal", "passed the request on to Shazia Iqbal")
    when_the_decider_opens_the_request(senior)
    senior.presses("Agree").sees("You agreed to the study time. Amara Okafor has been told.")
