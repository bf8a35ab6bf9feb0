"""What members say of themselves, and what their managers say to it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from apps.capability import actions
from apps.capability.models import Answer, Assessment, ManagerView, Outcome
from apps.capability.queries import answers_of, content_of, conversation_of
from apps.capability.states import Stance
from apps.core.rules import RuleBroken
from apps.evidence.models import EvidenceShare
from apps.members.models import Member
from tests.approvals.factories import StandInFactory
from tests.capability.factories import (
    agreed,
    answer,
    answered,
    begun,
    manager_of,
    next_year,
    propose,
    proposed,
    published,
    reporting,
    rows_of,
    shared,
    viewed,
)
from tests.capability.our_frameworks import SENIOR, our_framework
from tests.evidence.factories import EvidenceFactory
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.trail import events, forget, messages

pytestmark = pytest.mark.django_db


def refused(words):
    return pytest.raises(RuleBroken, match=words)


# --- Starting --------------------------------------------------------------------------------------------------------


def test_start_assessment_begins_one_and_goes_on_with_it():
    member = reporting()
    forget()
    one = begun(member)
    assert (one.status, one.version, one.is_practice) == ("private", published(), False)
    assert begun(member) == one
    assert begun(member, practice=True) != one
    assert events() == ["assessment.started"] * 2


def test_another_grade_s_framework_is_for_practice_only():
    member = reporting("HEO")
    published(SENIOR)
    with refused("practice mode"):
        begun(member, path=SENIOR)
    assert begun(member, practice=True, path=SENIOR).is_practice
    assert begun(reporting(None), path=SENIOR)  # without a grade on record one chooses


def test_the_database_keeps_to_one_open_assessment():
    one = begun()
    with pytest.raises(IntegrityError, match="assessment_one_open"), transaction.atomic():
        Assessment.objects.create(member=one.member, framework=one.framework, version=one.version)


# --- Answering -------------------------------------------------------------------------------------------------------


def test_save_answer_keeps_what_there_is():
    one = begun()
    capability = content_of(one.version).capabilities[0]
    answer(one, 1, None, example="Half a sen", ticked=["CON-A2", "CON-A1", "POC-D1"])
    kept = answers_of(one)[capability.pk]
    assert (kept.example, kept.ticked, kept.is_given) == ("Half a sen", ["CON-A1", "CON-A2"], False)
    answer(one, 1, 0, example="")
    kept = answers_of(one)[capability.pk]
    assert (kept.example, kept.ticked, kept.not_yet, kept.level) == ("", [], True, None)
    assert Answer.objects.count() == 1


def test_nobody_else_writes_and_nothing_foreign_is_written():
    one, other = begun(), begun(path=SENIOR, member=reporting("SCS2"))
    said = {"level": None, "not_yet": True, "ticked": [], "example": ""}
    mine, theirs = content_of(one.version).capabilities[0], content_of(other.version).capabilities[0]
    for assessment, capability, by in [
        (one, mine, manager_of(one)),
        (one, mine, central_user()),
        (one, theirs, one.member.user),
    ]:
        with pytest.raises(PermissionDenied):
            actions.save_answer(assessment=assessment, capability=capability, by=by, **said)
    with pytest.raises(PermissionDenied):
        said |= {"not_yet": False, "level": content_of(other.version).levels[0]}
        actions.save_answer(assessment=one, capability=mine, by=one.member.user, **said)


# --- Sharing ---------------------------------------------------------------------------------------------------------


def test_share_assessment_tells_the_manager():
    one = answered()
    forget()
    actions.share_assessment(assessment=one, by=one.member.user)
    one.refresh_from_db()
    assert one.status == "shared"
    assert events() == ["assessment.shared"]
    assert messages() == [(manager_of(one), "A self-assessment for you to read")]
    with refused("stays as it is"):
        answer(one, 1, 3)
    with refused("stays as it is"):
        actions.share_assessment(assessment=one, by=one.member.user)


def test_share_assessment_needs_all_of_it_and_a_manager():
    one = begun()
    answer(one, 1)
    with refused("Say where you are first.*Operational leadership"):
        actions.share_assessment(assessment=one, by=one.member.user)
    alone = answered(reporting())
    Member.objects.filter(pk=alone.member_id).update(line_manager=None)
    with refused("does not know your line manager"):
        actions.share_assessment(assessment=alone, by=alone.member.user)
    with pytest.raises(PermissionDenied):
        actions.share_assessment(assessment=alone, by=central_user())


def test_practice_is_never_shared():
    one = begun(practice=True)
    with refused("for practice"):
        actions.share_assessment(assessment=one, by=one.member.user)
    with pytest.raises(IntegrityError, match="assessment_for_practice_is_not_shared"), transaction.atomic():
        Assessment.objects.filter(pk=one.pk).update(status="shared", shared_at=timezone.now())


def test_a_manager_who_has_never_signed_in_gets_an_account():
    member = reporting()
    Member.objects.filter(pk=member.line_manager_id).update(user=None, claimed_at=None)
    member.refresh_from_db()
    shared(member)
    assert messages()[-1][0].email == member.line_manager.email


def test_evidence_is_shared_with_the_answer_and_no_longer_when_it_is_taken_back():
    one = answered()
    piece = EvidenceFactory(member=one.member)
    capability = content_of(one.version).capabilities[0]
    pieces = [piece, EvidenceFactory(member=reporting())]  # somebody else's is not hers to link
    actions.choose_evidence(assessment=one, capability=capability, evidence=pieces, by=one.member.user)
    assert answers_of(one)[capability.pk].linked == [{"pk": str(piece.pk), "title": piece.title}]
    assert not EvidenceShare.objects.exists()
    actions.share_assessment(assessment=one, by=one.member.user)
    assert EvidenceShare.objects.get(evidence=piece).ended_at is None
    again = actions.revise_assessment(assessment=one, by=one.member.user)
    assert EvidenceShare.objects.get(evidence=piece).ended_at
    assert answers_of(again)[capability.pk].linked == [{"pk": str(piece.pk), "title": piece.title}]


def test_withdraw_assessment():
    one = shared()
    forget()
    actions.withdraw_assessment(assessment=one, by=one.member.user)
    assert events() == ["assessment.withdrawn"]
    assert messages() == [(manager_of(one), "A self-assessment was taken back")]
    assert not Assessment.objects.visible_to(manager_of(one)).exists()
    with refused("Taken back|taken back"):
        actions.withdraw_assessment(assessment=one, by=one.member.user)
    private = begun(reporting())
    forget()
    actions.withdraw_assessment(assessment=private, by=private.member.user)
    assert messages() == []


# --- Anew ------------------------------------------------------------------------------------------------------------


def test_revise_assessment_keeps_what_was_agreed():
    one = agreed(place=2)
    other = actions.revise_assessment(assessment=one, by=one.member.user)
    assert other.pk != one.pk and other.status == "private"
    assert [row.level.order for row in other.answers.select_related("level")] == [2] * 5
    answer(other, 1, 3)
    one.refresh_from_db()
    assert (one.status, one.answers.filter(level__order=3).count()) == ("agreed", 0)
    assert actions.revise_assessment(assessment=one, by=one.member.user) == other


def test_a_later_version_takes_over_what_it_has_still():
    one = shared(ticked=["CON-A1", "CON-E2"])
    data = our_framework() | {"version": "2030"}
    data["capabilities"] = data["capabilities"][:2]
    rows = data["capabilities"][0]["statements"]
    data["capabilities"][0]["statements"] = [row for row in rows if row["code"] != "CON-E2"]
    later = actions.load_framework(data=data, by=central_user())
    actions.publish_framework(version=later, by=central_user())
    other = actions.revise_assessment(assessment=one, by=one.member.user)
    assert other.version == later
    assert [row.ticked for row in other.answers.order_by("pk")] == [["CON-A1"], []]


# --- The manager -----------------------------------------------------------------------------------------------------


def test_send_views_tells_the_member_and_only_then():
    one = shared()
    manager, member = manager_of(one), one.member.user
    capabilities = content_of(one.version).capabilities
    actions.save_view(assessment=one, capability=capabilities[0], stance="", comment="Not sure", by=manager)
    assert conversation_of(one, member).views_by is None
    with refused("Say how you see each of them first"):
        actions.send_views(assessment=one, by=manager)
    for capability in capabilities:
        actions.save_view(assessment=one, capability=capability, stance=Stance.LOWER, comment="Lower", by=manager)
    forget()
    actions.send_views(assessment=one, by=manager)
    assert events() == ["assessment.answered"]
    assert messages() == [(member, "What your manager says to your self-assessment")]
    assert conversation_of(one, member).differing == 5
    with refused("You have sent how you see it"):
        actions.save_view(assessment=one, capability=capabilities[0], stance=Stance.SAME, comment="", by=manager)
    with refused("You have sent how you see it"):
        actions.send_views(assessment=one, by=manager)


def test_only_the_manager_of_today_views_and_only_what_is_shared():
    private, one = answered(), shared(reporting())
    capability = content_of(one.version).capabilities[0]
    said = {"capability": capability, "stance": Stance.SAME, "comment": ""}
    for assessment, by in [
        (private, manager_of(private)),
        (one, one.member.user),
        (one, central_user()),
        (one, MemberFactory().user),
    ]:
        with pytest.raises(PermissionDenied):
            actions.save_view(assessment=assessment, by=by, **said)
    deputy = StandInFactory(manager=one.member.line_manager).deputy.user
    actions.save_view(assessment=one, by=deputy, **said)
    former, new = manager_of(one), MemberFactory()
    Member.objects.filter(pk=one.member_id).update(line_manager=new)
    assert list(Assessment.objects.visible_to(new.user)) == [one]
    assert not Assessment.objects.visible_to(former).exists()
    with pytest.raises(PermissionDenied):
        actions.save_view(assessment=one, by=former, **said)


def test_one_s_own_stand_in_of_the_manager_is_not_one_s_manager():
    one = shared()
    StandInFactory(manager=one.member.line_manager, deputy=one.member)
    with pytest.raises(PermissionDenied):
        actions.send_views(assessment=one, by=one.member.user)


# --- What came of it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["manager", "member"])
def test_both_agree(by):
    one = viewed(higher=[2], lower=[3])
    forget()
    outcome = propose(one, by=by, differs=[3])
    other = one.member.user if by == "manager" else manager_of(one)
    assert events() == ["outcome.proposed"]
    assert messages() == [(other, "Levels for you to agree to")]
    with pytest.raises(PermissionDenied):
        actions.confirm_outcome(outcome=outcome, by=outcome.written_by)
    forget()
    actions.confirm_outcome(outcome=outcome, by=other)
    one.refresh_from_db()
    outcome.refresh_from_db()
    assert (one.status, one.ended_at) == ("agreed", outcome.answered_at)
    assert events() == ["assessment.agreed"]
    assert messages() == [(outcome.written_by, "Your levels are agreed")]
    pairs = conversation_of(one, one.member.user).pairs
    assert [pair.agreed_words for pair in pairs[1:3]] == ["Working", "You see it differently"]
    assert [pair.view_words for pair in pairs[:3]] == ["The same", "Higher", "Lower"]
    with pytest.raises((RuleBroken, PermissionDenied)):
        actions.return_outcome(outcome=outcome, comment="No.", by=other)


def test_return_outcome_and_write_it_anew():
    outcome = proposed()
    one, member = outcome.assessment, outcome.assessment.member.user
    with refused("Say what is not right"):
        actions.return_outcome(outcome=outcome, comment=" ", by=member)
    with refused("waits for an answer"):
        propose(one, by="member")
    forget()
    actions.return_outcome(outcome=outcome, comment="We said proficient.", by=member)
    assert events() == ["outcome.returned"]
    assert messages() == [(manager_of(one), "Your levels are not agreed yet")]
    assert propose(one, by="member").pk != outcome.pk
    assert Outcome.objects.count() == 2


def test_propose_outcome_needs_a_view_all_levels_and_a_day_to_come():
    with refused("The manager says first"):
        propose(shared())
    one = viewed(reporting())
    rows = rows_of(one)
    short = dict(list(rows.items())[:2])
    said = {"assessment": one, "by": one.member.user}
    for rows_said, until, words in [
        (short, next_year(), "Still open: Adaptability"),
        (rows, None, "Say until when it holds"),
        (rows, timezone.localdate(), "Say until when it holds"),
    ]:
        actions.save_outcome(rows=rows_said, held_until=until, **said)
        with refused(words):
            actions.propose_outcome(**said)


def test_what_one_writes_the_other_does_not_see():
    one = viewed()
    rows = rows_of(one, next_step="Secret")
    actions.save_outcome(assessment=one, rows=rows, held_until=None, by=manager_of(one))
    assert conversation_of(one, one.member.user).standing is None
    assert not one.outcomes.shown_to(one.member.user).exists()


def test_what_was_taken_back_is_agreed_to_by_nobody():
    outcome = proposed()
    one = outcome.assessment
    actions.withdraw_assessment(assessment=one, by=one.member.user)
    with refused("not open for a conversation"):
        actions.confirm_outcome(outcome=outcome, by=one.member.user)


# --- What the database holds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE capability_answer SET example = 'x'", "what was shared never changes"),
        ("DELETE FROM capability_answer", "what was shared never changes"),
        (
            "INSERT INTO capability_answer (assessment_id, capability_id, not_yet, ticked, example, saved_at) "
            "SELECT assessment_id, capability_id, true, '{}', '', now() FROM capability_answer LIMIT 1",
            "what was shared never changes",
        ),
        ("UPDATE capability_managerview SET comment = 'x'", "never change"),
        ("DELETE FROM capability_managerview", "never change"),
        ("UPDATE capability_outcome SET held_until = '2050-01-01'", "never change"),
        ("UPDATE capability_agreedlevel SET next_step = 'x'", "what was sent never changes"),
        ("DELETE FROM capability_agreedlevel", "what was sent never changes"),
        ("UPDATE capability_assessment SET status = 'shared', ended_at = NULL", "never change"),
    ],
)
def test_nothing_of_what_was_agreed_changes(change, words):
    agreed()
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("model", "fields", "constraint"),
    [
        (Answer, {"not_yet": True}, "answer_is_a_level_or_not_yet"),
        (Assessment, {"shared_at": timezone.now()}, "assessment_says_when_shared_and_ended"),
    ],
)
def test_the_database_refuses_what_cannot_be(model, fields, constraint):
    answered()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**fields)


def test_the_database_refuses_to_agree_with_oneself():
    outcome = proposed()
    with pytest.raises(IntegrityError, match="outcome_agreed_by_the_other_one"), transaction.atomic():
        Outcome.objects.update(
            status="confirmed", answered_by=outcome.written_by, answered_at=timezone.now() + timedelta(days=1)
        )


def test_the_database_refuses_a_view_that_says_nothing():
    one = shared()
    capability = content_of(one.version).capabilities[0]
    actions.save_view(assessment=one, capability=capability, stance="", comment="", by=manager_of(one))
    with pytest.raises(IntegrityError, match="view_sent_says_something"), transaction.atomic():
        ManagerView.objects.update(sent_at=timezone.now())
