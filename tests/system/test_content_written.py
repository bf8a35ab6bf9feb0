"""Somebody of the central team writes a page and a question, a second one publishes: who has begun keeps the old."""

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.learning.models import UnitContent
from apps.members.models import Member
from apps.qualifications.models import EnrolledUnit
from tests.members.factories import GrantFactory
from tests.system.steps import given_studies_of, then_there_is_mail, when_the_worker_has_worked

UNIT = "201 Principles of working in operational delivery"
TITLE = "Before you hang up"
TEXT = "Say what happens next.\n\n> At a court, an usher writes the time on a card."


def test_content_is_written_and_published_and_nothing_changes_under_a_learner(portal, javascript):
    member = portal.signed_in("member", javascript)
    old = given_she_has_begun(member)
    writer = portal.signed_in("central", javascript)
    when_a_page_and_a_question_are_written(writer)
    when_it_is_sent(writer)
    when_a_second_person_publishes(given_another_of_the_central_team(portal, javascript), writer)
    member.opens(old).sees("Page 1 of").follows("Back to the unit").sees_not(TITLE)
    then_whoever_begins_has_it(given_another_of_her_team(portal, member, javascript))


def given_she_has_begun(member):
    given_studies_of(member)
    unit = EnrolledUnit.objects.get(enrolment__member__user__email=member.email, unit__code="201")
    member.opens(f"/learning/{unit.pk}/").presses("Start reading")
    path = member.path
    member.presses("Next page")
    return path


def given_another_of_her_team(portal, member, javascript):
    manager = Member.objects.get(email=member.email).line_manager
    colleague = portal.signed_in("newcomer", javascript)
    Member.objects.filter(email=colleague.email).update(line_manager=manager)
    return colleague


def when_a_page_and_a_question_are_written(writer):
    writer.opens("/console/").follows("Content of units: pages, tests and assignments").follows(UNIT)
    writer.presses("Draft a change").follows("Pages").presses("Add a page").presses("Save")
    writer.sees("There is a problem", "Enter title").types("Title", TITLE).types("Time to read it", "2")
    writer.types("Text", TEXT).presses("Preview").sees("As a learner reads it", "It is not saved yet.")
    writer.presses("Save").sees("The page is saved.", TITLE)
    writer.follows("201").follows("Questions").follows("One answer")
    writer.types("Situation at work", "A caller is about to hang up.").types("Question", "What do you say last?")
    writer.types("Answers to choose from", "What happens next\nNothing").types("Why", "It saves a second call.")
    writer.presses("Save").sees("Put * before the one answer that is right")
    writer.types("Answers to choose from", "* What happens next\nNothing").presses("Save")
    writer.sees("The question is saved.", "What do you say last?").follows("201")


def when_it_is_sent(writer):
    writer.follows("What it changes").sees(TITLE, "What do you say last?").goes_back()
    writer.presses("Send for review").presses("Send for review")
    writer.sees("waits for somebody of the central team who has not written it")
    assert not writer.can_press("Publish")


def given_another_of_the_central_team(portal, javascript):
    GrantFactory(user=User.objects.get(email="assurer@demo.odp.example"), role=Role.CENTRAL)
    return portal.signed_in("assurer", javascript)


def when_a_second_person_publishes(second, writer):
    second.opens("/console/").follows("Content of units to review").follows(UNIT)
    second.follows("Preview as a learner sees it").sees("Preview.", TITLE).follows(TITLE).sees("At a court, an usher")
    second.opens("/console/content/?show=review").follows(UNIT).presses("Publish")
    second.sees("1 person has begun").presses("Publish").sees("Whoever begins the unit now has it.")
    when_the_worker_has_worked()
    then_there_is_mail(writer.email, "Your draft is published")


def then_whoever_begins_has_it(learner):
    given_studies_of(learner)
    unit = EnrolledUnit.objects.get(enrolment__member__user__email=learner.email, unit__code="201")
    learner.opens(f"/learning/{unit.pk}/").sees(TITLE)
    assert UnitContent.objects.published().get(unit=unit.unit).pages.filter(title=TITLE).exists()
