"""A name on a certificate was wrong: the member gets a right one, and whoever checks the old one is led to it."""

from apps.certificates.actions import award_certificate
from apps.certificates.models import Certificate
from apps.members.models import Member
from tests.system.steps import then_there_is_mail, when_the_worker_has_worked

MEMBER = "member@demo.odp.example"
TITLE = "Level 2 Award in Operational Delivery (Principles)"
NEW_NAME = "Amara Okafor-Żak"


def test_a_certificate_with_the_right_name(portal, javascript):
    old = given_a_certificate()
    when_the_central_team_corrects_the_name(portal.signed_in("central", javascript), old)
    when_the_worker_has_worked()
    then_she_is_told_and_has_the_new_one(portal.signed_in("member", javascript), old)
    new = Certificate.objects.valid().get(award=old.award)
    then_the_old_one_says_so(portal.visitor(javascript), old, new)


def test_a_link_to_her_record(portal, javascript):
    given_a_certificate()
    member = portal.signed_in("member", javascript)
    link = when_she_makes_a_link(member)
    anyone = portal.visitor(javascript)
    anyone.opens(link).sees_heading("Amara Okafor").sees(TITLE).sees_not("Preston Jobcentre")
    when_she_ends_it(member)
    assert anyone.opens(link).status == 404


def given_a_certificate():
    units = [{"code": "201", "title": "Principles of working in operational delivery"}]
    holder = Member.objects.get(email=MEMBER)
    certificate = award_certificate(
        holder=holder, title=TITLE, level=2, awarding_body="City & Guilds", units=units, by=None
    )
    when_the_worker_has_worked()
    return certificate


def when_the_central_team_corrects_the_name(central, old):
    central.opens("/console/").follows("Certificates")
    central.types("Certificate number or check code", old.code_in_groups).presses("Search").follows(old.number)
    central.presses("Correct the name").types("Name on the new certificate", "").presses("Continue")
    central.sees("Enter name on the new certificate")
    central.types("Name on the new certificate", NEW_NAME).presses("Continue")
    central.sees_heading("Check the new name").sees("Amara Okafor", NEW_NAME)
    central.presses("Make the new certificate").sees_heading(NEW_NAME).sees(f"Takes the place of\n{old.number}")


def then_she_is_told_and_has_the_new_one(member, old):
    then_there_is_mail(MEMBER, "Your certificate has been replaced")
    member.opens("/certificates/").sees(NEW_NAME, "Replaced", old.number)


def then_the_old_one_says_so(anyone, old, new):
    anyone.opens("/verify/").types("What is the check code?", old.code_in_groups).presses("Check the certificate")
    anyone.sees_heading("This certificate has been replaced").sees_not("Amara")
    anyone.follows(f"Certificate {new.number}").sees_heading("This certificate is genuine").sees(NEW_NAME)


def when_she_makes_a_link(member):
    member.opens("/me/record/").follows("make a link").presses("Make the link")
    member.sees("Select how long the link works")
    member.types("Who is it for? (optional)", "My new employer").chooses("A week").presses("Make the link")
    link = member.page.get_by_label("Link to your learning record").input_value()
    return "/record/" + link.partition("/record/")[2]


def when_she_ends_it(member):
    member.opens("/me/record/share/")
    member.page.get_by_role("link", name="End the link for My new employer").click()
    member.presses("End the link").sees("The link leads nowhere any more.")
