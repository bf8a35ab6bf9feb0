import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.evidence.models import Evidence
from apps.members.models import Absence, Member
from apps.notifications.models import Message
from apps.secondments import actions
from apps.secondments.dates import last_day
from apps.secondments.models import Agreement, AgreementVersion, Placement, Signature
from apps.secondments.states import PLACEMENT_MOVES, VERSION_MOVES, PlacementStatus, VersionStatus
from tests.members.factories import AbsenceFactory, MemberFactory, central_user
from tests.secondments.factories import (
    accepted,
    begun_ago,
    ended,
    host_of,
    placed,
    running,
    sent,
    signed,
    signers,
    terms,
    written,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def in_days(number):
    return TODAY + datetime.timedelta(days=number)


# --- Agreement -------------------------------------------------------------------------------------------------------


def test_write_agreement_asks_the_others_to_sign():
    version = written(vat_note="Recharged with VAT.")
    assert ["VAT on recharged salary", "Recharged with VAT."] in version.content
    told = set(Message.objects.filter(kind="placement").values_list("recipient", flat=True))
    member, manager, _ = signers(version)
    assert told == {member.pk, manager.pk}
    with pytest.raises(RuleBroken, match="has not been accepted"):
        application = sent()
        said = terms(version.agreement.application)
        actions.write_agreement(application=application, by=host_of(application.opportunity), **said)
    with pytest.raises(PermissionDenied):
        actions.write_agreement(application=version.agreement.application, by=member, **said)


def test_three_people_sign_the_text_they_have_read_and_it_holds():
    version = written()
    member, manager, host = signers(version)
    with pytest.raises(RuleBroken, match="There is a later version"):
        actions.sign_agreement(version=version, digest="another", by=member)
    with pytest.raises(PermissionDenied):
        actions.sign_agreement(version=version, digest=version.digest, by=MemberFactory().user)
    actions.sign_agreement(version=version, digest=version.digest, by=member)
    with pytest.raises(RuleBroken, match="signed on this side already"):
        actions.sign_agreement(version=version, digest=version.digest, by=member)
    actions.sign_agreement(version=version, digest=version.digest, by=manager)
    assert not Placement.objects.exists()
    version = actions.sign_agreement(version=version, digest=version.digest, by=host)
    assert version.status == VersionStatus.AGREED
    placement = Placement.objects.get()
    assert (placement.absence.starts_on, placement.absence.ends_on) == (version.starts_on, version.ends_on)
    assert set(Signature.objects.values_list("digest", flat=True)) == {version.digest}
    assert AuditEvent.objects.filter(event="agreement.signed").count() == 3


def test_whoever_is_the_next_filled_post_up_signs_for_an_empty_one():
    version = written()
    member = version.agreement.application.member
    above = MemberFactory()
    Member.objects.filter(pk=member.line_manager_id).update(status="absent", line_manager=above)
    assert actions.sign_agreement(version=version, digest=version.digest, by=above.user)
    assert Agreement.objects.visible_to(above.user).exists()


def test_two_years_at_most_unless_the_central_team_makes_an_exception():
    application = accepted()
    starts_on, central = application.opportunity.starts_on, central_user()
    long = {"ends_on": last_day(starts_on, 30)}
    with pytest.raises(RuleBroken, match="two years at most"):
        written(application, **long)
    version = written(application, **long, why_longer="The programme ends then.")
    with pytest.raises(RuleBroken, match="The central team decides about that first"):
        signed(version)
    with pytest.raises(PermissionDenied):
        actions.except_agreement(version=version, by=signers(version)[2])
    actions.except_agreement(version=version, by=central)
    assert signed(version).status == VersionStatus.AGREED


def test_never_past_the_end_of_a_contract():
    application = accepted()
    end = application.opportunity.starts_on + datetime.timedelta(days=30)
    Member.objects.filter(pk=application.member_id).update(contract="fixed_term", contract_end=end)
    with pytest.raises(RuleBroken, match="Their contract ends on"):
        written(application)
    assert signed(written(application, ends_on=end)).status == VersionStatus.AGREED


def test_another_version_is_signed_anew_and_extends_the_placement():
    placement = placed()
    application = placement.agreement.application
    later = placement.absence.ends_on + datetime.timedelta(days=90)
    version = written(application, ends_on=later)
    placement.absence.refresh_from_db()
    assert placement.absence.ends_on != later
    signed(version)
    placement.absence.refresh_from_db()
    assert placement.absence.ends_on == later and Absence.objects.count() == 1
    statuses = list(AgreementVersion.objects.order_by("number").values_list("status", flat=True))
    assert statuses == [VersionStatus.REPLACED, VersionStatus.AGREED]


def test_nobody_is_placed_twice_at_once():
    application = accepted()
    AbsenceFactory(
        member=application.member, starts_on=application.opportunity.starts_on, ends_on=in_days(90), kind="deployment"
    )
    with pytest.raises(RuleBroken, match="already placed somewhere else"):
        signed(written(application))
    assert not Placement.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE secondments_agreementversion SET terms = 'Better'",
        "DELETE FROM secondments_agreementversion",
        "UPDATE secondments_signature SET name = 'Somebody'",
    ],
)
def test_what_is_written_and_signed_never_changes(statement):
    version = written()
    actions.sign_agreement(version=version, digest=version.digest, by=signers(version)[0])
    with pytest.raises(IntegrityError, match="never change"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_wants_three_people():
    version = written()
    user = signers(version)[0]
    said = {"version": version, "user": user, "name": "x", "digest": version.digest}
    Signature.objects.create(party="member", **said)
    with pytest.raises(IntegrityError, match="signature_by_three_people"):
        Signature.objects.create(party="home", **said)


# --- Placement -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moves", "status"), [(PLACEMENT_MOVES, PlacementStatus), (VERSION_MOVES, VersionStatus)])
def test_every_status_has_its_moves(moves, status):
    assert set(moves) == set(status) and set().union(*moves.values()) < set(status)


def test_it_starts_and_ends_by_the_clock_once():
    placement = placed()
    starts_on, ends_on = placement.absence.starts_on, placement.absence.ends_on
    assert actions.follow_placements(on=starts_on - datetime.timedelta(days=1)) == 0
    assert (actions.follow_placements(on=starts_on), actions.follow_placements(on=ends_on)) == (1, 0)
    assert actions.follow_placements(on=ends_on + datetime.timedelta(days=3)) == 1
    placement.refresh_from_db()
    assert placement.status == PlacementStatus.ENDED


def test_withdraw_before_it_begins_calls_it_off_and_frees_the_days():
    placement = placed()
    application = placement.agreement.application
    actions.withdraw_application(application=application, reason="personal", by=application.member.user)
    placement.refresh_from_db(), placement.absence.refresh_from_db()
    assert placement.status == PlacementStatus.CALLED_OFF and placement.absence.cancelled_at
    application = running().agreement.application
    with pytest.raises(RuleBroken, match="The placement has begun"):
        actions.withdraw_application(application=application, reason="personal", by=application.member.user)


def test_end_placement_early_by_any_of_the_three():
    placement = begun_ago(30)
    said = {"why": "home", "note": "We need you back.", "by": placement.member.line_manager.user}
    with pytest.raises(RuleBroken, match="Choose a day before"):
        actions.end_placement(placement=placement, on=placement.absence.ends_on, **said)
    with pytest.raises(PermissionDenied):
        actions.end_placement(placement=placement, on=TODAY, **said | {"by": central_user()})
    placement = begun_ago(10)
    said["by"] = placement.member.line_manager.user
    Placement.objects.filter(pk=placement.pk).update(status=PlacementStatus.RUNNING)
    actions.end_placement(placement=placement, on=in_days(-1), **said)
    placement.refresh_from_db()
    assert (placement.status, placement.early_why) == (PlacementStatus.ENDED, "home")
    assert Message.objects.filter(recipient=placement.member.user, subject="A placement has ended").exists()


@pytest.mark.parametrize(("left", "step"), [(90, 90), (75, 90), (60, 60), (31, 60), (30, 30), (1, 30)])
def test_everybody_is_reminded_once_of_the_nearest_that_is_due(left, step):
    placement = begun_ago(180 - left)
    before = Message.objects.count()
    for _ in range(2):
        actions.remind_of_ends(on=TODAY)
    new = Message.objects.order_by("pk")[before:]
    assert {message.occasion for message in new} == {f"{step} days before {placement.absence.ends_on}"}
    assert len(new) == 3


def test_nobody_is_reminded_earlier_than_90_days():
    begun_ago(180 - 91)
    before = Message.objects.count()
    actions.remind_of_ends(on=TODAY)
    assert Message.objects.count() == before


def test_the_return_is_planned_and_confirmed_at_home():
    placement = ended()
    member, manager, host = placement.member.user, placement.member.line_manager.user, host_of(placement.opportunity)
    actions.plan_return(placement=placement, plan="The same team, and a talk for all.", by=member)
    for action, said in [(actions.plan_return, {"plan": "x"}), (actions.confirm_return, {"on": TODAY})]:
        with pytest.raises(PermissionDenied):
            action(placement=placement, by=host, **said)
    with pytest.raises(RuleBroken, match="Choose a day after"):
        actions.confirm_return(placement=placement, on=placement.absence.ends_on, by=manager)
    placement = actions.confirm_return(placement=placement, on=TODAY, by=manager)
    assert (placement.status, placement.returned_on) == (PlacementStatus.RETURNED, TODAY)
    with pytest.raises(RuleBroken, match="nothing to plan"):
        actions.plan_return(placement=placement, plan="x", by=member)


def test_both_review_it_and_the_member_keeps_that_as_evidence():
    placement = ended()
    member, manager, host = placement.member.user, placement.member.line_manager.user, host_of(placement.opportunity)
    said = {"did": "Listed 200 cases.", "learnt": "Plans under pressure."}
    actions.review_placement(placement=placement, by=member, **said)
    with pytest.raises(RuleBroken, match="the host has not written"):
        actions.keep_review(placement=placement, by=member)
    actions.review_placement(placement=placement, by=host, **said)
    with pytest.raises(RuleBroken, match="written already"):
        actions.review_placement(placement=placement, by=host, **said)
    with pytest.raises(PermissionDenied):
        actions.review_placement(placement=placement, by=manager, **said)
    placement = actions.keep_review(placement=placement, by=member)
    evidence = Evidence.objects.get(member=placement.member)
    assert placement.evidence == evidence and "The host: Listed 200 cases." in evidence.note
    with pytest.raises(RuleBroken, match="You have kept it already"):
        actions.keep_review(placement=placement, by=member)


def test_a_review_is_for_the_last_month_and_after():
    placement = begun_ago(30)
    with pytest.raises(RuleBroken, match="Write this in the last month"):
        actions.review_placement(placement=placement, did="x", learnt="x", by=placement.member.user)


def test_placements_are_seen_by_the_three_and_the_central_team():
    placement = running()
    application = placement.agreement.application
    inside = [placement.member.user, placement.member.line_manager.user, host_of(application.opportunity)]
    for user in [*inside, central_user()]:
        assert Placement.objects.visible_to(user).exists()
    assert not Placement.objects.visible_to(MemberFactory().user).exists()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"status": "returned"}, "placement_returned_says_when"),
        ({"early_why": "home"}, "placement_ended_early_had_begun"),
    ],
)
def test_the_database_refuses_half_an_end(wrong, constraint):
    placed()
    with pytest.raises(IntegrityError, match=constraint):
        Placement.objects.update(**wrong)
