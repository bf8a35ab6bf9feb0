from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.evidence.models import Evidence
from apps.members.models import Absence
from apps.notifications.models import Message
from apps.surge import actions
from apps.surge.models import Deployment, Extension, Offer
from tests.members.factories import MemberFactory
from tests.surge.factories import (
    DONE,
    SOON,
    TODAY,
    begun_ago,
    deployed,
    deployed_until,
    ended,
    lead,
    lead_of,
    line_of,
    manager_of,
    offered,
    request_of,
    rostered,
    steering,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


# --- Waves -----------------------------------------------------------------------------------------------------------


def test_a_wave_asks_those_whose_turn_it_is_and_no_more_than_are_needed():
    recent, long_ago, never = (rostered().member for _ in range(3))
    deployed_until(recent, TODAY - timedelta(days=30))
    deployed_until(long_ago, TODAY - timedelta(days=300))
    line = line_of(people=2)
    assert actions.send_waves(on=TODAY) == 2
    assert {offer.member for offer in line.offers.all()} == {never, long_ago}
    assert actions.send_waves(on=TODAY) == 0  # all places have somebody who was asked


def test_the_next_wave_goes_out_by_itself_after_a_decline_and_when_nobody_answered():
    rostered(), rostered(), rostered()
    line = line_of(people=1)
    actions.send_waves(on=TODAY)
    first = line.offers.get()
    actions.decline_offer(offer=first, reason="personal", note="", by=first.member.user)
    assert actions.send_waves(on=TODAY) == 1
    second = line.offers.get(wave=2)
    assert actions.expire_offers(at=second.answer_by - timedelta(seconds=1)) == 0
    assert actions.expire_offers(at=second.answer_by) == 1
    assert actions.send_waves(on=TODAY) == 1
    assert list(line.offers.order_by("wave").values_list("status", flat=True)) == ["declined", "expired", "offered"]


def test_when_nobody_is_left_it_is_said_once():
    group, line = steering(), line_of()
    for _ in range(2):
        actions.send_waves(on=TODAY)
    line.refresh_from_db()
    assert line.nobody_left_at and Message.objects.filter(recipient=group).count() == 1
    member = rostered().member  # who joins then is asked
    actions.send_waves(on=TODAY)
    assert line.offers.get().member == member


def test_the_request_that_comes_first_gets_people_first():
    second = line_of(request_of(lead("DVSA"), rank=2), people=1)
    first = line_of(request_of(rank=1), people=1)
    rostered()
    actions.send_waves(on=TODAY)
    assert (first.offers.count(), second.offers.count()) == (1, 0)


def test_an_offer_to_go_soon_leaves_a_day_to_answer():
    rostered()
    line = line_of(starts_on=TODAY)
    actions.send_waves(on=TODAY)
    offer = line.offers.get()
    assert offer.starts_on > timezone.localdate(offer.answer_by) > TODAY


# --- Accept and decline ----------------------------------------------------------------------------------------------


def test_accept_offer_books_the_days_and_tells_the_others():
    offer = offered()
    deployment = actions.accept_offer(offer=offer, by=offer.member.user)
    absence = Absence.objects.get()
    assert (absence.starts_on, absence.ends_on, absence.kind) == (offer.starts_on, offer.ends_on, "deployment")
    told = set(Message.objects.filter(kind="surge").values_list("recipient", flat=True))
    assert told == {manager_of(offer.member).pk, lead_of(deployment).pk}
    with pytest.raises(RuleBroken, match="accepted"):
        actions.accept_offer(offer=offer, by=offer.member.user)
    with pytest.raises(PermissionDenied):
        actions.accept_offer(offer=offered(), by=steering())


def test_accept_offer_not_late_not_twice_and_not_when_all_is_filled():
    line = line_of(people=1)
    late = offered(line, answer_by=NOW - timedelta(minutes=1))
    with pytest.raises(RuleBroken, match="time to answer is over"):
        actions.accept_offer(offer=late, by=late.member.user)
    winner, loser = offered(line), offered(line)
    actions.accept_offer(offer=winner, by=winner.member.user)
    with pytest.raises(RuleBroken, match="All places are filled"):
        actions.accept_offer(offer=loser, by=loser.member.user)
    elsewhere = offered(member=winner.member)
    with pytest.raises(RuleBroken, match="already placed somewhere else"):
        actions.accept_offer(offer=elsewhere, by=winner.member.user)
    assert Deployment.objects.count() == Absence.objects.count() == 1


def test_decline_offer_says_why():
    offer = offered()
    with pytest.raises(PermissionDenied):
        actions.decline_offer(offer=offer, reason="personal", note="", by=manager_of(offer.member))
    actions.decline_offer(offer=offer, reason="personal", note="", by=offer.member.user)
    with pytest.raises(IntegrityError, match="surge_offer_declined_says_why"):
        Offer.objects.update(reason="")


def test_the_database_gives_a_place_to_one():
    first, second = deployed(line_of()), deployed(line_of())
    with pytest.raises(IntegrityError, match="deployment_one_for_a_place"):
        Deployment.objects.filter(pk=second.pk).update(line=first.line)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "called_off"}, "deployment_called_off_is_freed"),
        ({"freed": True}, "deployment_freed_says_why"),
    ],
)
def test_the_database_refuses_a_deployment_that_cannot_be(change, constraint):
    deployed()
    with pytest.raises(IntegrityError, match=constraint):
        Deployment.objects.update(**change)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_on": SOON - timedelta(days=1)}, "surge_offer_ends_after_start"),
        ({"status": "accepted"}, "surge_offer_answered_says_when"),
    ],
)
def test_the_database_refuses_an_offer_that_cannot_be(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        offered(**fields)


def test_the_database_lets_nobody_be_asked_twice_for_a_line():
    offer = offered()
    with pytest.raises(IntegrityError, match="surge_offer_once_for_a_line"):
        offered(offer.line, offer.member)


# --- Being there -----------------------------------------------------------------------------------------------------


def test_follow_deployments_begins_and_ends_by_the_clock():
    deployment = deployed()
    absence = deployment.absence
    assert actions.follow_deployments(on=absence.starts_on - timedelta(days=1)) == 0
    actions.follow_deployments(on=absence.starts_on)
    assert Deployment.objects.get().status == "running"
    assert actions.follow_deployments(on=absence.ends_on) == 0
    actions.follow_deployments(on=absence.ends_on + timedelta(days=1))
    assert (Deployment.objects.get().status, Deployment.objects.get().freed) == ("ended", False)


def test_return_early_frees_the_place_and_the_next_is_asked():
    line = line_of(people=1)
    deployment = begun_ago(5, line)
    rostered()
    with pytest.raises(RuleBroken, match="Choose a last day before"):
        actions.return_early(
            deployment=deployment, on=deployment.absence.ends_on, why="home", note="", by=lead_of(line)
        )
    yesterday = TODAY - timedelta(days=1)
    by = manager_of(deployment.member)
    deployment = actions.return_early(deployment=deployment, on=yesterday, why="home", note="Flu.", by=by)
    assert (deployment.status, deployment.freed) == ("ended", True)
    assert actions.send_waves(on=TODAY) == 1
    assert Absence.objects.get().ends_on == yesterday


def test_return_early_before_it_begins_is_not_to_go():
    deployment = deployed()
    with pytest.raises(PermissionDenied):
        actions.return_early(deployment=deployment, on=TODAY, why="home", note="", by=MemberFactory().user)
    deployment = actions.return_early(
        deployment=deployment, on=TODAY, why="personal", note="", by=deployment.member.user
    )
    assert deployment.status == "called_off" and Absence.objects.get().cancelled_at


def test_it_lasts_longer_when_the_member_and_the_manager_agree():
    deployment = begun_ago(5)
    member, manager = deployment.member.user, manager_of(deployment.member)
    longer = deployment.absence.ends_on + timedelta(days=10)
    said = {"deployment": deployment, "ends_on": longer, "why": "The queue is still long."}
    with pytest.raises(PermissionDenied):
        actions.ask_extension(by=manager, **said)
    extension = actions.ask_extension(by=lead_of(deployment), **said)
    with pytest.raises(RuleBroken, match="asked already"):
        actions.ask_extension(by=lead_of(deployment), **said)
    actions.answer_extension(extension=extension, agrees=True, note="", by=member)
    assert Absence.objects.get().ends_on < longer
    extension = actions.answer_extension(extension=extension, agrees=True, note="", by=manager)
    assert (extension.status, Absence.objects.get().ends_on) == ("agreed", longer)
    with pytest.raises(PermissionDenied):
        actions.answer_extension(extension=extension, agrees=True, note="", by=lead_of(deployment))


def test_one_no_is_enough_and_an_end_makes_the_question_lapse():
    deployment = begun_ago(5)
    said = {"ends_on": deployment.absence.ends_on + timedelta(days=10), "why": "Still long."}
    asked = {"deployment": deployment, "by": lead_of(deployment)} | said
    first = actions.ask_extension(**asked)
    no = {"agrees": False, "note": "We need her."}
    actions.answer_extension(extension=first, by=manager_of(deployment.member), **no)
    second = actions.ask_extension(**asked)
    actions.follow_deployments(on=deployment.absence.ends_on + timedelta(days=1))
    assert list(Extension.objects.order_by("pk").values_list("status", flat=True)) == ["declined", "lapsed"]
    with pytest.raises(RuleBroken, match="nothing to answer"):
        actions.answer_extension(extension=second, by=deployment.member.user, **no)


def test_the_database_wants_both_to_have_agreed():
    deployment = begun_ago(5)
    longer = deployment.absence.ends_on + timedelta(days=10)
    actions.ask_extension(deployment=deployment, ends_on=longer, why="Long.", by=lead_of(deployment))
    with pytest.raises(IntegrityError, match="extension_agreed_by_both"):
        Extension.objects.update(status="agreed")


def test_both_review_it_once_and_the_member_keeps_it_as_evidence():
    deployment = ended()
    member, host = deployment.member.user, lead_of(deployment)
    with pytest.raises(RuleBroken, match="has not written"):
        actions.keep_deployment_review(deployment=deployment, by=member)
    for by in (member, host):
        actions.review_deployment(deployment=deployment, by=by, **DONE)
        with pytest.raises(RuleBroken, match="written already"):
            actions.review_deployment(deployment=deployment, by=by, **DONE)
    with pytest.raises(PermissionDenied):
        actions.review_deployment(deployment=deployment, by=manager_of(deployment.member), **DONE)
    actions.keep_deployment_review(deployment=deployment, by=member)
    assert DONE["did"] in Evidence.objects.get().note


def test_it_is_too_early_to_say_how_it_went():
    deployment = begun_ago(2)
    with pytest.raises(RuleBroken, match="in the last week"):
        actions.review_deployment(deployment=deployment, by=deployment.member.user, **DONE)
