"""From a search to a certificate that anybody can check."""

import re
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from pypdf import PdfReader

from apps.core.models import AuditEvent
from apps.insights.actions import publish_figures
from tests.system.steps import (
    then_the_enrolment_is,
    then_there_is_mail,
    when_she_answers_rightly,
    when_she_checks_and_sends,
    when_she_says_what_she_needs,
    when_the_decider_opens_the_request,
    when_the_worker_has_worked,
)
from tests.system.world import AWARD, HAVE_THE_AWARD

DEPARTMENT = "Department for Work and Pensions"
NAME = "Amara Okafor"
MEMBER, MANAGER = "member@demo.odp.example", "manager@demo.odp.example"
UNITS = ["201", "207", "208"]


def test_earn_a_qualification(portal, javascript):
    given_the_figures_of_this_morning()
    member = portal.demo_person("member", javascript)
    when_she_finds_the_award_by_a_search_with_a_typing_error(member)
    when_she_asks_for_it(member)
    when_the_worker_has_worked()
    then_there_is_mail(MANAGER, "A request waits for your decision")

    manager = portal.demo_person("manager", javascript)
    when_he_agrees(manager)
    when_the_worker_has_worked()
    then_there_is_mail(MEMBER, "Your request was agreed")

    when_she_starts_learning(member)
    when_she_reads_all_pages(member)
    for place, unit in enumerate(UNITS):
        when_she_passes_the_test(member, unit, is_last=place == len(UNITS) - 1)
    then_her_certificate_is_being_made(member)

    when_the_worker_has_worked()
    then_there_is_mail(MEMBER, "Your certificate is ready")
    code = then_she_can_download_the_certificate(member)
    then_anybody_can_check_it(portal.visitor(javascript), code)
    then_the_figures_count_it(portal.demo_person("hop-dwp", javascript))
    then_the_central_team_can_read_the_mails(portal.demo_person("central", javascript))
    then_all_of_it_is_on_record(member)


def given_the_figures_of_this_morning():
    publish_figures(on=timezone.localdate())
    assert HAVE_THE_AWARD == 7  # shown as 5; one more is 8, and shown as 10


def when_she_finds_the_award_by_a_search_with_a_typing_error(member):
    member.follows("Qualifications")
    member.types("Search by title, unit or code", "level 2 operatonal delivery")
    member.presses("Search").sees("Open to you")
    member.follows(AWARD).sees("Can you take it?", "Yes: It is open for new starts.")


def when_she_asks_for_it(member):
    member.presses("Ask for it").sees("Nothing is sent until you have checked your answers")
    member.follows("Choose units").sees("201 ", "207 ", "208 ", "That is all you need.")
    member.presses("Save and continue")
    when_she_says_what_she_needs(member)
    when_she_checks_and_sends(member)
    member.sees("It is now with Daniel Whitworth")


def when_he_agrees(manager):
    when_the_decider_opens_the_request(manager)
    manager.sees(NAME, "3 hours a week", "Ben covers on Tuesdays.")
    manager.presses("Agree").sees(f"You agreed to the study time. {NAME} has been told.")


def when_she_starts_learning(member):
    member.opens("/enrolments/").follows(AWARD).sees("Agreed, ready to start")
    member.presses("Start learning").sees("0 of 3 achieved")


def when_she_reads_all_pages(member):
    member.presses("Carry on").presses("Start reading")
    while member.can_press("Next page"):
        member.presses("Next page")
    member.presses("Finish reading").sees("Read").follows(AWARD)


def when_she_passes_the_test(member, unit, *, is_last):
    """The pages may be read before, or left alone."""
    member.presses("Carry on").follows("Test").presses("Start the test")
    when_she_answers_rightly(member, unit)
    member.sees_heading("Check your answers").sees_not("no answer yet")
    member.presses("Send in your test").sees_heading("You passed").sees("100%")
    member.presses("See what comes next").sees("Completed" if is_last else "In progress")


def then_her_certificate_is_being_made(member):
    member.sees("3 of 3 achieved", "Your certificate is being made")
    then_the_enrolment_is(member, "completed")


def then_she_can_download_the_certificate(member):
    member.reloads().presses("See your certificate").sees(AWARD)
    with member.page.expect_download() as download:
        member.page.get_by_role("button", name="Download the certificate (PDF)").click()
    assert re.fullmatch(r"ODP-\d{4}-\d{6}\.pdf", download.value.suggested_filename)
    pdf = Path(download.value.path()).read_bytes()
    assert pdf.startswith(b"%PDF-")
    [page] = PdfReader(BytesIO(pdf)).pages
    assert NAME in page.extract_text()
    return member.page.get_by_role("link", name=re.compile(r"^(\w{4}-){2}\w{4}$")).inner_text()


def then_anybody_can_check_it(visitor, code):
    """As it was read out: in small letters, with blanks."""
    visitor.opens("/verify/").types("What is the check code?", code.lower().replace("-", " "))
    visitor.presses("Check the certificate").sees_heading("This certificate is genuine").sees(NAME, AWARD)
    visitor.follows("Check another certificate").presses("Check the certificate").sees("There is a problem")
    assert visitor.status == 422
    visitor.types("What is the check code?", "ABCD-EFGH-JKLM").presses("Check the certificate")
    visitor.sees_heading("No certificate has this code")
    assert visitor.status == 404


def then_the_figures_count_it(head):
    """Once they are published again: nothing is counted while somebody looks."""
    head.follows("Insights").follows("Uptake").sees_heading(DEPARTMENT)
    assert completed_by(DEPARTMENT, head) == "5"
    publish_figures(on=timezone.localdate())
    head.reloads().unfolds("Show these figures as a table")
    assert completed_by(DEPARTMENT, head) == "10"


def completed_by(organisation, visitor):
    """What the table says in its column "Completed"."""
    row = visitor.page.locator("tr", has=visitor.page.get_by_role("rowheader", name=organisation, include_hidden=True))
    return row.first.locator("td").nth(4).text_content()


def then_the_central_team_can_read_the_mails(central):
    central.opens("/console/messages/")
    for subject, name in [
        ("A request waits for your decision", "Daniel Whitworth"),
        ("Your request was agreed", NAME),
        ("Your certificate is ready", NAME),
    ]:
        central.follows(f"{subject} to {name}").sees("Sent", name).goes_back()


def then_all_of_it_is_on_record(member):
    said = AuditEvent.objects.filter(by__email=member.email).values_list("event", flat=True)
    once = ["enrolment.started", "enrolment.submitted", "task.requested", "enrolment.begun", "enrolment.completed"]
    assert [event for event in once if list(said).count(event) != 1] == []
    assert [list(said).count(event) for event in ("attempt.submitted", "unit.achieved")] == [3, 3]
