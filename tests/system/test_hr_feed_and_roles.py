"""The central team: an HR feed that one of them uploads and another one confirms; a role given, and ended."""

import pytest

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.console.population.feed_file import rows_on_record, write_feed
from apps.members.models import FeedUpload, Grant, Member
from apps.members.states import UploadStatus
from tests.members.factories import GrantFactory
from tests.system.steps import in_days, when_the_worker_has_worked

pytestmark = pytest.mark.full


def test_one_uploads_an_hr_feed_and_another_confirms_it(portal, javascript, tmp_path):
    given_a_second_of_the_central_team("director")
    central, second = portal.signed_in("central", javascript), portal.signed_in("director", javascript)
    when_she_uploads(central, given_a_feed(tmp_path / "feed.csv", grade="A0"))
    central.sees("Something is wrong with it", "Is not the code of a grade", "A0")
    when_she_uploads(central, given_a_feed(tmp_path / "feed.csv", unit="Preston Jobcentre, second floor"))
    central.sees("Waits for a second person", "somebody else in the central team confirms it")
    assert not central.can_press("Confirm and take it over")
    second.opens("/console/").follows("HR feeds for a second person to confirm")
    second.page.get_by_role("row").nth(1).get_by_role("link").click()
    second.page.wait_for_url("**/console/imports/*-*/")
    second.reloads().sees("What it would change", "Unit").presses("Confirm and take it over")
    second.sees("You have confirmed the HR feed.")
    when_the_worker_has_worked()
    second.reloads().sees("Taken over", "What it changed")
    assert Member.objects.get(email="member@demo.odp.example").unit == "Preston Jobcentre, second floor"
    assert FeedUpload.objects.filter(status=UploadStatus.APPLIED).count() == 1


def test_a_role_is_given_and_ended(portal, javascript):
    central = portal.signed_in("central", javascript)
    central.opens("/console/").follows("People")
    central.types("Name, work email or staff number", "okafr").presses("Search").follows("Amara Okafor")
    central.sees("HR record", "HR feed of", "can see that you opened this page")
    central.opens("/console/grants/").presses("Give a role")
    central.types("Work email or staff number", central.email).chooses("Champion").presses("Continue")
    assert central.status == 422
    central.sees("Select where they become champion")
    central.types("Work email or staff number", "member@demo.odp.example")
    central.page.get_by_label("For which part of the Civil Service?").select_option("DWPC")
    central.types_date("Last day (optional)", in_days(30)).presses("Continue")
    central.sees_heading("Is this right?").sees("Amara Okafor", "Champion").presses("Give this role")
    central.sees("Amara Okafor has the role: Champion")
    grant = Grant.objects.get(role=Role.CHAMPION, user__email="member@demo.odp.example")
    assert (grant.given_by.email, grant.ends_on) == (central.email, in_days(30))
    central.opens(f"/console/grants/{grant.pk}/end/").presses("End this role").sees("no longer has the role")
    member = portal.signed_in("member", javascript)
    member.opens("/me/").sees_not("Champion")


def given_a_second_of_the_central_team(person):
    GrantFactory(user=User.objects.get(email=f"{person}@demo.odp.example"), role=Role.CENTRAL)


def given_a_feed(path, **cells):
    """Of everybody as they are on record; with Amara's row changed."""
    rows = [row | cells if row["email"] == "member@demo.odp.example" else row for row in rows_on_record()]
    write_feed(rows, path)
    return path


def when_she_uploads(visitor, path):
    visitor.opens("/console/imports/").presses("Upload an HR feed")
    visitor.page.locator("input[type=file]").set_input_files(path)
    visitor.presses("Upload and check")
    when_the_worker_has_worked()
    visitor.follows("See how far it is")
