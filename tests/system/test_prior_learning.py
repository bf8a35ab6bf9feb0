"""What somebody learnt elsewhere counts: claimed with evidence, verified by an assessor, taken at a lower price."""

import datetime

from apps.members.models import Member
from apps.qualifications.models import Qualification, UnitAchievement
from tests.core.upload_files import GOOD
from tests.qualifications.factories import EnrolmentFactory
from tests.system.steps import then_there_is_mail, when_the_worker_has_worked

MEMBER = "member@demo.odp.example"
UNIT = "C401 Understanding customers of public services"
OTHER = "C402 Planning and resourcing service delivery"
CLAIM = "Level 3 Award in Customer Service"


def test_prior_learning_lowers_the_price(portal, javascript):
    enrolment = given_she_studies_something_with_a_price()
    member = portal.signed_in("member", javascript)
    when_she_claims_what_she_has_learnt(member, enrolment)
    when_an_assessor_reviews_it(portal.signed_in("assessor", javascript))
    when_the_worker_has_worked()
    then_there_is_mail(MEMBER, "Your prior learning was reviewed")
    then_she_sees_what_it_changes_and_takes_it(member, enrolment)
    then_it_says_who_verified_it(member)


def given_she_studies_something_with_a_price():
    qualification = Qualification.objects.get(code="CG-CUST-L4-CRT")
    return EnrolmentFactory(member=Member.objects.get(email=MEMBER), qualification=qualification)


def when_she_claims_what_she_has_learnt(member, enrolment):
    member.opens(enrolment.get_absolute_url()).follows("Claim prior learning").presses("Claim prior learning")
    member.presses("Save and add evidence").sees("Select at least one unit")
    member.chooses("A qualification or certificate").types("What is it called?", CLAIM).types("Where was it?", "NCFE")
    member.types_date("When was it?", datetime.date(2024, 6, 3))
    member.types("What did you learn or do that these units ask for?", "How customers of a service differ.")
    member.chooses(UNIT).chooses(OTHER).presses("Save and add evidence").sees("Self-declared", "Nothing yet.")
    when_she_adds_a_file(member)
    member.presses("Send it to a reviewer").sees("Waiting for a review")


def when_she_adds_a_file(member):
    file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": GOOD["report.pdf"]}
    member.page.locator("input[type=file]").set_input_files(file)
    member.presses("Add the file").sees("certificate.pdf")


def when_an_assessor_reviews_it(assessor):
    assessor.opens("/marking/").follows("Prior learning to review").sees("1 claim waits for a reviewer.")
    assessor.follows(CLAIM).sees("certificate.pdf", "Self-declared")
    units = assessor.page.get_by_role("group")
    units.filter(has_text=UNIT).get_by_label("Yes, it counts").check()
    units.filter(has_text=OTHER).get_by_label("No, something is missing").check()
    assessor.presses("Send the review").sees("Say what is missing for unit C402")
    assessor.types("Unit C402: what to tell the learner", "Nothing in it is about planning.")
    assessor.presses("Send the review").sees("Nothing waits to be reviewed.")


def then_she_sees_what_it_changes_and_takes_it(member, enrolment):
    member.opens(enrolment.get_absolute_url()).follows("Claim prior learning").follows(CLAIM)
    member.sees("£168.00 excluding VAT", "£122.18 excluding VAT", "Nothing in it is about planning.", "Verified by")
    assert not UnitAchievement.objects.filter(member=enrolment.member).exists()
    member.presses("Take it").sees("These units count.")
    member.opens(enrolment.get_absolute_url()).sees("1 of 3 achieved.")


def then_it_says_who_verified_it(member):
    member.opens("/me/record/").sees("Prior learning, verified by Mei Cheung on ")
