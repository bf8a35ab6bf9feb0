"""Where somebody stands: said in peace, shared, talked about and agreed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from apps.accounts.models import User
from apps.capability.models import Answer, Assessment
from apps.core.words import date_words
from apps.members.models import Member
from tests.capability.factories import next_year
from tests.members.factories import GradeFactory, MemberFactory
from tests.system.steps import then_there_is_mail, when_the_worker_has_worked

EXAMPLE = "An example (optional)"
SAYS = "We settled with five departments who answers for safety at a shared site."
SAVED = re.compile(r"^Saved ")
PLANS = "Three afternoons with the analysts"
PHONE = {"width": 320, "height": 640}


def test_a_director_assesses_herself_and_agrees_with_her_manager(portal, javascript):
    manager = given_a_manager_of(portal, "director", javascript)
    director = portal.signed_in("director", javascript)
    director.opens("/").follows("Capability").presses("See where you stand").sees("What happens with your answers")
    director.presses("Start").sees("0 of 7 done", "Only you can see this")
    director.follows_first("Power of Connections")
    for place in (2, 2, 1, 2, 3, 0, 2):
        when_she_says_where_she_is(director, place)
    director.sees_heading("Check your answers").sees(SAYS)
    manager.opens("/capability/shared/").sees("Nobody of your team has shared")
    director.presses("Share it").sees("You and your line manager can see this")
    when_the_worker_has_worked()
    then_there_is_mail(manager.email, "A self-assessment for you to read")

    manager.opens("/").sees("1 conversation about where somebody stands waits for you").follows_first("See what waits")
    manager.follows("Read what your team has shared").follows_first("Margaret Sinclair").presses("Say how you see it")
    for number in range(1, 8):
        when_the_manager_says_how_he_sees_it(manager, number)
    manager.sees_heading("Check how you see it").presses("Send it").sees("You differ on 2 of 7")

    director.opens("/capability/").presses("See your conversation").sees("You differ on 2 of 7", "I have seen more")
    director.presses("Write down what you agreed")
    when_she_writes_down_what_they_agreed(director)
    manager.opens("/capability/shared/").follows_first("Margaret Sinclair").presses("Read it and answer")
    manager.sees("You see it differently").chooses("Yes, I agree to it").presses("Send your answer")
    manager.sees("You both agreed on")

    director.reloads().sees("You both agreed on").presses("See the result").sees("Agreed as of", "Your biggest gaps")
    assert director.page.locator("svg.app-radar").count() == 1
    assert director.page.get_by_role("row").count() == 8
    assert Assessment.objects.get(member__user__email=director.email).status == "agreed"

    director.follows("See what would close your gaps, and plan it").sees_heading("Your development plan")
    when_she_plans_something(director)
    director.sees(PLANS, f"By {date_words(next_year())}")
    assert PLANS in then_the_plan_is_a_pdf(director)


def test_the_core_skills_on_a_phone(portal, javascript):
    member = portal.signed_in("member", javascript)
    member.page.set_viewport_size(PHONE)
    member.opens("/capability/start/core-skills/").presses("Start").follows_first("Connections and communication")
    clicks = 3
    for place in (2, 1, 1, 2, 0):
        when_she_says_where_she_is(member, place, example="")
        clicks += 3
    member.sees_heading("Check your answers").follows("Keep it to myself, and see my result").sees(
        "Only you can see this"
    )
    assert clicks < 30
    assert member.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert Answer.objects.filter(assessment__member__user__email=member.email).count() == 5


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_what_was_typed_survives_signing_out_and_is_shown_to_nobody_else(portal, javascript):
    member = portal.demo_person("member", javascript)
    member.opens("/capability/start/core-skills/").presses("Start").follows_first("Adaptability to change")
    path = member.path
    member.types(EXAMPLE, "Half a sentence that nobody")
    if javascript:
        member.page.get_by_label(EXAMPLE).blur()
        expect(member.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    else:
        member.presses("Save and come back later")
    member.opens("/me/").presses("Sign out")
    other = portal.demo_person("manager", javascript)
    other.opens(path)
    assert other.status == 404
    other.opens("/capability/").sees_not("Half a sentence")
    again = portal.demo_person("member", javascript).opens(path)
    assert again.page.get_by_label(EXAMPLE).input_value() == "Half a sentence that nobody"


# --- Given -----------------------------------------------------------------------------------------------------------


def given_a_manager_of(portal, key, javascript):
    """Whoever is at the top of the demonstration reports to somebody, too."""
    top = MemberFactory(grade=GradeFactory(code="SCS3"), given_name="Helen", family_name="Ashby")
    Member.objects.filter(user__email=f"{key}@demo.odp.example").update(line_manager=top)
    return portal.visitor_for(User.objects.get(pk=top.user_id), javascript)


# --- When ------------------------------------------------------------------------------------------------------------


def when_she_says_where_she_is(visitor, place, example=SAYS):
    """`place` of the level, 0 for not yet; then on to the next."""
    visitor.page.get_by_role("checkbox").first.check()
    visitor.page.get_by_role("radio").nth(place).check()
    if example:
        visitor.types(EXAMPLE, example)
    last = visitor.can_press("Save and check")
    visitor.presses("Save and check" if last else "Save and continue")


def when_the_manager_says_how_he_sees_it(manager, number):
    if number in (3, 5):
        manager.chooses("I would say higher").types("What have you seen? (optional)", "I have seen more than you say.")
    else:
        manager.chooses("I see it the same way")
    manager.presses("Save and check" if number == 7 else "Save and continue")


def when_she_writes_down_what_they_agreed(visitor):
    for number in range(1, 8):
        label = "We see it differently" if number == 5 else "Proficient"
        visitor.page.locator(f"#id_level_{number}").select_option(label=label)
    visitor.types_date("Until when does it hold?", next_year())
    visitor.presses("Send it to be agreed").sees("waits for the other one to agree")


def when_she_plans_something(visitor):
    visitor.follows("Add something of your own").types("What will you do?", PLANS)
    visitor.page.get_by_role("radio").nth(3).check()
    visitor.types_date("By when do you want to have done it? (optional)", next_year()).presses("Add it")


# --- Then ------------------------------------------------------------------------------------------------------------


def then_the_plan_is_a_pdf(visitor):
    """What is written in it."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="save it as a PDF").click()
    pages = PdfReader(Path(download.value.path())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
