"""Somebody for whom a qualification is not open is told why, and what is open instead."""

from apps.qualifications.models import Enrolment, Qualification

FOR_ANOTHER_DEPARTMENT = "Level 4 Award in Managing the Delivery of Services to Customers"


def test_a_qualification_of_another_department(portal, javascript):
    apprentice = portal.signed_in("apprentice", javascript)
    when_he_searches_for_it(apprentice)
    then_he_is_told_why_not(apprentice)
    then_he_can_check_without_applying(apprentice)
    then_asking_by_its_address_tells_him_too(apprentice)
    then_he_finds_what_is_open_to_him(apprentice)
    assert not Enrolment.objects.filter(member__user__email=apprentice.email).exists()


def when_he_searches_for_it(apprentice):
    apprentice.opens("/catalogue/").types("Search by title, unit or code", "services to customers").presses("Search")
    apprentice.sees("Not open to you", "Some departments or regions only").follows(FOR_ANOTHER_DEPARTMENT)


def then_he_is_told_why_not(apprentice):
    apprentice.sees("No: It is open to Department for Work and Pensions only.")
    apprentice.sees("Your HR record says that you work in HM Revenue and Customs")
    apprentice.sees("If you move to Department for Work and Pensions, you can ask for it then.")
    assert not apprentice.can_press("Ask for it")


def then_he_can_check_without_applying(apprentice):
    """Every rule, with a second one that is data: the grade."""
    Qualification.objects.filter(title=FOR_ANOTHER_DEPARTMENT).update(requirements={"grade_from": "G7"})
    apprentice.follows("Check without applying").sees_heading("You cannot take this qualification now")
    apprentice.sees("No: It is open to Department for Work and Pensions only.")
    apprentice.sees("No: It is for people from grade", "You can ask for it from grade")
    apprentice.sees("Yes: You have not taken it before.", "Nothing is sent or kept.")


def then_asking_by_its_address_tells_him_too(apprentice):
    slug = Qualification.objects.get(title=FOR_ANOTHER_DEPARTMENT).slug
    apprentice.opens(f"/catalogue/{slug}/enrol/").sees_heading("You cannot ask for this qualification now")
    assert not apprentice.can_press("Ask for it")


def then_he_finds_what_is_open_to_him(apprentice):
    apprentice.follows("Look at the qualifications that are open to you").sees("Open to you")
    apprentice.sees_not("Not open to you", FOR_ANOTHER_DEPARTMENT)
