"""What somebody typed or chose is theirs: it survives mistakes, haste, the back button, leaving and signing out."""

import re

import pytest
from playwright.sync_api import expect

from apps.approvals.models import Case, Task
from apps.approvals.states import Status as Decision
from apps.core.models import AuditEvent
from apps.learning.models import Answer, Attempt
from apps.qualifications import actions
from apps.qualifications.models import Enrolment
from tests.learning.factories import amend
from tests.system.steps import (
    given_a_draft_of,
    given_a_request_of,
    given_an_empty_draft_of,
    given_studies_of,
    in_days,
)

SAVED = re.compile(r"^Saved \d{1,2}(:\d\d)?[ap]m$|^Saved mid(day|night)$")
COVER_LABEL = "How will your work be covered? (optional)"
PICKED = "Level 3 Certificate in Operational Delivery (Advanced)"


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request):
    return request.param


# --- Mistakes --------------------------------------------------------------------------------------------------------


def test_a_mistake_costs_nothing_that_was_typed(portal, javascript):
    member = portal.signed_in("member", javascript)
    enrolment = given_a_draft_of(member)
    member.opens(f"/enrolments/{enrolment.pk}/time/")
    member.types("How many hours a week?", "three").types_date("When do you want to start?", in_days(10))
    member.types_date("When do you expect to finish?", in_days(5)).types(COVER_LABEL, "Ayesha, on Mondays.")
    member.presses("Save and continue").sees("Hours a week must be a number")
    assert member.status == 422
    assert member.page.get_by_label("How many hours a week?").input_value() == "three"
    assert member.page.get_by_label(COVER_LABEL).input_value() == "Ayesha, on Mondays."
    start = member.page.get_by_role("group", name="When do you want to start?")
    assert start.get_by_label("Year").input_value() == str(in_days(10).year)


