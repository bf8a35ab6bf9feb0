"""An assignment: not yet met, then met; and a decision that quality assurance changes."""

import re

from apps.accounts.models import User
from apps.learning.actions import mark_submission
from apps.learning.models import MarkingTask, Work
from apps.learning.states import TaskKind
from apps.qualifications.models import UnitAchievement
from tests.learning.assignments import decisions, send_in
from tests.system.steps import given_studies_of, then_there_is_mail, when_the_worker_has_worked

UNIT = "201"
FIRST = [
    "A mother came on the wrong day. She had travelled 90 miles.",
    "Honesty: I put on the record that our letter had said the wrong date.",
    "I told her that I could not change the list, and who could.",
    "I left a note for the afternoon desk.",
    "I would tell the duty manager the same day.",
]
BETTER = "I left a note for the afternoon desk, rang to see that it was read, and wrote that on the record."


def test_an_assignment_is_not_yet_met_and_then_met(portal, javascript):
    member = portal.signed_in("member", javascript)
    unit = given_unit_of(member)
    when_she_writes_her_answers(member, unit)
    when_she_sends_it_in(member)
    assessor = portal.signed_in("assessor", javascript)
    when_the_assessor_opens_the_work(assessor)
    then_the_assessor_does_not_learn_whose_it_is(assessor)
    when_the_assessor_decides(assessor, not_yet="4.1")
    when_the_worker_has_worked()
    then_there_is_mail(member.email, "Your assignment was marked")

    when_she_changes_what_was_missing(member)
    when_the_assessor_opens_the_work(assessor)
    assessor.sees("submission 2", "Changed since the submission before.")
    assert assessor.page.locator("ins").count() >= 1
    when_the_assessor_decides(assessor)

    member.opens(f"/learning/{unit.pk}/assignment/").sees("A quality assurer looks at how it was marked")
    assurer = portal.signed_in("assurer", javascript)
    when_the_assurer_confirms_both(assurer)
    member.reloads().sees("Every criterion is met, and you have achieved this unit.")
    assert UnitAchievement.objects.filter(member__user__email=member.email, unit=unit.unit).exists()


def test_quality_assurance_changes_a_decision(portal):
    member = portal.signed_in("member")
    unit = given_unit_of(member)
    given_it_was_marked_as_met(unit)
    assurer = portal.signed_in("assurer")
    assurer.opens("/marking/").sees("Check how it was marked")
    assurer.page.get_by_role("link", name=re.compile("^Work ")).click()
    assurer.page.wait_for_url(re.compile("/check/$"))
    assurer.reloads().chooses("No, change it").presses("Send your decision")
    assurer.sees("Say why you change it", "Select the criteria that are not yet met")
    assurer.types("Why do you change it?", "The note does not say whether anybody read it.")
    assurer.page.get_by_role("checkbox", name=re.compile(r"^4\.1 ")).check()
    assurer.presses("Send your decision").sees("Nothing waits for you.")
    when_the_worker_has_worked()
    then_there_is_mail(member.email, "The decision on your assignment has changed")

    member.opens("/").sees("Your assignment for unit 201 is not yet met.")
    member.opens(f"/learning/{unit.pk}/assignment/").follows_first("Submission 1")
    member.sees("The note does not say whether anybody read it.", "Quality assurance changed it to: not yet")
    assert not UnitAchievement.objects.filter(member__user__email=member.email).exists()


# --- Given -----------------------------------------------------------------------------------------------------------


def given_unit_of(member):
    return given_studies_of(member).enrolled_units.get(unit__code=UNIT)


def given_it_was_marked_as_met(unit):
    send_in(unit, FIRST)
    task = MarkingTask.objects.get()
    mark_submission(task=task, rows=decisions(unit, *[True] * 5), comment="", by=task.holder)


# --- When ------------------------------------------------------------------------------------------------------------


def when_she_writes_her_answers(member, unit):
    member.opens(f"/learning/{unit.pk}/").sees("Instead of the test, if you like").follows("Assignment")
    member.sees("One case, from door to desk", "Not started")
    member.opens(f"/learning/{unit.pk}/assignment/1/")
    for number, text in enumerate(FIRST, 1):
        member.types("Your answer", text)
        member.presses("Save and continue" if number < len(FIRST) else "Save and check")


def when_she_sends_it_in(member):
    member.sees_heading("Check your assignment").sees(*FIRST)
    member.presses("Send in your assignment").sees("You have sent in your assignment.", "An assessor has it.")


def when_the_assessor_opens_the_work(assessor):
    assessor.opens("/marking/").sees("1 piece of work waits for you.")
    assessor.page.get_by_role("link", name=re.compile("^Work ")).click()
    assessor.page.wait_for_url(re.compile(r"/marking/[-\w]{36}/$"))
    assessor.reloads()


def when_the_assessor_decides(assessor, not_yet=None):
    for code in ("1.1", "2.1", "3.1", "4.1", "5.1"):
        label = "Not yet" if code == not_yet else "Met"
        group = assessor.page.get_by_role("group", name=f"{code}: is it met?", exact=True)
        group.get_by_label(label, exact=True).check()
    if not_yet:
        assessor.presses("Send the decision").sees(f"Say what is missing for {not_yet}")
        assessor.types(f"{not_yet}: feedback to the learner", "How did you know that it was read?")
    assessor.presses("Send the decision").sees("Nothing waits for you.")


def when_she_changes_what_was_missing(member):
    member.opens("/").sees("Your assignment for unit 201 is not yet met.").follows_first("Read the feedback")
    member.sees("Some criteria are not met yet.")
    member.follows("4.1 Show how you handed the work over, or took it over, so that nothing was lost")
    member.sees("Last time: not yet", "How did you know that it was read?")
    member.types("Your answer", BETTER)
    member.presses("Save and continue").presses("Save and check")
    member.presses("Send in your assignment")


def when_the_assurer_confirms_both(assurer):
    for left in (2, 1):
        assurer.opens("/marking/").sees(f"{left} piece")
        assurer.page.get_by_role("link", name=re.compile("^Work ")).first.click()
        assurer.page.wait_for_url(re.compile("/check/$"))
        assurer.reloads().chooses("Yes, confirm it").presses("Send your decision")
    assurer.sees("Nothing waits for you.")


# --- Then ------------------------------------------------------------------------------------------------------------


def then_the_assessor_does_not_learn_whose_it_is(assessor):
    name = User.objects.get(email="member@demo.odp.example").name
    assessor.sees(FIRST[0]).sees_not(name)
    assert MarkingTask.objects.get(kind=TaskKind.MARK).work == Work.objects.get()
