"""From the catalogue to a request that was sent, and to its refusal, without a mouse."""

import pytest
from playwright.sync_api import expect

from apps.approvals.models import Task
from tests.system.keyboard import Keyboard
from tests.system.steps import COVER, PURPOSE, given_a_request_of, in_days
from tests.system.world import AWARD


def test_ask_for_a_qualification_by_keyboard(portal):
    member = portal.signed_in("member").opens("/catalogue/")
    keys = Keyboard(member)
    when_the_skip_link_is_used(keys)
    keys.tabs_to("Search by title, unit or code").types("operational delivery principles").presses("Enter")
    keys.tabs_to(AWARD).presses("Enter")
    keys.tabs_to("Ask for it").presses("Enter")
    keys.tabs_to("Choose units").presses("Enter")
    keys.tabs_to("Save and continue").presses("Space")
    when_study_time_is_filled_in(keys)
    keys.tabs_to("What it is for").presses("Enter")
    keys.tabs_to("What do you want this qualification for?").types(PURPOSE)
    keys.tabs_to("Save and continue").presses("Enter")
    keys.tabs_to("Check your answers").presses("Enter")
    keys.tabs_to("Ask for study time").presses("Enter")
    member.sees_heading("You have asked for study time")
    facts = dict(Task.objects.waiting().get().facts)
    assert (facts["Cover"], facts["What it is for"]) == (COVER, PURPOSE)


def test_decide_by_keyboard(portal):
    task = given_a_request_of(portal.signed_in("member")).task
    manager = portal.signed_in("manager").opens("/approvals/")
    keys = Keyboard(manager)
    keys.tabs_to(f"Look and decide about Amara Okafor: {task.title}").presses("Enter")
    keys.tabs_to("Refuse").presses("Enter")
    keys.tabs_to("There is no cover for the work in those weeks").ticks()
    keys.tabs_to("Tell them more").types("Ask again in May.")
    keys.tabs_to("Refuse").presses("Enter")
    manager.sees("You did not agree.")
    task.refresh_from_db()
    assert (task.status, task.reason) == ("refused", "cover")


def test_every_page_can_be_left_again(portal):
    """Tab goes through all of a page and out of it: no part of it holds one."""
    member = portal.signed_in("member")
    given_a_request_of(member)
    for path in ["/", "/catalogue/", "/catalogue/?q=level&level=3", "/me/", "/enrolments/", "/help/"]:
        keys = Keyboard(member.opens(path))
        while keys.tabs():
            pass
        assert keys.stops[0] == "Skip to main content"
        assert keys.stops[-1] == "Cookies"
        assert len(keys.stops) > 8


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("button:focus { outline: none; box-shadow: none }", "nothing shows that it has the focus"),
        ("div { position: fixed; inset: 0; background: #fff }", "out of sight"),
    ],
)
def test_a_focus_that_cannot_be_seen_is_found(portal, style, fault):
    visitor = portal.visitor()
    visitor.page.set_content(f"<style>{style}</style><button>Go on</button><div></div>")
    with pytest.raises(AssertionError, match=fault):
        Keyboard(visitor).tabs_to("Go on")


def when_the_skip_link_is_used(keys):
    """It is the first stop, it comes into sight, and it leads past the navigation."""
    skip = keys.page.get_by_role("link", name="Skip to main content")
    assert keys.tabs() == "Skip to main content"
    expect(skip).to_be_in_viewport(ratio=1)
    keys.page.keyboard.press("Enter")
    expect(keys.page.get_by_role("main")).to_be_focused()
    keys.page.keyboard.press("Tab")
    expect(keys.page.get_by_label("Search by title, unit or code")).to_be_focused()
    keys.page.reload()
    keys.stops.clear()
    keys.place = -1


def when_study_time_is_filled_in(keys):
    keys.tabs_to("Study time").presses("Enter")
    keys.tabs_to("How many hours a week?").types("3")
    for date in (in_days(14), in_days(180)):
        for label, number in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
            keys.tabs_to(label).types(str(number))
    keys.tabs_to("How will your work be covered? (optional)").types(COVER)
    keys.tabs_to("Save and continue").presses("Enter")
