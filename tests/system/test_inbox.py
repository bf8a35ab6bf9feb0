"""A manager with several requests: some answered where they stand, several at once, one on its own page."""

from apps.approvals.models import Task
from apps.approvals.states import Status
from apps.members.models import Member
from apps.qualifications import actions
from apps.qualifications.states import Status as Study
from tests.members.factories import MemberFactory
from tests.qualifications.factories import enrolment_in
from tests.system.steps import given_a_request_of


def test_several_requests_are_agreed_to_together(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    given_a_request_of(member)
    given_requests_of_colleagues("Ben Adeyemi", "Chris Doyle", "Dee Farrell")
    manager.opens("/approvals/").sees("4 requests wait for you")
    when_he_selects(manager, "Ben Adeyemi", "Chris Doyle")
    manager.presses("Look at the selected ones together").sees_heading("2 requests").sees("Ben Adeyemi", "Chris Doyle")
    manager.presses("Agree to all of them").sees("You agreed to 2 requests. Everybody has been told.")
    manager.sees("2 requests wait for you").sees_not("Ben Adeyemi")
    when_he_agrees_in_place(manager, "Dee Farrell")
    manager.sees("You agreed to the study time. Dee Farrell has been told.", "1 request waits for you")
    assert Task.objects.filter(requester__line_manager__email=manager.email, status=Status.APPROVED).count() == 3
    then_his_team_shows_it(manager)


def test_nothing_selected_says_so(portal, javascript):
    manager = portal.signed_in("manager", javascript)
    given_requests_of_colleagues("Ben Adeyemi", "Chris Doyle")
    manager.opens("/approvals/").presses("Look at the selected ones together")
    manager.sees("Select at least one request that waits for you.")


def given_requests_of_colleagues(*names):
    daniel = Member.objects.get(email="manager@demo.odp.example")
    for name in names:
        given, family = name.split()
        colleague = MemberFactory(
            given_name=given, family_name=family, line_manager=daniel, organisation=daniel.organisation
        )
        draft = enrolment_in(Study.DRAFT, member=colleague)
        actions.submit_enrolment(enrolment=draft, by=colleague.user)


def when_he_selects(manager, *names):
    for name in names:
        manager.page.get_by_role("checkbox", name=f"Select the request of {name}").check()


def when_he_agrees_in_place(manager, name):
    row = manager.page.get_by_role("listitem").filter(has=manager.page.get_by_role("heading", name=name))
    with manager._going():
        row.get_by_role("button", name="Agree").click()


def then_his_team_shows_it(manager):
    manager.opens("/team/").sees("Amara Okafor", "Ben Adeyemi", "Chris Doyle", "Dee Farrell")