def test_the_error_summary_takes_the_focus_and_each_link_leads_to_its_field(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    draft, refused = given_an_empty_draft_of(member, PICKED), given_a_refusal_of(member)
    studying = f"/enrolments/{draft.pk}"
    for visitor, path, button, errors in [
        (member, f"{studying}/time/", "Save and continue", 3),
        (member, f"{studying}/purpose/", "Save and continue", 1),
        (member, f"{studying}/units/", "Save and continue", 1),
        (member, f"{studying}/withdraw/", "Withdraw", 1),
        (member, f"/approvals/{refused.task_id}/ask-the-central-team/", "Ask the central team", 1),
        (portal.visitor(javascript), "/verify/", "Check the certificate", 1),
        (manager, given_a_request_to_refuse(portal), "Refuse", 2),
    ]:
        visitor.opens(path).presses(button)
        assert visitor.status == 422
        then_the_summary_leads_to_the_fields(visitor, errors)


def given_a_refusal_of(visitor):
    enrolment = given_a_request_of(visitor)
    said = {"reason": "cover", "comment": "Ask again in May."}
    return actions.decide_study_time(
        asked=enrolment, decision=Decision.REFUSED, by=enrolment.member.line_manager.user, **said
    )


def given_a_request_to_refuse(portal):
    """The newcomer's, who has the same manager."""
    return f"/enrolments/{given_a_request_of(portal.signed_in('newcomer')).pk}/decide/?decision=refused"


def then_the_summary_leads_to_the_fields(visitor, errors):
    summary = visitor.page.locator(".govuk-error-summary")
    if visitor.javascript:
        visitor.has_focus(summary)
    links = summary.get_by_role("link").all()
    assert len(links) == errors, (visitor.path, summary.inner_text())
    for link in links:
        target = visitor.page.locator(link.get_attribute("href"))
        link.click()
        if visitor.javascript:
            visitor.has_focus(target)
        assert target.evaluate("field => field.matches('input, textarea, select')")
        expect(target).to_be_in_viewport()


# --- Haste -----------------------------------------------------------------------------------------------------------


def test_the_back_button_after_sending_sends_nothing_again(portal, javascript):
    member = portal.signed_in("member", javascript)
    enrolment = given_a_draft_of(member)
    member.opens(f"/enrolments/{enrolment.pk}/check/").presses("Ask for study time")
    member.goes_back()
    if member.can_press("Ask for study time"):
        member.presses("Ask for study time")
    member.sees("it is now “waiting for a decision”")
    member.opens("/enrolments/").sees("Waiting for a decision")
    assert Task.objects.filter(enrolment=enrolment).count() == 1


@pytest.mark.parametrize("pressed", ["Ask for study time", "Start the test", "Ask the central team"])
def test_a_double_click_makes_one_thing(portal, javascript, pressed):
    member = portal.signed_in("member", javascript)
    if pressed == "Ask for study time":
        member.opens(f"/enrolments/{given_a_draft_of(member).pk}/check/")
        made, event = Task.objects.filter(requester__user__email=member.email), "task.requested"
    elif pressed == "Start the test":
        member.opens(f"{given_studies_of(member).enrolled_units.first().get_absolute_url()}test/")
        made, event = Attempt.objects.all(), "attempt.started"
    else:
        member.opens(f"/approvals/{given_a_refusal_of(member).task_id}/ask-the-central-team/")
        member.types("What should the central team look at?", "Was the offer of cover seen?")
        made, event = Case.objects.all(), "case.opened"
    when_it_is_pressed_twice(member, pressed)
    assert made.count() == 1
    assert AuditEvent.objects.filter(event=event, by__email=member.email).count() == 1


def when_it_is_pressed_twice(visitor, button):
    before = visitor.page.url  # without a script the second click breaks off the first one's navigation
    visitor.page.get_by_role("button", name=button, exact=True).dblclick()
    expect(visitor.page).not_to_have_url(before)
    visitor.page.wait_for_load_state("networkidle")


# --- Leaving ---------------------------------------------------------------------------------------------------------


def test_the_answers_of_a_test_are_kept(portal, javascript):
    member = portal.signed_in("member", javascript)
    unit = given_studies_of(member).enrolled_units.order_by("unit__code").first()
    member.opens(f"{unit.get_absolute_url()}test/").presses("Start the test")
    question = f"{unit.get_absolute_url()}test/1/"
    option, value = when_she_chooses_an_answer(member, place=1)
    then_it_is_still_chosen(member.opens("/enrolments/").opens(question), option)
    then_it_is_still_chosen(portal.signed_in("member", javascript).opens(question), option)
    member.opens("/me/").presses("Sign out")
    member.opens(question)
    assert member.path == "/account/login/"
    then_it_is_still_chosen(portal.demo_person("member", javascript).opens(question), option)
    assert Answer.objects.get().chosen == [value]


def when_she_chooses_an_answer(member, place):
    """With JavaScript it is kept at once, without it by going on."""
    option = member.page.get_by_role("radio").nth(place)
    name, value = option.get_attribute("id"), int(option.get_attribute("value"))
    option.check()
    if member.javascript:
        expect(member.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    else:
        member.presses("Next question")
    return name, value


def then_it_is_still_chosen(visitor, option):
    expect(visitor.page.locator(f"#{option}")).to_be_checked()
    expect(visitor.page.locator("[data-autosave-status]")).to_have_text(SAVED)


def test_the_time_left_of_a_test_is_kept_true(portal):
    member = portal.signed_in("member")
    unit = given_studies_of(member).enrolled_units.order_by("unit__code").first()
    amend(minutes=30)
    member.page.clock.install()
    member.opens(f"{unit.get_absolute_url()}test/").presses("Start the test")
    left, aloud = member.page.locator("[data-time-left]"), member.page.locator("[data-ends-in] + [role=status]")
    expect(left).to_have_text(re.compile("^(29|30) minutes$"))
    expect(aloud).to_be_empty()
    member.page.clock.fast_forward("24:30")
    expect(left).to_have_text("5 minutes")
    expect(aloud).to_have_text("Your time is up in 5 minutes.")
    member.page.clock.fast_forward("06:00")
    expect(aloud).to_have_text(re.compile("^Your time is up. What you saved counts"))


def test_an_answer_that_could_not_be_saved_is_said_so_and_saved_later(portal):
    """The network goes and comes back."""
    member = portal.signed_in("member")
    unit = given_studies_of(member).enrolled_units.order_by("unit__code").first()
    member.opens(f"{unit.get_absolute_url()}test/").presses("Start the test")
    status = member.page.locator("[data-autosave-status]")
    member.context.set_offline(True)
    option = member.page.get_by_role("radio").nth(2)
    option.check()
    expect(status).to_contain_text("Could not save – check your connection")
    assert not Answer.objects.exists()
    member.context.set_offline(False)
    expect(status).to_have_text(SAVED)
    assert Answer.objects.get().chosen == [int(option.get_attribute("value"))]


def test_a_draft_is_gone_on_with_on_another_computer(portal, javascript):
    member = portal.signed_in("member", javascript)
    enrolment = given_an_empty_draft_of(member, PICKED)
    member.opens(f"/enrolments/{enrolment.pk}/units/")
    boxes = member.page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(2).check()
    if javascript:
        expect(member.page.locator("[data-live-result]")).to_contain_text("Chosen 5 of 6")
    member.presses("Save and come back later")
    other = portal.signed_in("member", javascript).opens(f"/catalogue/{enrolment.qualification.slug}/")
    other.presses("Go on with it").follows("Choose units").sees("Chosen 5 of 6")
    assert [box.is_checked() for box in other.page.get_by_role("checkbox").all()].count(True) == 2
    assert Enrolment.objects.filter(member=enrolment.member).count() == 1
