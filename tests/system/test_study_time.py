"""Study time while one studies: logged in a few seconds, and changed by a new agreement."""

from decimal import Decimal

import pytest

from apps.qualifications.models import StudyAgreement
from tests.system.steps import given_studies_of, in_days, when_the_decider_opens_the_request

pytestmark = pytest.mark.full


def test_study_time_is_logged_and_changed(portal, javascript):
    member, manager = portal.signed_in("member", javascript), portal.signed_in("manager", javascript)
    enrolment = given_studies_of(member)
    when_she_logs_hours(member.opens(enrolment.get_absolute_url()))
    when_she_asks_for_fewer_hours(member.opens(enrolment.get_absolute_url()))
    when_the_decider_opens_the_request(manager)
    manager.sees("2 hours instead of 3 hours").presses("Agree")
    manager.sees("You agreed to the study time. Amara Okafor has been told.")
    hours = list(
        StudyAgreement.objects.filter(enrolment=enrolment).order_by("pk").values_list("plan__hours_a_week", flat=True)
    )
    assert hours == [Decimal(3), Decimal(2)]
    member.opens(enrolment.get_absolute_url()).sees("2 hours, as the work allows")


def when_she_logs_hours(member):
    member.follows("Log study time").presses("Log it").sees("Enter hours")
    assert member.status == 422
    member.types("How many hours?", "1.5").types("What did you do? (optional)", "Read two pages.").presses("Log it")
    member.sees("Logged 1.5 hours.", "Read two pages.")
    member.presses(f"Remove 1.5 hours on {in_words()}").sees("Removed. These hours do not count any more.")
    member.presses("Log study time").types("How many hours?", "2").presses("Log it").sees("Logged 2 hours.")


def in_words():
    today = in_days(0)
    return f"{today.day} {today:%B %Y}"


def when_she_asks_for_fewer_hours(member):
    member.follows("Ask for another study time").types("How many hours a week?", "2")
    member.types_date("When do you want to start?", in_days(14)).presses("Ask for this change")
    member.sees("Say why you need a change").types("Why do you need a change?", "The new rota leaves less time.")
    member.presses("Ask for this change")
    member.sees("You have asked for a change. What was agreed holds until the answer.")
